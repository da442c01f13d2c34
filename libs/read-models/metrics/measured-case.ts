import {
  type CaseClock,
  evolveSettledClock,
  unwoundClock,
  workingTimeUntil,
} from '../../domain/case/case-clock';
import type { Desk, RecordedCaseEvent } from '../../domain/case/case-events';
import { endOfWhen } from '../../domain/case/promise';
import type { Driver, Outcome } from '../../domain/case/vocabulary';
import type { Catalogue } from '../../domain/catalogue/catalogue';
import type { TargetName } from '../../domain/standards/standard';
import { type CaseProgress, notBegun, progressAfter } from '../case-progress';
import { evolvePromises, noPromises, type Promises } from './promises';
import { evolveTellings, noTellings, type Tellings } from './tellings';

/** What the measures need to know of a case. Instants and durations: milliseconds. */
export interface MeasuredCase extends CaseProgress {
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
  /** Whether the acknowledgement that it had named a date; undefined before there was one. */
  expectationSet?: boolean;
  tellings: Tellings;
  /** Of which delays the customer was told, since the clock began: at stage 2 of a complaint it begins again. */
  delays: readonly { target: TargetName; toldAt: number; until: number }[];
  forwards: number;
  returns: number;
  /** Whether the moments were seen, rather than worked out afterwards; undefined where there is none. */
  observed: { acknowledged?: boolean; resolved?: boolean; firstResolved?: boolean };
  firstResolved?: number;
  /** After a resolution, as all reopenings that are counted. */
  firstReopened?: number;
  reopenings: number;
  promises: Promises;
  contacts: { inbound: number; avoidable: number };
  /** The last score that was given for each: a case that goes on does not take it back. */
  feedback?: { overall: number; scores: Partial<Record<Driver, number>> };
}

export const notMeasured: MeasuredCase = {
  ...notBegun,
  isDuplicate: false,
  clock: unwoundClock,
  work: {},
  tellings: noTellings,
  delays: [],
  forwards: 0,
  returns: 0,
  observed: {},
  reopenings: 0,
  promises: noPromises,
  contacts: { inbound: 0, avoidable: 0 },
};

export function evolveMeasured(
  measured: MeasuredCase,
  event: RecordedCaseEvent,
  catalogue: Catalogue,
): MeasuredCase {
  const progress = { ...measured, ...progressAfter(measured, event) };
  const known = {
    ...progress,
    clock: evolveSettledClock(measured.clock, event, catalogue),
    promises: evolvePromises(measured.promises, event),
    tellings: evolveTellings(measured.tellings, event, progress.reached),
  };
  return { ...known, ...change(known, event, catalogue) };
}

function change(
  measured: MeasuredCase,
  event: RecordedCaseEvent,
  catalogue: Catalogue,
): Partial<MeasuredCase> {
  const at = Date.parse(event.metadata.occurredAt);
  // A moment that was only worked out afterwards is no measurement.
  const isObserved = event.metadata.provenance !== 'derived';
  const work = (until: number): number | undefined =>
    isObserved ? workingTimeUntil(measured.clock, until, catalogue) : undefined;
  switch (event.type) {
    case 'QueryRaised': {
      const { kind, service, channel, location } = event.data;
      return { kind, service: service.code, channel, ward: location?.ward };
    }
    case 'QueryAcknowledged': {
      const toAcknowledge = measured.work.toAcknowledge ?? work(at);
      return {
        expectationSet: event.data.promised.length > 0,
        observed: { ...measured.observed, acknowledged: measured.observed.acknowledged ?? isObserved },
        work: { ...measured.work, toAcknowledge },
      };
    }
    case 'ForwardedToDepartment':
      return { forwards: measured.forwards + 1, lastDesk: measured.desk };
    case 'ReturnedByDepartment':
      return { returns: measured.returns + 1 };
    case 'ActionTaken':
      return { work: { ...measured.work, toFirstAction: earlier(measured.work.toFirstAction, work(at)) } };
    case 'DelayNotified': {
      const told = {
        target: event.data.target,
        toldAt: at,
        until: endOfWhen({ day: event.data.newDate }),
      };
      return { delays: [...measured.delays, told] };
    }
    case 'ContactRecorded': {
      if (event.data.direction === 'outbound') return {};
      const { inbound, avoidable } = measured.contacts;
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
        firstResolved: measured.firstResolved ?? resolvedAt,
        observed: {
          acknowledged: measured.observed.acknowledged ?? isObserved,
          resolved: isObserved,
          firstResolved: measured.observed.firstResolved ?? isObserved,
        },
        work: { ...measured.work, toResolve: work(resolvedAt) },
      };
    }
    case 'Reopened': {
      const reopened = {
        outcome: undefined,
        observed: { ...measured.observed, resolved: undefined },
        work: { ...measured.work, toResolve: undefined },
      };
      if (measured.firstResolved === undefined) return reopened;
      return {
        ...reopened,
        reopenings: measured.reopenings + 1,
        firstReopened: measured.firstReopened ?? at,
      };
    }
    case 'ComplaintEscalated':
      return {
        outcome: undefined,
        expectationSet: undefined,
        delays: [],
        observed: { firstResolved: measured.observed.firstResolved },
        work: { toFirstAction: measured.work.toFirstAction },
      };
    case 'FeedbackGiven':
      return {
        feedback: {
          overall: event.data.overall,
          scores: { ...measured.feedback?.scores, ...event.data.scores },
        },
      };
    default:
      return {};
  }
}

/** What was recorded first need not have happened first. */
function earlier(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}
