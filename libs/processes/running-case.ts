import { type CaseClock, evolveSettledClock, unwoundClock } from '../domain/case/case-clock';
import { caseDecider } from '../domain/case/case-decider';
import { caseOfStream, type RecordedCaseEvent } from '../domain/case/case-events';
import type { CaseState } from '../domain/case/case-state';
import type { Notice } from '../domain/case/notice';
import type { CatalogueOverTime } from '../domain/catalogue/catalogue-over-time';
import { fold } from '../event-sourcing/decider';

/** What the processes remember of a case: its events folded, and nothing else. Instants in UTC milliseconds. */
export interface RunningCase {
  reference: string;
  state: CaseState;
  clock: CaseClock;
  /**
   * Whether it is the council's business of today. What was imported is another system's past, and what is invented
   * for a demonstration never happened, until somebody works on it here.
   */
  origin: 'live' | 'imported' | 'invented';
  /** Whether there is somebody to write to. */
  hasCustomer: boolean;
  /** Since when it has been open, and its own: raised, opened again, escalated, or found to be no duplicate. */
  openSince: number;
  /** Since when it can miss its dates: a duplicate's were its own all along, as nothing stopped its clock. */
  boundSince: number;
  /** When it was closed or withdrawn last. */
  endedAt: number;
  /** When each request for information was made. */
  askedAt: Readonly<Record<string, number>>;
  /** When each action was planned, or moved last. */
  plannedAt: Readonly<Record<string, number>>;
  /** What was raised, and when. */
  notices: readonly { notice: Notice; about: string; moment: string; at: number }[];
}

export const notRunning: RunningCase = {
  reference: '',
  state: caseDecider.initial,
  clock: unwoundClock,
  origin: 'live',
  hasCustomer: false,
  openSince: 0,
  boundSince: 0,
  endedAt: 0,
  askedAt: {},
  plannedAt: {},
  notices: [],
};

/** The case after one more event. */
export function evolveRunning(
  running: RunningCase,
  event: RecordedCaseEvent,
  catalogue: CatalogueOverTime,
): RunningCase {
  return {
    ...running,
    ...alsoKnown(running, event),
    origin: originAfter(running, event),
    state: caseDecider.evolve(running.state, event),
    clock: evolveSettledClock(running.clock, event, catalogue.before(event.position)),
  };
}

/** The case after these events. */
export function runningAfter(
  before: RunningCase,
  events: readonly RecordedCaseEvent[],
  catalogue: CatalogueOverTime,
): RunningCase {
  return fold((running, event) => evolveRunning(running, event, catalogue), before, events);
}

function alsoKnown(
  { askedAt, plannedAt, notices }: RunningCase,
  { type, data, metadata, stream }: RecordedCaseEvent,
): Partial<RunningCase> {
  const at = Date.parse(metadata.occurredAt);
  switch (type) {
    case 'QueryRaised':
      return {
        reference: caseOfStream(stream),
        hasCustomer: data.customerId !== undefined,
        openSince: Date.parse(data.raisedAt),
        boundSince: Date.parse(data.raisedAt),
      };
    case 'Reopened':
    case 'ComplaintEscalated':
      return { openSince: at, boundSince: at };
    case 'DuplicateUndone':
      return { openSince: at };
    case 'Closed':
    case 'Withdrawn':
      return { endedAt: at };
    case 'InformationRequested':
      return { askedAt: { ...askedAt, [data.requestId]: at } };
    case 'ActionScheduled':
    case 'ActionRescheduled':
      return { plannedAt: { ...plannedAt, [data.actionId]: at } };
    case 'NoticeRaised':
      return { notices: [...notices, { notice: data.notice, about: data.about, moment: data.moment, at }] };
    default:
      return {};
  }
}

function originAfter({ origin }: RunningCase, { type, metadata }: RecordedCaseEvent): RunningCase['origin'] {
  const { actor, provenance } = metadata;
  const source = actor.kind === 'import' ? 'imported' : provenance === 'invented' ? 'invented' : 'live';
  // What a process of ours records makes nothing of the past a matter of today.
  return type === 'QueryRaised' || actor.kind !== 'system' ? source : origin;
}
