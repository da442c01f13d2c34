import { type DayNumber } from './day-number';

/** How a count towards a target stands. Instants in UTC milliseconds. */
export type Count =
  | { readonly state: 'due'; readonly due: number }
  | { readonly state: 'paused'; readonly since: number; readonly remaining: Remaining };

/** What is left to count when the clock runs again. */
export type Remaining = { readonly days: number } | { readonly milliseconds: number };

/** What a count made of a day. */
export type Verdict =
  /** The day the clock started, which a count of days leaves out; for hours, that it started after closing. */
  | 'start'
  /** Not a working day. */
  | 'closed'
  /** The clock stood still. */
  | 'paused'
  /** The last day, but the clock stood still when it ended. */
  | 'paused-at-the-end'
  | 'counted';

/** Is told of every day that a count passes, in order, and how many days or milliseconds it has counted by then. */
export type Witness = (day: DayNumber, verdict: Verdict, counted: number) => void;
