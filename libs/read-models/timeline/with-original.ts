import { LONGEST_CHAIN } from '../../domain/case/chain-of-duplicates';
import { type Stage, stages } from '../../domain/case/vocabulary';
import type { CaseProgress } from '../case-progress';
import { dataForFollowers, isToldToFollowers, stillStanding } from './standing-of-original';
import type { TimelineCase } from './timeline.projection';

/** An entry as it is kept: its sentence is rendered when asked. */
export interface TimelineEntry {
  revision: number;
  occurredAt: number;
  type: string;
  data: Record<string, unknown>;
}

export interface CaseOnTimeline {
  reference: string;
  case: TimelineCase;
  entries: TimelineEntry[];
}

/** A time in which a case was a duplicate of another. UTC milliseconds; without an end it still is. */
interface Link {
  of: string;
  from: number;
  to?: number;
}

/** The cases that a case is, or was, a duplicate of. */
export const originalsOf = ({ entries }: CaseOnTimeline): string[] => linksOf(entries).map(({ of }) => of);

/**
 * A case as its customer sees it: while it is a duplicate, the original's stages are its stages. What the original had
 * come to before is said once, at the time of the link.
 */
export function withOriginal(
  one: CaseOnTimeline,
  others: ReadonlyMap<string, CaseOnTimeline>,
  depth = 0,
): CaseOnTimeline {
  if (depth === LONGEST_CHAIN) return one;
  return linksOf(one.entries).reduce((seen, link) => {
    const known = others.get(link.of);
    if (!known) return seen;
    const original = withOriginal(known, others, depth + 1);
    const entries = inserted(seen.entries, entriesIn(link, original.entries), link);
    return {
      ...seen,
      entries,
      case: link.to === undefined ? standing(seen.case, original.case, link) : seen.case,
    };
  }, one);
}

function linksOf(entries: readonly TimelineEntry[]): Link[] {
  const links: Link[] = [];
  for (const { type, data, occurredAt } of entries) {
    const last = links.at(-1);
    if (type === 'MarkedDuplicate') links.push({ of: String(data['of']), from: occurredAt });
    else if (type === 'DuplicateUndone' && last) last.to ??= occurredAt;
  }
  return links;
}

/** What the customer of a duplicate is told of its original: where it stood, and what came in the time of the link. */
function entriesIn({ from, to = Infinity }: Link, entries: readonly TimelineEntry[]): TimelineEntry[] {
  const told = entries.filter(({ type }) => isToldToFollowers(type));
  const before = stillStanding(told.filter(({ occurredAt }) => occurredAt < from));
  const since = told.filter(({ occurredAt }) => occurredAt >= from && occurredAt < to);
  return [...before.map((entry) => ({ ...entry, occurredAt: from })), ...since].map((entry) => ({
    ...entry,
    data: dataForFollowers(entry),
  }));
}

/** Each after the link, before the first of its own that is later: its own keep the order in which they were written. */
function inserted(
  own: readonly TimelineEntry[],
  others: readonly TimelineEntry[],
  { of, from }: Link,
): TimelineEntry[] {
  const entries = [...own];
  const begin = entries.findIndex(
    ({ type, data, occurredAt }) => type === 'MarkedDuplicate' && data['of'] === of && occurredAt === from,
  );
  for (const other of others) {
    const later = entries.findIndex(
      ({ occurredAt }, index) => index > begin && occurredAt > other.occurredAt,
    );
    entries.splice(later < 0 ? entries.length : later, 0, other);
  }
  return entries;
}

function standing(own: TimelineCase, original: TimelineCase, { from }: Link): TimelineCase {
  // It is on its own again as soon as that is written down.
  if (original.status === 'withdrawn') return own;
  const { resolved: _, closed: __, ...ownStages } = own.reached;
  const theirs = Object.fromEntries(
    Object.entries(original.reached)
      .filter(([stage]) => stage !== 'raised')
      .map(([stage, at]) => [stage, Math.max(at, from)]),
  );
  const reached: CaseProgress['reached'] = { ...theirs, ...ownStages };
  const { resolvedAt } = original.clock;
  return {
    ...own,
    status: original.status,
    stage: furthest(own.stage, original.stage),
    reached,
    clock: { ...own.clock, resolvedAt: resolvedAt === undefined ? undefined : Math.max(resolvedAt, from) },
  };
}

const furthest = (one: Stage, other: Stage): Stage =>
  stages.indexOf(one) < stages.indexOf(other) ? other : one;
