import type { Recorded } from '@guildhall/event-sourcing/recorded-event';
import type { Fresh, Freshness } from '@guildhall/read-models/read-model';

/** An answer with how fresh it is. */
export function withFreshness<Answer extends object>({
  answer,
  freshness,
}: Fresh<Answer>): Answer & { freshness: Freshness } {
  return { ...answer, freshness };
}

export const instantOf = (milliseconds: number | undefined | null): string | null =>
  milliseconds === undefined || milliseconds === null ? null : new Date(milliseconds).toISOString();

/** Of an answer straight from the log: it knows all there is, up to the last event it tells of. */
export function freshnessOf({ position, metadata }: Recorded): Freshness {
  return { position, upTo: metadata.recordedAt, behind: 0, stale: false };
}
