import { type DayNumber } from './day-number';

/** How a count towards a target stands. Instants in UTC milliseconds. */
export type Count =
  | { readonly state: 'due'; readonly due: number }
  | { readonly state: 'paused'; readonly since: number; readonly remaining: Remaining };

/** What is left to count when the clock runs again: `whole`, in the target's own unit, where it starts again. */
export type Remaining =
  { readonly days: number } | { readonly milliseconds: number } | { readonly whole: number };

/** What a count made of a day. */
export type Verdict =
  /** Of a count that was given up: it starts again later. */
  | 'set-aside'
  /** The day from which it is counted again. */
  | 'start-again'
  /** The day the clock started, which a count of days leaves out; for hours, that it started after closing. */
  | 'start'
  /** Not a working day. */
  | 'closed'
  /** The time would be up, but it is no working day: the time runs on. */
  | 'rolled'
  /** The clock stood still. */
  | 'paused'
  /** The last day, but the clock stood still when it ended. */
  | 'paused-at-the-end'
  | 'counted';

/** Is told of every day that a count passes, in order, and how many days or milliseconds it has counted by then. */
export type Witness = (day: DayNumber, verdict: Verdict, counted: number) => void;
