import { targetsOf } from '../../domain/case/case-clock';
import { type Driver, driverSchema } from '../../domain/case/vocabulary';
import type { Catalogue } from '../../domain/catalogue/catalogue';
import { toLondon } from '../../domain/standards/london-time';
import type { Target } from '../../domain/standards/targets-of-case';
import type { Row, Table } from '../../platform/database/table';
import type { MeasuredCase } from './measured-case';
import { nextPromise } from './promises';
import { isToldOfEachStage } from './tellings';
import { END_OF_TIME, settledFrom, verdictAt } from './verdict';

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
    /** 1 when the moment was seen, 0 when it was worked out afterwards; null where there is none. Of what acknowledged it. */
    acknowledgement_observed: 'integer',
    resolution_observed: 'integer',
    first_resolution_observed: 'integer',
    resolved_at: 'integer',
    /** When it was closed or withdrawn. */
    ended_at: 'integer',
    /** 1 when it is owed an answer or a resolution by a date, known or (while the clock stands still) not. */
    has_target: 'integer',
    resolve_due: 'integer',
    clock_runs: 'integer',
    /** From when on none of its figures changes by itself: the last of the dates that measures compare with now. */
    settled_from: 'integer',
    work_to_acknowledge: 'integer',
    work_to_first_action: 'integer',
    work_to_resolve: 'integer',
    /** 1 or 0; null before it was acknowledged. */
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

/** The facts of a case, as of now; its dates as the catalogue has them. */
export function factsOf(measured: MeasuredCase, catalogue: Catalogue): Row {
  const targets = targetsOf(measured.clock, catalogue);
  const acknowledge = targets.find(({ target }) => target === 'acknowledge');
  const resolve = lastTarget(targets);
  const { raised = 0, resolved, closed } = measured.reached;
  const { observed, promises, work } = measured;
  const told = isToldOfEachStage(measured.tellings, measured.reached);
  const row = {
    status: measured.isDuplicate ? 'duplicate' : measured.status,
    department: measured.lastDesk?.department ?? null,
    queue: measured.lastDesk?.queue ?? null,
    service: measured.service ?? null,
    channel: measured.channel ?? null,
    kind: measured.kind ?? null,
    ward: measured.ward ?? null,
    outcome: measured.outcome ?? null,
    raised_at: raised,
    raised_day: toLondon(raised).date,
    resolved_day: resolved === undefined ? null : toLondon(resolved).date,
    acknowledged_at: measured.clock.acknowledgedAt ?? null,
    acknowledge_due: acknowledge?.due ?? null,
    acknowledgement_observed: flag(observed.acknowledged),
    resolution_observed: flag(observed.resolved),
    first_resolution_observed: flag(observed.firstResolved),
    resolved_at: resolved ?? null,
    ended_at: closed ?? null,
    has_target: resolve ? 1 : 0,
    resolve_due: resolve?.due ?? null,
    clock_runs: measured.status === 'open' ? 1 : 0,
    work_to_acknowledge: work.toAcknowledge ?? null,
    work_to_first_action: work.toFirstAction ?? null,
    work_to_resolve: work.toResolve ?? null,
    expectation_set: flag(measured.expectationSet),
    told_each_stage: flag(told),
    delay_told_in_time: resolve && isToldInTime(measured.delays, resolve) ? 1 : 0,
    forwards: measured.forwards,
    returns: measured.returns,
    reopenings: measured.reopenings,
    first_resolved_at: measured.firstResolved ?? null,
    first_reopened_at: measured.firstReopened ?? null,
    promises_kept: promises.kept,
    promises_broken: promises.broken,
    next_promise: nextPromise(promises),
    inbound_contacts: measured.contacts.inbound,
    avoidable_contacts: measured.contacts.avoidable,
    feedback_overall: measured.feedback?.overall ?? null,
    ...Object.fromEntries(
      drivers.map((driver) => [`feedback_${snake(driver)}`, measured.feedback?.scores[driver] ?? null]),
    ),
  };
  return { ...row, settled_from: settledFrom(row) };
}

const flag = (fact: boolean | null | undefined): number | null => (fact == null ? null : Number(fact));

/** The target that the case as a whole is measured by: resolving it, or answering where that is all that is promised. */
function lastTarget(targets: readonly Target[]): Target | undefined {
  return targets.findLast(({ target }) => target === 'resolve' || target === 'respond');
}

/** Told by the due date that it would be later than that. An extension moves the date itself, so it tells of no delay. */
function isToldInTime(delays: MeasuredCase['delays'], { target, due }: Target): boolean {
  if (due === undefined) return false;
  return delays.some((delay) => delay.target === target && delay.toldAt <= due && delay.until > due);
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
