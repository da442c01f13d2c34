import type { Catalogue } from '../catalogue/catalogue';
import type { Pause } from '../standards/pauses';
import type { TargetName } from '../standards/standard';
import { type CaseFacts, evaluateTargets, type Target } from '../standards/targets-of-case';
import { workingTimeBetween } from '../standards/working-time';
import type { StoredCaseEvent, RecordedCaseEvent } from './case-events';
import type { Versioned } from './vocabulary';

/** What a case's targets are computed from. Instants in UTC milliseconds; plain JSON, so that a read model may keep it. */
export interface CaseClock {
  /** When the count began: when it was raised, or when the complaint went to stage 2. */
  startedAt: number;
  standard?: Versioned;
  acknowledgedAt?: number;
  resolvedAt?: number;
  pauses: readonly Pause[];
  extensions: Partial<Record<TargetName, number>>;
  source?: Partial<Record<TargetName, number>>;
  /** See {@link settle}; null where there was no date. */
  settled?: Partial<Record<TargetName, number | null>>;
}

export const unwoundClock: CaseClock = { startedAt: 0, pauses: [], extensions: {} };

const at = (instant: string): number => Date.parse(instant);

const pauseFrom = ({ pausedAt, reason }: { pausedAt: string; reason: string }): Pause => ({
  from: at(pausedAt),
  reason,
});

/**
 * Which events move the clock: what happened counts from when it occurred, not from when it was typed up. No date is
 * settled here: for those who look at open targets only.
 */
export function evolveClock(clock: CaseClock, event: RecordedCaseEvent): CaseClock {
  switch (event.type) {
    case 'QueryRaised': {
      const { raisedAt, standard, targets } = event.data;
      const source =
        targets && Object.fromEntries(Object.entries(targets).map(([name, due]) => [name, at(due)]));
      return { ...unwoundClock, startedAt: at(raisedAt), standard, source };
    }
    case 'QueryAcknowledged':
      return { ...clock, acknowledgedAt: clock.acknowledgedAt ?? at(event.metadata.occurredAt) };
    case 'ClockPaused':
      return { ...clock, pauses: [...clock.pauses, pauseFrom(event.data)] };
    case 'ClockResumed':
      return {
        ...clock,
        pauses: [...clock.pauses.slice(0, -1), { ...pauseFrom(event.data), to: at(event.data.resumedAt) }],
      };
    case 'DelayNotified':
      return event.data.extension
        ? { ...clock, extensions: { ...clock.extensions, [event.data.target]: event.data.extension } }
        : clock;
    case 'Reclassified':
      return { ...clock, standard: event.data.standard, settled: undefined };
    case 'Resolved':
      return { ...clock, resolvedAt: at(event.data.resolvedAt) };
    case 'Reopened': {
      // The resolution that is taken back had acknowledged the case, if nothing else had.
      const acknowledged = { ...clock, acknowledgedAt: earliest(clock.acknowledgedAt, clock.resolvedAt) };
      return { ...acknowledged, resolvedAt: undefined, settled: unsettled(acknowledged) };
    }
    case 'ComplaintEscalated':
      return { ...unwoundClock, startedAt: at(event.data.escalatedAt), standard: event.data.standard };
    default:
      return clock;
  }
}

/**
 * The clock after one more event, with the dates settled that the event has reached: what whoever judges a target that
 * was reached has to wind it by. `catalogue`: what had been published before the event.
 */
export function evolveSettledClock(
  clock: CaseClock,
  event: RecordedCaseEvent,
  catalogue: Catalogue,
): CaseClock {
  return settle(evolveClock(clock, event), event, catalogue);
}

function earliest(...instants: (number | undefined)[]): number | undefined {
  const first = Math.min(...instants.map((instant) => instant ?? Infinity));
  return first === Infinity ? undefined : first;
}

/** Events after which a target may have been reached, or the case is over. */
const settling: ReadonlySet<StoredCaseEvent['type']> = new Set([
  'QueryAcknowledged',
  'Reclassified',
  'Resolved',
  'Closed',
  'Withdrawn',
]);
const ends: ReadonlySet<StoredCaseEvent['type']> = new Set(['Resolved', 'Closed', 'Withdrawn']);

/**
 * Writes down the due dates of what an event has reached, and of everything when it ends the case: a holiday that is
 * published later, or taken back, moves open targets only.
 */
function settle(clock: CaseClock, event: StoredCaseEvent, catalogue: Catalogue): CaseClock {
  const { type } = event;
  if (!settling.has(type)) return clock;
  // A duplicate that is closed with its original has reached nothing of its own, and may go on.
  if (event.type === 'Closed' && event.data.reason === 'duplicate') return clock;
  const dates = targetsOf(clock, catalogue)
    .filter(({ reachedAt }) => reachedAt !== undefined || ends.has(type))
    .map(({ target, due }) => [target, due ?? null] as const);
  return { ...clock, settled: Object.fromEntries(dates) };
}

/** What stays settled when the case goes on. */
function unsettled({ acknowledgedAt, settled }: CaseClock): CaseClock['settled'] {
  const acknowledge = acknowledgedAt === undefined ? undefined : settled?.acknowledge;
  return acknowledge === undefined ? undefined : { acknowledge };
}

/** The case's targets under the standard it is pinned to and the calendars as published now. None: not measured. */
export function targetsOf(clock: CaseClock, catalogue: Catalogue): Target[] {
  return evaluateTargets(caseFactsOf(clock, catalogue));
}

/** What a clock has recorded, with the standard that it is judged by and that standard's calendar. */
export function caseFactsOf(clock: CaseClock, catalogue: Catalogue): CaseFacts {
  const standard =
    clock.standard && catalogue.standard(clock.standard.code, clock.standard.version)?.definition;
  return {
    ...clock,
    raisedAt: clock.startedAt,
    standard,
    calendar: standard && catalogue.calendar(standard.calendar),
  };
}

/**
 * Opening time that went by from the start of the clock until an instant, in milliseconds; elapsed time where the
 * case has no standard to tell the hours by.
 */
export function workingTimeUntil(clock: CaseClock, instant: number, catalogue: Catalogue): number {
  const standard =
    clock.standard && catalogue.standard(clock.standard.code, clock.standard.version)?.definition;
  if (!standard) return Math.max(0, instant - clock.startedAt);
  const calendar = catalogue.calendar(standard.calendar);
  return workingTimeBetween(clock.startedAt, instant, standard.openingHours, calendar, clock.pauses);
}

/** The dates that can be promised to a customer who is told at an instant: what counts from the acknowledgement counts from then. */
export function promisedBy(
  clock: CaseClock,
  catalogue: Catalogue,
  instant: string,
): { target: TargetName; due: string }[] {
  const acknowledged = { ...clock, acknowledgedAt: clock.acknowledgedAt ?? at(instant) };
  return targetsOf(acknowledged, catalogue).flatMap(({ target, due }) =>
    due === undefined ? [] : [{ target, due: new Date(due).toISOString() }],
  );
}
