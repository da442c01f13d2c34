import { NEAR } from './places';

const DAY = 86_400_000;

/** For how long after it was resolved a case may still be what somebody tells of, in milliseconds: three weeks. */
export const STILL_TOLD_OF = 21 * DAY;
/** How long before, an open case may have been raised; and how long after, one that is told of may be raised again. */
export const LONGEST_OPEN = 365 * DAY;
export const SOON_AFTER = 28 * DAY;

/** What a query and a case have in common. Instants: UTC milliseconds. */
export interface Likeness {
  service: 'same' | 'same-group';
  metres: number;
  /** When the query was raised, or is about to be. */
  at: number;
  /** When the query itself was resolved or closed; undefined while it is open. */
  until: number | undefined;
  raisedAt: number;
  /** When it was resolved or closed; undefined while it is open. */
  endedAt: number | undefined;
  /** The place is that of another report of the case, which is answered with it. */
  throughAnother: boolean;
}

/**
 * How likely it is that the two tell of the same, from 0 to 100: the product of three parts.
 *
 * - **Place**: the square of what falls from 1 at the same point to 0 at 150 metres.
 * - **Time**: 1 when the earlier of the two was open as the later was raised, less 0.7 for each year between them; when
 *   it had been resolved by then 0.8, falling to 0 at three weeks.
 * - **Service**: 1 for the same, 0.4 for another of the same group.
 */
export function scoreOf(likeness: Likeness): number {
  const service = likeness.service === 'same' ? 1 : 0.4;
  const place = Math.max(0, 1 - likeness.metres / NEAR) ** 2;
  return Math.round(100 * place * timeOf(likeness) * service);
}

function timeOf({ at, until, raisedAt, endedAt }: Likeness): number {
  const later = Math.max(at, raisedAt);
  const ended = (raisedAt <= at ? endedAt : until) ?? Infinity;
  return ended >= later
    ? Math.max(0, 1 - (0.7 * Math.abs(at - raisedAt)) / LONGEST_OPEN)
    : Math.max(0, 0.8 * (1 - (later - ended) / STILL_TOLD_OF));
}

/** Why, in words: “the same service, 40 m away, raised 2 days before, still open”. */
export function inWords(likeness: Likeness): string {
  const { service, metres, at, raisedAt, endedAt, throughAnother } = likeness;
  const where = metres < 1 ? 'at the same point' : `${Math.round(metres)} m away`;
  return [
    service === 'same' ? 'the same service' : 'a service of the same group',
    throughAnother ? `with another report of it ${where}` : where,
    `raised ${timeBetween(raisedAt, at)}`,
    endedAt === undefined ? 'still open' : `resolved ${timeBetween(endedAt, at)}`,
  ].join(', ');
}

function timeBetween(instant: number, at: number): string {
  const days = Math.floor(Math.abs(at - instant) / DAY);
  if (days === 0) return 'within a day of it';
  return `${days} ${days === 1 ? 'day' : 'days'} ${instant < at ? 'before' : 'after'}`;
}
