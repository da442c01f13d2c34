import {
  type CaseClock,
  evolveClock,
  settle,
  targetsOf,
  unwoundClock,
  workingTimeUntil,
} from '../../domain/case/case-clock';
import { caseEvents, caseOfStream, type Desk, type StoredCaseEvent } from '../../domain/case/case-events';
import { endOfWhen } from '../../domain/case/promise';
import { type Driver, driverSchema, type Outcome } from '../../domain/case/vocabulary';
import type { Catalogue } from '../../domain/catalogue/catalogue';
import type { TargetName } from '../../domain/standards/standard';
import type { Target } from '../../domain/standards/targets-of-case';
import { toLondon } from '../../domain/standards/london-time';
import type { Recorded } from '../../event-sourcing/recorded-event';
import { type CaseProgress, notBegun, progressAfter } from '../case-progress';
import { foldBy, type Projection } from '../projection';
import type { Row, Table } from '../../platform/database/table';
import { evolvePromises, nextPromise, noPromises, type Promises } from './promises';
import { evolveTellings, isToldOfEachStage, noTellings, type Tellings } from './tellings';
import { END_OF_TIME, settledFrom, verdictAt } from './verdict';

/** What the measures need to remember of a case. Instants and durations: milliseconds. */
interface CaseFacts extends CaseProgress {
  isDuplicate: boolean;
  kind?: string;
  service?: string;
  channel?: string;
  ward?: string;
  outcome?: Outcome;
  /** The desk it lies on, or lay on last. */
  lastDesk?: Desk;
  clock: CaseClock;
  /** Opening time from the start of the clock. Written down when it was reached: no calendar published later moves it. */
  work: { toAcknowledge?: number; toFirstAction?: number; toResolve?: number };
  expectationSet: boolean;
  tellings: Tellings;
  delays: readonly { target: TargetName; toldAt: number; until: number }[];
  forwards: number;
  returns: number;
  firstResolved?: number;
  /** After a resolution, as all reopenings that are counted. */
  firstReopened?: number;
  reopenings: number;
  promises: Promises;
  contacts: { inbound: number; avoidable: number };
  /** The last that was given: a case that goes on does not take it back. */
  feedback?: { overall: number; scores: Partial<Record<Driver, number>> };
}

const nothingYet: CaseFacts = {
  ...notBegun,
  isDuplicate: false,
  clock: unwoundClock,
  work: {},
  expectationSet: false,
  tellings: noTellings,
  delays: [],
  forwards: 0,
  returns: 0,
  reopenings: 0,
  promises: noPromises,
  contacts: { inbound: 0, avoidable: 0 },
};

type Event = Recorded<StoredCaseEvent>;

function evolve(facts: CaseFacts, event: Event, catalogue: Catalogue): CaseFacts {
  const progress = { ...facts, ...progressAfter(facts, event) };
  const known = {
    ...progress,
    clock: settle(evolveClock(facts.clock, event), event, catalogue),
    promises: evolvePromises(facts.promises, event),
    tellings: evolveTellings(facts.tellings, event, progress.reached),
  };
  return { ...known, ...change(known, event, catalogue) };
}

function change(facts: CaseFacts, event: Event, catalogue: Catalogue): Partial<CaseFacts> {
  const at = Date.parse(event.metadata.occurredAt);
  // A moment that was only worked out afterwards is no measurement.
  const observed = event.metadata.provenance !== 'derived';
  const work = (until: number): number | undefined =>
    observed ? workingTimeUntil(facts.clock, until, catalogue) : undefined;
  switch (event.type) {
    case 'QueryRaised': {
      const { kind, service, channel, location } = event.data;
      return { kind, service: service.code, channel, ward: location?.ward };
    }
    case 'QueryAcknowledged': {
      const toAcknowledge = facts.work.toAcknowledge ?? work(at);
      return { expectationSet: event.data.promised.length > 0, work: { ...facts.work, toAcknowledge } };
    }
    case 'ForwardedToDepartment':
      return { forwards: facts.forwards + 1, lastDesk: facts.desk };
    case 'ReturnedByDepartment':
      return { returns: facts.returns + 1 };
    case 'ActionTaken':
      return { work: { ...facts.work, toFirstAction: facts.work.toFirstAction ?? work(at) } };
    case 'DelayNotified': {
      const told = {
        target: event.data.target,
        toldAt: at,
        until: endOfWhen({ day: event.data.newDate }),
      };
      return { delays: [...facts.delays, told] };
    }
    case 'ContactRecorded': {
      if (event.data.direction === 'outbound') return {};
      const { inbound, avoidable } = facts.contacts;
      return {
        contacts: { inbound: inbound + 1, avoidable: avoidable + (event.data.avoidable ? 1 : 0) },
      };
    }
    case 'MarkedDuplicate':
      return { isDuplicate: true };
    case 'DuplicateUndone':
      return { isDuplicate: false };
    case 'Reclassified':
      return { kind: event.data.kind, service: event.data.service.code };
    case 'Resolved': {
      const resolvedAt = Date.parse(event.data.resolvedAt);
      return {
        outcome: event.data.outcome,
        firstResolved: facts.firstResolved ?? resolvedAt,
        work: { ...facts.work, toResolve: work(resolvedAt) },
      };
    }
    case 'Reopened': {
      const reopened = { outcome: undefined, work: { ...facts.work, toResolve: undefined } };
      if (facts.firstResolved === undefined) return reopened;
      return {
        ...reopened,
        reopenings: facts.reopenings + 1,
        firstReopened: facts.firstReopened ?? at,
      };
    }
    case 'ComplaintEscalated':
      return { outcome: undefined, work: { toFirstAction: facts.work.toFirstAction } };
    case 'FeedbackGiven':
      return { feedback: { overall: event.data.overall, scores: event.data.scores } };
    default:
      return {};
  }
}

const drivers: readonly Driver[] = driverSchema.options;

/** What most figures are counted from: an index that holds all of it saves looking at the rows, which are wide. */
const counted = [
  'settled_from',
  'status',
  'verdict',
  'work_to_acknowledge',
  'work_to_first_action',
  'work_to_resolve',
  'raised_at',
  'service',
  'channel',
  'kind',
  'ward',
  'queue',
  'outcome',
  'reference',
];

/** One row of facts for each case, with what it counts for; figures are added up when asked (docs/decisions/0029). */
export const factsTable: Omit<Table, 'key'> = {
  name: 'case_facts',
  columns: {
    status: 'text',
    department: 'text',
    queue: 'text',
    service: 'text',
    channel: 'text',
    kind: 'text',
    ward: 'text',
    outcome: 'text',
    raised_at: 'integer',
    raised_day: 'text',
    resolved_day: 'text',
    acknowledged_at: 'integer',
    acknowledge_due: 'integer',
    resolved_at: 'integer',
    /** When it was closed or withdrawn. */
    ended_at: 'integer',
    /** 1 when it is owed an answer or a resolution by a date, known or (while the clock stands still) not. */
    has_target: 'integer',
    resolve_due: 'integer',
    clock_runs: 'integer',
    /** When the last date passes that any measure compares with now. */
    settled_from: 'integer',
    work_to_acknowledge: 'integer',
    work_to_first_action: 'integer',
    work_to_resolve: 'integer',
    expectation_set: 'integer',
    /** 1 or 0; null where nobody is to be told. */
    told_each_stage: 'integer',
    delay_told_in_time: 'integer',
    forwards: 'integer',
    returns: 'integer',
    reopenings: 'integer',
    first_resolved_at: 'integer',
    first_reopened_at: 'integer',
    promises_kept: 'integer',
    promises_broken: 'integer',
    next_promise: 'integer',
    inbound_contacts: 'integer',
    avoidable_contacts: 'integer',
    feedback_overall: 'integer',
    ...Object.fromEntries(drivers.map((driver) => [`feedback_${snake(driver)}`, 'integer' as const])),
  },
  workedOut: {
    /** What it counts for in every measure, once it is settled. */
    verdict: verdictAt(END_OF_TIME),
  },
  indexes: [
    ['department', 'raised_day', ...counted],
    ['raised_day', 'department', ...counted],
    ['department', 'resolved_day', ...counted],
    ['resolved_day', 'department', ...counted],
  ],
};

/** Service excellence: the facts behind every figure, a row a case. */
export const metricsProjection: Projection = {
  name: 'metrics',
  version: 5,
  parts: [
    foldBy({
      table: factsTable,
      key: 'reference',
      keyOf: ({ stream }) => caseOfStream(stream),
      handles: Object.keys(caseEvents),
      initial: nothingYet,
      evolve,
      columns: (facts, catalogue): Row => {
        const targets = targetsOf(facts.clock, catalogue);
        const acknowledge = targets.find(({ target }) => target === 'acknowledge');
        const resolve = lastTarget(targets);
        const { raised = 0, resolved, closed } = facts.reached;
        const { promises, work } = facts;
        const told = isToldOfEachStage(facts.tellings, facts.reached);
        const row = {
          status: facts.isDuplicate ? 'duplicate' : facts.status,
          department: facts.lastDesk?.department ?? null,
          queue: facts.lastDesk?.queue ?? null,
          service: facts.service ?? null,
          channel: facts.channel ?? null,
          kind: facts.kind ?? null,
          ward: facts.ward ?? null,
          outcome: facts.outcome ?? null,
          raised_at: raised,
          raised_day: toLondon(raised).date,
          resolved_day: resolved === undefined ? null : toLondon(resolved).date,
          acknowledged_at: facts.clock.acknowledgedAt ?? null,
          acknowledge_due: acknowledge?.due ?? null,
          resolved_at: resolved ?? null,
          ended_at: closed ?? null,
          has_target: resolve ? 1 : 0,
          resolve_due: resolve?.due ?? null,
          clock_runs: facts.status === 'open' ? 1 : 0,
          work_to_acknowledge: work.toAcknowledge ?? null,
          work_to_first_action: work.toFirstAction ?? null,
          work_to_resolve: work.toResolve ?? null,
          expectation_set: facts.expectationSet ? 1 : 0,
          told_each_stage: told === null ? null : Number(told),
          delay_told_in_time: resolve && isToldInTime(facts.delays, resolve) ? 1 : 0,
          forwards: facts.forwards,
          returns: facts.returns,
          reopenings: facts.reopenings,
          first_resolved_at: facts.firstResolved ?? null,
          first_reopened_at: facts.firstReopened ?? null,
          promises_kept: promises.kept,
          promises_broken: promises.broken,
          next_promise: nextPromise(promises),
          inbound_contacts: facts.contacts.inbound,
          avoidable_contacts: facts.contacts.avoidable,
          feedback_overall: facts.feedback?.overall ?? null,
          ...Object.fromEntries(
            drivers.map((driver) => [`feedback_${snake(driver)}`, facts.feedback?.scores[driver] ?? null]),
          ),
        };
        return { ...row, settled_from: settledFrom(row) };
      },
      clockRunsIn: 'clock_runs',
    }),
  ],
};

/** The target that the case as a whole is measured by: resolving it, or answering where that is all that is promised. */
function lastTarget(targets: readonly Target[]): Target | undefined {
  return targets.findLast(({ target }) => target === 'resolve' || target === 'respond');
}

/** Told by the due date that it would be later than that. An extension moves the date itself, so it tells of no delay. */
function isToldInTime(delays: CaseFacts['delays'], { target, due }: Target): boolean {
  if (due === undefined) return false;
  return delays.some((delay) => delay.target === target && delay.toldAt <= due && delay.until > due);
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
