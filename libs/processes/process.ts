import type { Catalogue } from '../domain/catalogue/catalogue';
import { fold } from '../event-sourcing/decider';
import { allProcesses } from './all-processes';
import { type CaseHappening, evolveRunning, notRunning, type RunningCase } from './running-case';
import { type Message, messageOf } from './told-at-each-stage';
import { STILL_NEWS, type Timer } from './timer';

/** What is to be done about a case. All of it may be done again, and then changes nothing. */
export interface Intents {
  schedule: readonly Timer[];
  /** Names of timers that are no longer wanted. */
  cancel: readonly string[];
  tell: readonly Message[];
}

/** What follows from some events of a case, in their order. `now`: UTC milliseconds. */
export function react(
  before: RunningCase,
  events: readonly CaseHappening[],
  catalogue: Catalogue,
  now: number,
): Intents {
  const after = fold(evolveRunning, before, events);
  const schedule = timersOf(after, catalogue, now);
  const wanted = new Set(schedule.map(({ name }) => name));
  const cancel = timersOf(before, catalogue, now)
    .map(({ name }) => name)
    .filter((name) => !wanted.has(name));
  return { schedule, cancel, tell: messagesOf(before, events, now) };
}

/** What is owed for a case whatever has been done about it before, judged from its history. */
export function resume(history: readonly CaseHappening[], catalogue: Catalogue, now: number): Intents {
  return react(notRunning, history, catalogue, now);
}

/**
 * The timers that a case has running as it stands. Of what is imported none; of what is invented only dates that are
 * missed: figures are to be right, but nobody is written to.
 */
export function timersOf(running: RunningCase, catalogue: Catalogue, now: number): Timer[] {
  if (running.origin === 'imported' || running.state.status === 'not-raised') return [];
  return allProcesses
    .flatMap((process) => process(running, catalogue))
    .filter(({ request }) => running.origin === 'live' || request.type === 'MissTarget')
    .filter(({ until = Infinity }) => now <= until);
}

function messagesOf(before: RunningCase, events: readonly CaseHappening[], now: number): Message[] {
  let running = before;
  return events.flatMap((event) => {
    const message = messageOf(running, event);
    running = evolveRunning(running, event);
    const isNews = now - Date.parse(event.metadata.recordedAt) <= STILL_NEWS;
    return message && isNews && running.hasCustomer && running.origin === 'live' ? [message] : [];
  });
}
