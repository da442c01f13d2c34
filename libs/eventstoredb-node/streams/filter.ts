import type { LogRecord } from '../../event-store/embedded/log-record';
import { invalidArgument } from '../errors';

interface ExpressionMessage {
  getRegex(): string;
  getPrefixList(): string[];
}

/** A filter as reads and persistent subscriptions of `$all` send it. */
interface FilterMessage {
  getStreamIdentifier(): ExpressionMessage | undefined;
  getEventType(): ExpressionMessage | undefined;
  hasMax(): boolean;
  getMax(): number;
  getCheckpointintervalmultiplier(): number;
}

/** A regular expression, or any of these prefixes. */
export type Expression = { regex: string } | { prefixes: string[] };

/** A filter as it can be kept. */
export interface FilterExpressions {
  stream?: Expression;
  type?: Expression;
  /** Events looked at, wanted or not, between two checkpoints. */
  checkpointEvery: number;
}

export interface Filter {
  wants: (record: LogRecord) => boolean;
  checkpointEvery: number;
}

/** Events looked at between two moments at which a checkpoint may be told, when the client does not say. */
const WINDOW = 32;

export function filterExpressionsOf(message: FilterMessage): FilterExpressions {
  const [stream, type] = [message.getStreamIdentifier(), message.getEventType()].map(expressionOf);
  const window = message.hasMax() && message.getMax() > 0 ? message.getMax() : WINDOW;
  return {
    ...(stream && { stream }),
    ...(type && { type }),
    checkpointEvery: window * Math.max(1, message.getCheckpointintervalmultiplier()),
  };
}

/** @throws ProtocolError when a regular expression is none */
export function filterOf({ stream, type, checkpointEvery }: FilterExpressions): Filter {
  const isStream = testOf(stream);
  const isType = testOf(type);
  return { wants: (record) => isStream(record.stream) && isType(record.type), checkpointEvery };
}

function expressionOf(message: ExpressionMessage | undefined): Expression | undefined {
  if (!message) return undefined;
  const regex = message.getRegex();
  return regex ? { regex } : { prefixes: message.getPrefixList() };
}

function testOf(expression: Expression | undefined): (text: string) => boolean {
  if (!expression) return () => true;
  if ('regex' in expression) {
    const pattern = compiled(expression.regex);
    return (text) => pattern.test(text);
  }
  return (text) => expression.prefixes.some((prefix) => text.startsWith(prefix));
}

function compiled(regex: string): RegExp {
  try {
    return new RegExp(regex);
  } catch (error) {
    throw invalidArgument(`The filter cannot be used: ${(error as Error).message}`);
  }
}
