import { dayNumber } from '../domain/standards/day-number';
import { fromLondonDay, toLondon } from '../domain/standards/london-time';

const MINUTE = 60_000;

/** When nobody is disturbed, on a clock in London: minutes of the day. `from` may be later than `to`, over midnight. */
export interface QuietHours {
  from: number;
  to: number;
}

/** `21:00-08:00`; undefined for `none`. @throws RangeError when it is neither */
export function parseQuietHours(text: string): QuietHours | undefined {
  if (text === 'none') return undefined;
  const [, hour = '', minute = '', toHour = '', toMinute = ''] =
    /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  const [from, to] = [Number(hour) * 60 + Number(minute), Number(toHour) * 60 + Number(toMinute)];
  if (hour === '' || from === to) throw new RangeError('Give two times, as in 21:00-08:00, or none');
  return { from, to };
}

/** When the quiet hours that this instant lies in are over, in UTC milliseconds; undefined when it lies in none. */
export function endOfQuiet(hours: QuietHours | undefined, instant: number): number | undefined {
  if (!hours) return undefined;
  const { from, to } = hours;
  const { day, minuteOfDay } = toLondon(instant);
  const isQuiet =
    from < to ? minuteOfDay >= from && minuteOfDay < to : minuteOfDay >= from || minuteOfDay < to;
  if (!isQuiet) return undefined;
  return fromLondonDay(minuteOfDay < to ? day : day + 1, to * MINUTE);
}

/** The day in London, `YYYY-MM-DD`. */
export function dayInLondon(instant: number): string {
  return toLondon(instant).date;
}

/** The first moment of the next day on which somebody may be written to, in UTC milliseconds. */
export function nextMorning(hours: QuietHours | undefined, instant: number): number {
  const midnight = fromLondonDay(dayNumber(dayInLondon(instant)) + 1);
  return endOfQuiet(hours, midnight) ?? midnight;
}
