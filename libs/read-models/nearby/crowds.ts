import type { RecordedCaseEvent } from '../../domain/case/case-events';
import type { Database } from '../../platform/database/databases';
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

/** Points that are asked for in one statement: a batch of events has more. */
const POINTS_AT_ONCE = 500;

/** Exactly one point, in some thirty days. */
export interface Spot {
  point: string;
  month: number;
}

/** An event of a case; of one that was raised, whether it stands in a crowd. */
export type Placed = RecordedCaseEvent & { isInCrowd?: boolean };

/** Where a case is, if it says so in full. */
export function placeOf(event: RecordedCaseEvent): Place | undefined {
  const { lat, lon } = (event.type === 'QueryRaised' && event.data.location) || {};
  return lat === undefined || lon === undefined ? undefined : { lat, lon };
}

function spotOf(event: RecordedCaseEvent): Spot | undefined {
  const place = placeOf(event);
  if (!place || event.type !== 'QueryRaised') return undefined;
  return { point: pointOf(place), month: monthOf(Date.parse(event.data.raisedAt)) };
}

/** How many cases are kept of each crowd, or what may become one. */
export class Crowds {
  private constructor(private readonly counts: Map<string, number>) {}

  /** Those at some points, from the month before the first of these until the last of them. */
  static async at(db: Database, table: string, spots: readonly Spot[]): Promise<Crowds> {
    const crowds = new Crowds(new Map());
    const months = spots.map(({ month }) => month);
    const points = [...new Set(spots.map(({ point }) => point))];
    for (let done = 0; done < points.length; done += POINTS_AT_ONCE) {
      const rows = await db
        .selectFrom(table)
        .select(['point', 'month'])
        .where('point', 'in', points.slice(done, done + POINTS_AT_ONCE))
        .where('month', '>=', Math.min(...months) - 1)
        .where('month', '<=', Math.max(...months))
        .execute();
      for (const { point, month } of rows) crowds.join({ point: String(point), month: Number(month) });
    }
    return crowds;
  }

  has({ point, month }: Spot): boolean {
    return (this.counts.get(key({ point, month })) ?? 0) >= CROWD;
  }

  /** In these thirty days or those before: at their beginning it has yet to gather again. */
  hasOrHad({ point, month }: Spot): boolean {
    return this.has({ point, month }) || this.has({ point, month: month - 1 });
  }

  join({ point, month }: Spot): void {
    this.counts.set(key({ point, month }), (this.counts.get(key({ point, month })) ?? 0) + 1);
  }
}

const key = ({ point, month }: Spot): string => `${point} ${month}`;

/** Tells those that were raised into a crowd, one after the other, so that it is the same whenever it is done again. */
export async function withCrowds(
  events: readonly RecordedCaseEvent[],
  db: Database,
  table: string,
): Promise<readonly Placed[]> {
  const spots = events.flatMap((event) => spotOf(event) ?? []);
  if (spots.length === 0) return events;
  const crowds = await Crowds.at(db, table, spots);
  return events.map((event) => {
    const spot = spotOf(event);
    if (!spot) return event;
    if (crowds.has(spot)) return { ...event, isInCrowd: true };
    crowds.join(spot);
    return event;
  });
}
