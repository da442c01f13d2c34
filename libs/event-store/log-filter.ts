import type { LogFilter } from './event-store';

/** The filter as a question to ask of an event; undefined when it lets everything through. */
export function matcherOf(
  filter: LogFilter | undefined,
): ((stream: string, type: string) => boolean) | undefined {
  const prefixes = filter?.streamPrefixes;
  const types = filter?.eventTypes && new Set(filter.eventTypes);
  if (!prefixes && !types) return undefined;
  return (stream, type) =>
    (types?.has(type) ?? true) && (prefixes?.some((prefix) => stream.startsWith(prefix)) ?? true);
}
