import { IANAZone } from 'luxon';
import { z } from 'zod';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** When it was what a clock on the wall showed: UTC milliseconds. */
export interface LocalInstant {
  instant: number;
  /** The clock showed it twice, as one was put back: `instant` is the first time, this the second. */
  again?: number;
  /** No clock showed it, as one was put forward: `instant` is when that was done. */
  skipped?: true;
}

/** The clocks of a place. */
export class TimeZone {
  /** Offsets at midnight UTC, by day. */
  private readonly known = new Map<number, number>();

  constructor(private readonly zone: IANAZone) {}

  /** @param wall what the clock showed, in milliseconds as if it showed UTC */
  instantOf(wall: number): LocalInstant {
    const day = Math.floor(wall / DAY);
    const before = this.offsetOn(day - 1);
    const after = this.offsetOn(day + 2);
    if (before === after) return { instant: wall - before };
    const early = wall - Math.max(before, after);
    const late = wall - Math.min(before, after);
    const readings = [early, late].filter((instant) => wall - instant === this.offset(instant));
    const [instant, again] = readings;
    if (instant === undefined) return { instant: this.changeBetween(early, late), skipped: true };
    return again === undefined ? { instant } : { instant, again };
  }

  /** Reading a zone's offset takes longer than all the rest, and clocks seldom change. */
  private offsetOn(day: number): number {
    const known = this.known.get(day) ?? this.offset(day * DAY);
    this.known.set(day, known);
    return known;
  }

  private offset(instant: number): number {
    return this.zone.offset(instant) * MINUTE;
  }

  /** The first instant at which the clocks are as they are at `late`, where at `early` they are not. */
  private changeBetween(early: number, late: number): number {
    const offset = this.offset(late);
    let [before, after] = [early, late];
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (this.offset(middle) === offset) after = middle;
      else before = middle;
    }
    return after;
  }
}

const zones = new Map<string, TimeZone>();

/** A time zone by its IANA name: Europe/London. */
export const timeZoneSchema = z.string().transform((name, context): TimeZone => {
  const known = zones.get(name);
  if (known) return known;
  if (!IANAZone.isValidZone(name)) {
    context.addIssue({
      code: 'custom',
      message: `there is no time zone “${name}”; use an IANA name such as Europe/London`,
    });
    return z.NEVER;
  }
  const zone = new TimeZone(IANAZone.create(name));
  zones.set(name, zone);
  return zone;
});
