import type { Catalogue } from '@guildhall/domain/catalogue/catalogue';
import { DAY, type DayNumber, weekdayOf } from '@guildhall/domain/standards/day-number';
import { fromLondonDay, londonDay } from '@guildhall/domain/standards/london-time';
import { type Life, lifeOf } from './life-of-a-case';
import { OfficeHours } from './office-hours';
import { Random } from './random';
import { type Demand, demands } from './town';
import { v5 as uuidv5 } from 'uuid';

/** The namespace of the ids of what is demonstrated. */
export const DEMONSTRATION = '3d0f7a52-6c1b-4b8e-9f5d-2a7c81e04b96';
const HOUR = 3_600_000;
/** From Sunday to Saturday: Mondays are busy, weekends are for the website. */
const ofTheWeek = [0.25, 1.55, 1.2, 1.1, 1.05, 1, 0.35];
/** When on a working day people get in touch, by the hour from 00:00; at a weekend it is the same, later. */
const ofTheDay = [1, 0, 0, 0, 0, 1, 3, 8, 26, 60, 66, 58, 44, 42, 50, 46, 38, 22, 14, 12, 10, 8, 5, 3];

export interface HalfYearOptions {
  seed: string;
  /** Nothing happens from this instant on, UTC milliseconds. */
  until: number;
  /** How many days it goes back; 182 when left out. */
  days?: number;
  /** Of the usual number of cases; 1 when left out. */
  size?: number;
}

/** Every case of half a year, in the order in which they are raised; the latest are still open at the end. */
export function halfYear(
  catalogue: Catalogue,
  { seed, until, days = 182, size = 1 }: HalfYearOptions,
): Life[] {
  const office = new OfficeHours(
    { mon: ['08:30', '17:00'], tue: ['08:30', '17:00'], wed: ['08:30', '17:00'], thu: ['08:30', '17:00'], fri: ['08:30', '16:30'] }, // prettier-ignore
    catalogue.calendar('england-and-wales'),
  );
  const lives: Life[] = [];
  const last = londonDay(until);
  for (const demand of demands) {
    // Each with a chance of its own: changing one leaves the others as they were.
    const random = new Random(`${seed} ${demand.service}`);
    const department = catalogue.service(demand.service)?.definition.department ?? 'customer-services';
    let before: Life | undefined;
    for (let day = last - days; day <= last; day++) {
      const moments = momentsOn(day, random.times(size * expected(demand, day, office)), random);
      for (const raisedAt of moments.filter((moment) => moment < until)) {
        const id = uuidv5(`${seed} ${demand.service} ${raisedAt}`, DEMONSTRATION);
        const life = lifeOf(id, demand, raisedAt, { random, office, department, before });
        lives.push(upTo(until, life));
        if (!life.original) before = life;
      }
    }
  }
  return lives.sort((one, other) => one.raisedAt - other.raisedAt);
}

/** Cases of a kind that a day brings on average. */
function expected({ perWeek, season }: Demand, day: DayNumber, office: OfficeHours): number {
  const month = new Date(day * DAY).getUTCMonth();
  const holiday = weekdayOf(day) % 6 !== 0 && !office.isWorkingDay(day);
  const afterHoliday = office.isWorkingDay(day) && !office.isWorkingDay(day - 1) && weekdayOf(day) !== 1;
  const ofThisDay = holiday ? 0.3 : (ofTheWeek[weekdayOf(day)] ?? 1) * (afterHoliday ? 1.4 : 1);
  return ((perWeek * ofThisDay) / ofTheWeek.reduce((sum, one) => sum + one)) * (season?.[month] ?? 1);
}

/** So many moments of a day, in order. */
function momentsOn(day: DayNumber, many: number, random: Random): number[] {
  const hours = Object.fromEntries(ofTheDay.map((often, hour) => [hour, often]));
  const moments = Array.from({ length: many }, () =>
    fromLondonDay(day, Math.floor((Number(random.weighted(hours)) + random.next()) * HOUR)),
  );
  return moments.sort((one, other) => one - other);
}

const upTo = (until: number, life: Life): Life => ({
  ...life,
  steps: life.steps.filter(({ at }) => at < until),
});
