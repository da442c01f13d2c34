import { monthsLater } from '../../domain/assessment/months-later';

/** Days in London, both inclusive: `YYYY-MM-DD`. */
export interface Days {
  from: string;
  to: string;
}

/** The days just before, as many of them: for whole calendar months as many months. */
export function periodBefore({ from, to }: Days): Days {
  const end = daysLater(from, -1);
  const after = daysLater(to, 1);
  if (!from.endsWith('-01') || !after.endsWith('-01')) {
    return { from: daysLater(from, -(dayOf(after) - dayOf(from))), to: end };
  }
  const monthOf = (day: string): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
  return { from: monthsLater(from, monthOf(from) - monthOf(after)), to: end };
}

const DAY = 86_400_000;
const dayOf = (day: string): number => Date.parse(day) / DAY;
/** The day so many days later. */
export const daysLater = (day: string, days: number): string =>
  new Date((dayOf(day) + days) * DAY).toISOString().slice(0, 10);
