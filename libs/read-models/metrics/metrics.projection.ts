import { targetsOf, workingTimeUntil } from '../../domain/case/case-clock';
import { caseEvents, caseOfStream, type StoredCaseEvent } from '../../domain/case/case-events';
import { endOfWhen } from '../../domain/case/promise';
import { type Driver, driverSchema } from '../../domain/case/vocabulary';
import type { Target } from '../../domain/standards/targets-of-case';
import type { Recorded } from '../../event-sourcing/recorded-event';
import { type CaseView, evolveCaseView, noCase } from '../case-view/case-view';
import { foldBy, type Projection } from '../projection';
import type { Row, Table } from '../table';
import { periodsOf } from './periods';

/** What the measures need beside the case view. Instants: UTC milliseconds. */
interface CaseFacts extends CaseView {
  lastDesk?: { department: string; queue: string };
  forwards: number;
  returns: number;
  firstAction?: number;
  firstResolved?: number;
  firstReopened?: number;
  promises: Record<string, { until: number; takenAt?: number }>;
}

const nothingYet: CaseFacts = { ...noCase, forwards: 0, returns: 0, promises: {} };

function evolve(facts: CaseFacts, event: Recorded<StoredCaseEvent>): CaseFacts {
  return { ...facts, ...evolveCaseView(facts, event), ...more(facts, event) };
}

function more(facts: CaseFacts, event: Recorded<StoredCaseEvent>): Partial<CaseFacts> {
  const at = Date.parse(event.metadata.occurredAt);
  switch (event.type) {
    case 'ForwardedToDepartment':
      return {
        forwards: facts.forwards + 1,
        lastDesk: { department: event.data.department, queue: event.data.queue },
      };
    case 'ReturnedByDepartment':
      return { returns: facts.returns + 1 };
    case 'ActionScheduled':
    case 'ActionRescheduled':
      return {
        promises: { ...facts.promises, [event.data.actionId]: { until: endOfWhen(event.data.when) } },
      };
    case 'ActionCancelled': {
      const { [event.data.actionId]: _, ...others } = facts.promises;
      return { promises: others };
    }
    case 'ActionTaken': {
      const promised = facts.promises[event.data.actionId];
      const takenAt = Date.parse(event.data.takenAt);
      const promises = promised && { ...facts.promises, [event.data.actionId]: { ...promised, takenAt } };
      return { firstAction: facts.firstAction ?? takenAt, promises: promises ?? facts.promises };
    }
    case 'Resolved':
      return { firstResolved: facts.firstResolved ?? Date.parse(event.data.resolvedAt) };
    case 'Reopened':
      return { firstReopened: facts.firstReopened ?? at };
    default:
      return {};
  }
}

const drivers: readonly Driver[] = driverSchema.options;

/** One row of facts for each case; measures aggregate them when asked. */
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
    raised_week: 'text',
    raised_month: 'text',
    raised_quarter: 'text',
    raised_year: 'text',
    resolved_day: 'text',
    resolved_week: 'text',
    resolved_month: 'text',
    resolved_quarter: 'text',
    resolved_year: 'text',
    acknowledged_at: 'integer',
    acknowledge_due: 'integer',
    resolved_at: 'integer',
    resolve_due: 'integer',
    clock_runs: 'integer',
    work_to_acknowledge: 'integer',
    work_to_first_action: 'integer',
    work_to_resolve: 'integer',
    expectation_set: 'integer',
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
  indexes: [
    ['raised_day', 'department'],
    ['resolved_day', 'department'],
    ['department', 'raised_day'],
  ],
};

/** Service excellence: the facts behind every figure, a row a case. */
export const metricsProjection: Projection = {
  name: 'metrics',
  version: 1,
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
        const raised = facts.reached.raised ?? 0;
        const resolved = facts.reached.resolved;
        const work = (instant: number | undefined): number | null =>
          instant === undefined ? null : workingTimeUntil(facts.clock, instant, catalogue);
        const promises = Object.values(facts.promises);
        return {
          status: facts.duplicateOf ? 'duplicate' : facts.status,
          department: (facts.desk ?? facts.lastDesk)?.department ?? null,
          queue: (facts.desk ?? facts.lastDesk)?.queue ?? null,
          service: facts.classification?.service.code ?? null,
          channel: facts.channel,
          kind: facts.classification?.kind ?? null,
          ward: facts.location?.ward ?? null,
          outcome: facts.outcome ?? null,
          raised_at: raised,
          ...periodColumns('raised', raised),
          ...periodColumns('resolved', resolved),
          acknowledged_at: facts.clock.acknowledgedAt ?? null,
          acknowledge_due: acknowledge?.due ?? null,
          resolved_at: resolved ?? null,
          resolve_due: resolve?.due ?? null,
          clock_runs: facts.status === 'open' ? 1 : 0,
          work_to_acknowledge: work(facts.clock.acknowledgedAt),
          work_to_first_action: work(facts.firstAction),
          work_to_resolve: work(resolved),
          expectation_set: facts.promised.length > 0 ? 1 : 0,
          delay_told_in_time: facts.delays.some(({ notifiedAt }) => notifiedAt <= (resolve?.due ?? 0))
            ? 1
            : 0,
          forwards: facts.forwards,
          returns: facts.returns,
          reopenings: facts.timesReopened,
          first_resolved_at: facts.firstResolved ?? null,
          first_reopened_at: facts.firstReopened ?? null,
          promises_kept: promises.filter(({ until, takenAt }) => takenAt !== undefined && takenAt <= until)
            .length,
          promises_broken: promises.filter(({ until, takenAt }) => takenAt !== undefined && takenAt > until)
            .length,
          next_promise: earliest(
            promises.filter(({ takenAt }) => takenAt === undefined).map(({ until }) => until),
          ),
          inbound_contacts: facts.contacts.inbound,
          avoidable_contacts: facts.contacts.avoidable,
          feedback_overall: facts.feedback?.overall ?? null,
          ...Object.fromEntries(
            drivers.map((driver) => [`feedback_${snake(driver)}`, facts.feedback?.scores[driver] ?? null]),
          ),
        };
      },
      clockRunsIn: 'clock_runs',
    }),
  ],
};

/** The target that the case as a whole is measured by: resolving it, or answering where that is all that is promised. */
function lastTarget(targets: readonly Target[]): Target | undefined {
  return targets.findLast(({ target }) => target === 'resolve' || target === 'respond');
}

function periodColumns(prefix: 'raised' | 'resolved', instant: number | undefined): Row {
  const of = instant === undefined ? undefined : periodsOf(instant);
  return {
    [`${prefix}_day`]: of?.day ?? null,
    [`${prefix}_week`]: of?.week ?? null,
    [`${prefix}_month`]: of?.month ?? null,
    [`${prefix}_quarter`]: of?.quarter ?? null,
    [`${prefix}_year`]: of?.year ?? null,
  };
}

function earliest(instants: readonly number[]): number | null {
  return instants.length === 0 ? null : Math.min(...instants);
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
