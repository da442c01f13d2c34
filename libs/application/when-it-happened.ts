import type { Recorded } from '../event-sourcing/recorded-event';
import type { CommandContext } from './command-context';

/** When the last of these events happened; empty before any did. */
export const lastHappenedAt = (history: readonly Pick<Recorded, 'metadata'>[]): string =>
  history.reduce((latest, { metadata }) => (metadata.occurredAt > latest ? metadata.occurredAt : latest), '');

/**
 * When a command happened, as its stream counts it. Where nobody said, it is now, and not before what has happened
 * already: a clock that ran ahead and was set right would else lock the stream until it comes round again.
 */
export function whenItHappened(
  context: CommandContext,
  history: readonly Pick<Recorded, 'metadata'>[],
): string {
  if (context.occurredAt !== context.recordedAt) return context.occurredAt;
  const last = lastHappenedAt(history);
  return last > context.occurredAt ? last : context.occurredAt;
}
