import { DAY, weekdayOf } from '../domain/standards/day-number';
import { fromLondonDay, londonDay } from '../domain/standards/london-time';

const MINUTE = 60_000;
const MINUTES_OF_DAY = 1_440;
/** 29 February is at most eight years away (2096 to 2104): a pattern without a day in that time has none. */
const FAR = 8 * 366;

interface Field {
  name: string;
  least: number;
  most: number;
}

const minuteField: Field = { name: 'minute', least: 0, most: 59 };
const hourField: Field = { name: 'hour', least: 0, most: 23 };
const dayField: Field = { name: 'day of the month', least: 1, most: 31 };
const monthField: Field = { name: 'month', least: 1, most: 12 };
/** 7 is Sunday too. */
const weekdayField: Field = { name: 'day of the week', least: 0, most: 7 };

/**
 * The first instant (UTC milliseconds) after another that fits a cron pattern of five fields: minute, hour, day of the
 * month, month, day of the week (0 and 7 are Sunday). Each is `*`, a number, a range `1-5`, or several by commas, and
 * may have a step: `8-18/2`. When both days are restricted, either will do (POSIX crontab).
 *
 * The clock is London's. A time that is skipped in spring is the moment of the change; one that comes twice in autumn
 * comes once, the first time.
 *
 * @throws TypeError naming the field that cannot be read, or when no day ever fits
 */
export function nextOnCron(pattern: string, after: number): number {
  const parts = pattern.trim().split(/\s+/);
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = parts;
  if (parts.length !== 5) throw new TypeError(`cron must have five fields, not ${parts.length}: ${pattern}`);
  const minutes = parse(minute, minuteField);
  const hours = parse(hour, hourField);
  const days = parse(day, dayField);
  const months = parse(month, monthField);
  const weekdays = new Set([...parse(weekday, weekdayField)].map((number) => number % 7));

  const fitsDay = (number: number): boolean => {
    const date = new Date(number * DAY);
    if (!months.has(date.getUTCMonth() + 1)) return false;
    const byDate = days.has(date.getUTCDate());
    const byWeekday = weekdays.has(weekdayOf(number));
    return day.startsWith('*') || weekday.startsWith('*') ? byDate && byWeekday : byDate || byWeekday;
  };

  const today = londonDay(after);
  for (let number = today; number <= today + FAR; number++) {
    if (!fitsDay(number)) continue;
    for (let time = 0; time < MINUTES_OF_DAY; time++) {
      if (!hours.has(Math.floor(time / 60)) || !minutes.has(time % 60)) continue;
      const instant = fromLondonDay(number, time * MINUTE);
      if (instant > after) return instant;
    }
  }
  throw new TypeError(`cron has no day in the next eight years: ${pattern}`);
}

function parse(text: string, field: Field): Set<number> {
  const fitting = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(part);
    if (!match) throw unreadable(text, field);
    const [, first, last, step] = match;
    const from = Number(first ?? field.least);
    // “5/15” is from 5 on, as “*/15” is from the first on.
    const to = Number(last ?? (first === undefined || step !== undefined ? field.most : from));
    const by = Number(step ?? 1);
    if (from < field.least || to > field.most || from > to || by === 0) throw unreadable(text, field);
    for (let number = from; number <= to; number += by) fitting.add(number);
  }
  return fitting;
}

function unreadable(text: string, { name, least, most }: Field): TypeError {
  return new TypeError(
    `cron: the ${name} must be “*” or from ${least} to ${most}, with ranges (2-5), steps (*/15) and commas; not ${text}`,
  );
}
