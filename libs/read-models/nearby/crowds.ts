import type { StoredCaseEvent } from '../../domain/case/case-events';
import type { Recorded } from '../../event-sourcing/recorded-event';
import type { Database } from '../../platform/database/databases';
import { findByKey } from '../../platform/database/table';
import { type Place, pointOf } from './places';

/**
 * So many cases that were raised at exactly one point within thirty days are a crowd: a default of some form, the middle
 * of a ward, the town hall. That two of them are there says nothing. The first of them are kept to tell a crowd by; all
 * others are found from nowhere.
 */
export const CROWD = 25;

const THIRTY_DAYS = 30 * 86_400_000;

/** Which thirty days an instant lies in. */
export const monthOf = (instant: number): number => Math.floor(instant / THIRTY_DAYS);

type Event = Recorded<StoredCaseEvent>;

/** An event of a case; of one that was raised, whether it stands in a crowd. */
export type Placed = Event & { isInCrowd?: boolean };

/** Where a case is, if it says so in full. */
export function placeOf(event: Event): Place | undefined {
  const { lat, lon } = (event.type === 'QueryRaised' && event.data.location) || {};
  return lat === undefined || lon === undefined ? undefined : { lat, lon };
}

/** How many cases are kept of each crowd, or what may become one. */
export class Crowds {
  private constructor(private readonly counts: Map<string, number>) {}

  static async at(db: Database, table: string, points: readonly string[]): Promise<Crowds> {
    const crowds = new Crowds(new Map());
    const rows = await findByKey(db, table, ['point', 'month'], [...new Set(points)]);
    for (const { point, month } of rows) crowds.join(String(point), Number(month));
    return crowds;
  }

  has(point: string, month: number): boolean {
    return (this.counts.get(key(point, month)) ?? 0) >= CROWD;
  }

  /** In these thirty days or those before: at their beginning it has yet to gather again. */
  hasOrHad(point: string, month: number): boolean {
    return this.has(point, month) || this.has(point, month - 1);
  }

  join(point: string, month: number): void {
    this.counts.set(key(point, month), (this.counts.get(key(point, month)) ?? 0) + 1);
  }
}

const key = (point: string, month: number): string => `${point} ${month}`;

/** Tells those that were raised into a crowd, one after the other, so that it is the same whenever it is done again. */
export async function withCrowds(
  events: readonly Event[],
  db: Database,
  table: string,
): Promise<readonly Placed[]> {
  const points = events.flatMap((event) => {
    const place = placeOf(event);
    return place ? [pointOf(place)] : [];
  });
  if (points.length === 0) return events;
  const crowds = await Crowds.at(db, table, points);
  return events.map((event) => {
    const place = placeOf(event);
    if (!place || event.type !== 'QueryRaised') return event;
    const [point, month] = [pointOf(place), monthOf(Date.parse(event.data.raisedAt))];
    if (crowds.has(point, month)) return { ...event, isInCrowd: true };
    crowds.join(point, month);
    return event;
  });
}
