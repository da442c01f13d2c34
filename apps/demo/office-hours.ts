import type { Calendar } from '@guildhall/domain/standards/calendar';
import { fromLondonDay, toLondon } from '@guildhall/domain/standards/london-time';
import { type OpeningHours, openingOn, openingWeek } from '@guildhall/domain/standards/opening-hours';

/** When the people of the council work. */
export class OfficeHours {
  constructor(
    private readonly hours: OpeningHours,
    private readonly calendar: Calendar,
  ) {}

  /** The instant at which so much working time (milliseconds) has passed since another one. */
  after(instant: number, workingTime: number): number {
    let { day, millisecondOfDay: from } = toLondon(instant);
    for (let left = workingTime; ; day++, from = 0) {
      const opening = openingOn(openingWeek(this.hours), this.calendar, day);
      if (!opening) continue;
      const begin = Math.max(from, opening.opens);
      if (begin + left < opening.closes) return fromLondonDay(day, begin + left);
      left -= Math.max(0, opening.closes - begin);
    }
  }

  isWorkingDay(day: number): boolean {
    return openingOn(openingWeek(this.hours), this.calendar, day) !== undefined;
  }
}
