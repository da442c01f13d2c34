import type { LogRecord } from '../../event-store/embedded/log-record';
import { invalidArgument } from '../errors';

interface Expression {
  getRegex(): string;
  getPrefixList(): string[];
}

/** A filter as reads and persistent subscriptions of `$all` send it. */
export interface FilterOptions {
  getStreamIdentifier(): Expression | undefined;
  getEventType(): Expression | undefined;
  hasMax(): boolean;
  getMax(): number;
  getCheckpointintervalmultiplier(): number;
}

/** Events looked at between two moments at which a checkpoint may be told, when the client does not say. */
const WINDOW = 32;

export interface Filter {
  wants: (record: LogRecord) => boolean;
  /** Events looked at, wanted or not, between two checkpoints. */
  checkpointEvery: number;
}

/** @throws ProtocolError when the regular expression is none */
export function filterOf(options: FilterOptions): Filter {
  const streams = testOf(options.getStreamIdentifier());
  const types = testOf(options.getEventType());
  const window = options.hasMax() && options.getMax() > 0 ? options.getMax() : WINDOW;
  return {
    wants: ({ stream, type }) => (streams?.(stream) ?? true) && (types?.(type) ?? true),
    checkpointEvery: window * Math.max(1, options.getCheckpointintervalmultiplier()),
  };
}

function testOf(expression: Expression | undefined): ((text: string) => boolean) | undefined {
  if (!expression) return undefined;
  const regex = expression.getRegex();
  if (regex) {
    const pattern = compiled(regex);
    return (text) => pattern.test(text);
  }
  const prefixes = expression.getPrefixList();
  return (text) => prefixes.some((prefix) => text.startsWith(prefix));
}

function compiled(regex: string): RegExp {
  try {
    return new RegExp(regex);
  } catch (error) {
    throw invalidArgument(`The filter cannot be used: ${(error as Error).message}`);
  }
}
