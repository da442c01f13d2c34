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
