import type { RecordedCaseEvent } from '../domain/case/case-events';
import type { Catalogue } from '../domain/catalogue/catalogue';
import type { CatalogueOverTime } from '../domain/catalogue/catalogue-over-time';
import { allProcesses } from './all-processes';
import { evolveRunning, notRunning, type RunningCase, runningAfter } from './running-case';
import { type Message, messagesOf } from './told-at-each-stage';
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
  events: readonly RecordedCaseEvent[],
  catalogue: CatalogueOverTime,
  now: number,
): Intents {
  const after = runningAfter(before, events, catalogue);
  const schedule = timersOf(after, catalogue.current, now);
  const wanted = new Set(schedule.map(({ name }) => name));
  const cancel = timersOf(before, catalogue.current, now)
    .map(({ name }) => name)
    .filter((name) => !wanted.has(name));
  return { schedule, cancel, tell: tellingsOf(before, events, catalogue, now) };
}

/** What is owed for a case whatever has been done about it before, judged from its history. */
export function resume(
  history: readonly RecordedCaseEvent[],
  catalogue: CatalogueOverTime,
  now: number,
): Intents {
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

function tellingsOf(
  before: RunningCase,
  events: readonly RecordedCaseEvent[],
  catalogue: CatalogueOverTime,
  now: number,
): Message[] {
  const isNews = ({ metadata }: RecordedCaseEvent): boolean =>
    now - Date.parse(metadata.recordedAt) <= STILL_NEWS;
  // Of most cases that are judged afresh nothing is news: they are not followed a second time.
  const first = events.findIndex(isNews);
  if (first < 0) return [];
  let running = runningAfter(before, events.slice(0, first), catalogue);
  return events.slice(first).flatMap((event, index, news) => {
    const messages = messagesOf(running, event);
    running = evolveRunning(running, event, catalogue);
    if (!isNews(event) || running.origin !== 'live' || isAnsweredAtOnce(event, news[index + 1])) return [];
    return messages.filter(({ follower }) => follower !== undefined || running.hasCustomer);
  });
}

/** Whoever has the answer need not be told that we have the query. */
function isAnsweredAtOnce(raised: RecordedCaseEvent, next: RecordedCaseEvent | undefined): boolean {
  if (raised.type !== 'QueryRaised' || next?.type !== 'Resolved') return false;
  return raised.metadata.commandId === next.metadata.commandId;
}
