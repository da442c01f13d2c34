import type { LogFilter } from '../event-store';

/** What a server can be asked to leave out: it looks either at streams or at types, never at both. */
export type ServerFilter =
  | { on: 'stream' | 'type'; prefixes: readonly string[]; regex?: undefined }
  | { on: 'stream' | 'type'; prefixes?: undefined; regex: string };

/** Types that do not belong to the store. */
const OURS: ServerFilter = { on: 'type', regex: '^[^\\$].*' };

/**
 * As much of the filter as the server can do, and never more than it says: the rest is left out here. Types are
 * asked for first, for a prefix of a stream mostly says less.
 */
export function serverFilterOf(filter: LogFilter | undefined): ServerFilter {
  const { eventTypes = [], streamPrefixes = [] } = filter ?? {};
  if (eventTypes.length > 0) return { on: 'type', regex: `^(${eventTypes.map(escaped).join('|')})$` };
  if (streamPrefixes.length > 0 && streamPrefixes.every((prefix) => prefix !== '')) {
    return { on: 'stream', prefixes: streamPrefixes };
  }
  return OURS;
}

/** The characters that mean something in a regular expression, in .NET as in JavaScript. */
function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
