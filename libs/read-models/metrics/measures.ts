/*
 * Every measure, once: what it counts, of what, as a condition over `case_facts`. `:now` is the moment of asking, in
 * UTC milliseconds: what depends on it is never stored. Cases marked as duplicates are in no measure, nor are contacts
 * about them: what several customers told of is counted once, with the original.
 *
 * A case belongs to the period in which it was raised; `basis=resolved` cuts by resolution instead. The due date is the
 * one to resolve the case by, or to answer it by where that is all that its standard asks.
 */

const DAY = 86_400_000;
/** How long a case must stay resolved to have been right the first time. */
const RIGHT_FIRST_TIME = 28 * DAY;

/**
 * The columns that conditions compare with `:now`, and how many milliseconds later than the column says they turn. Once
 * all of them have passed, nothing that a case counts for changes by itself.
 */
export const turningPoints: Readonly<Record<string, number>> = {
  acknowledge_due: 0,
  resolve_due: 0,
  next_promise: 0,
  first_resolved_at: RIGHT_FIRST_TIME,
};

interface Described {
  name: string;
  driver: 'timeliness' | 'delivery' | 'information' | 'professionalism' | 'access';
  title: string;
  /** For people: what the figure says and how it is worked out. */
  formula: string;
  /**
   * It says how cases stand now, whenever they were raised: of an earlier period only what is left of it today. So it
   * is never compared with what it was.
   */
  ofNow?: true;
}

/** So many of those: a percentage, with its counts. */
export interface Share extends Described {
  kind: 'share';
  of: string;
  counts: string;
}

/** How many cases there are of a sort. */
export interface Tally extends Described {
  kind: 'tally';
  counts: string;
}

/** The sum of one column over the sum of another, or over the number of cases. */
export interface Ratio extends Described {
  kind: 'ratio';
  unit: 'percent' | 'per case';
  sum: string;
  over: string;
  /** Which cases are summed over. */
  of: string;
  /** Which of them have a part in the sum worth looking at. */
  counts: string;
}

/** Nearest-rank median and 90th percentile of a duration in milliseconds. */
export interface Duration extends Described {
  kind: 'duration';
  value: string;
  of: string;
}

export type Measure = Share | Tally | Ratio | Duration;

const satisfied = (driver: string, title: string, column: string): Share => ({
  kind: 'share',
  driver: 'professionalism',
  name: `satisfied-${driver}`,
  title: `Satisfied with ${title}`,
  formula: `Scores of 4 or 5 for ${title}, the last score given for a case, of all cases with one. With a 95 % Wilson interval.`,
  of: `${column} is not null`,
  counts: `${column} >= 4`,
});

export const measures: readonly Measure[] = [
  {
    kind: 'tally',
    driver: 'access',
    name: 'cases',
    title: 'Cases',
    formula:
      'All cases, duplicates left out. Cut by channel it is the channel mix, cut by outcome the outcomes.',
    counts: '1 = 1',
  },
  {
    kind: 'share',
    driver: 'access',
    name: 'raised-online',
    title: 'Raised online',
    formula:
      'Raised on the website or in the app, of all cases that customers raised by a channel that is known. Compared with an earlier period it is the channel shift.',
    of: "channel not in ('staff', 'system', 'unknown')",
    counts: "channel in ('online', 'app')",
  },
  {
    kind: 'tally',
    driver: 'access',
    name: 'open',
    title: 'Open now',
    formula:
      'Cases that are neither resolved nor closed nor withdrawn. A figure of now, which is not compared with what it was.',
    ofNow: true,
    counts: "status = 'open'",
  },
  {
    kind: 'share',
    driver: 'timeliness',
    name: 'acknowledged-within-standard',
    title: 'Acknowledged within standard',
    formula:
      'Acknowledged at or before the date that the standard set, of all cases that have such a date and were acknowledged or still waited when it passed. A resolution acknowledges too. Cases without a target are not measured, nor are those whose moment was only worked out afterwards.',
    of: 'acknowledge_due is not null and case when coalesce(acknowledged_at, resolved_at) is null then acknowledge_due < coalesce(ended_at, :now) else acknowledgement_observed = 1 end',
    counts: 'coalesce(acknowledged_at, resolved_at) <= acknowledge_due',
  },
  {
    kind: 'share',
    driver: 'timeliness',
    name: 'resolved-within-standard',
    title: 'Resolved within standard',
    formula:
      'Resolved at or before the due date, of all cases that have one and were resolved or still waited when it passed: a case that is never resolved counts against us. The answer to a complaint is due so long after its acknowledgement, and after the date for that at the latest. Cases withdrawn or closed without an answer before the date, cases without a target, and those whose moment was only worked out afterwards, are not measured.',
    of: 'resolve_due is not null and case when resolved_at is null then resolve_due < coalesce(ended_at, :now) else resolution_observed = 1 end',
    counts: 'resolved_at <= resolve_due',
  },
  {
    kind: 'tally',
    driver: 'timeliness',
    name: 'overdue',
    title: 'Overdue now',
    formula:
      'Open cases whose date to be resolved or answered by has passed, not that of an acknowledgement alone. A figure of now, which is not compared with what it was.',
    ofNow: true,
    counts: "status = 'open' and resolve_due < :now",
  },
  {
    kind: 'tally',
    driver: 'timeliness',
    name: 'not-measured',
    title: 'Without a target',
    formula:
      'Cases that no standard sets a date for and that brought none with them: neither on time nor late. A case whose clock stands still is not one of them.',
    counts: 'has_target = 0',
  },
  {
    kind: 'share',
    driver: 'timeliness',
    name: 'delay-told-before-due',
    title: 'Told of the delay before the date',
    formula:
      'Cases whose customer was told by the due date that it would be later, of all cases that missed it or are past it. An extension moves the due date, so telling of one is not telling of a delay.',
    of: 'resolve_due is not null and coalesce(resolved_at, ended_at, :now) > resolve_due',
    counts: 'delay_told_in_time = 1',
  },
  {
    kind: 'duration',
    driver: 'timeliness',
    name: 'time-to-acknowledge',
    title: 'Working time to acknowledge',
    formula:
      "Opening time of the case's standard from raised (at stage 2 of a complaint: escalated) to acknowledged, pauses left out.",
    value: 'work_to_acknowledge',
    of: 'work_to_acknowledge is not null',
  },
  {
    kind: 'duration',
    driver: 'timeliness',
    name: 'time-to-first-action',
    title: 'Working time to the first action',
    formula:
      "Opening time of the case's standard from raised to the first action taken, the earliest and not the first that was recorded, pauses left out.",
    value: 'work_to_first_action',
    of: 'work_to_first_action is not null',
  },
  {
    kind: 'duration',
    driver: 'timeliness',
    name: 'time-to-resolve',
    title: 'Working time to resolve',
    formula:
      "Opening time of the case's standard from raised (at stage 2 of a complaint: escalated) to resolved, pauses left out; time on the clock where there is no standard.",
    value: 'work_to_resolve',
    of: 'work_to_resolve is not null',
  },
  {
    kind: 'share',
    driver: 'delivery',
    name: 'resolved-at-first-contact',
    title: 'Resolved at first contact',
    formula:
      'Resolved on the day on which it was raised (in London), without being passed to a department, without another contact from the customer and without being reopened, of all resolved cases whose moment was seen rather than worked out afterwards. Whether it was raised and resolved in one request or in two makes no difference. It is asked of the whole council: what reached a department was passed to it.',
    of: 'resolution_observed = 1',
    counts: 'resolved_day = raised_day and forwards = 0 and inbound_contacts = 0 and reopenings = 0',
  },
  {
    kind: 'share',
    driver: 'delivery',
    name: 'right-first-time',
    title: 'Right first time',
    formula:
      'Not reopened within 28 days of the first resolution, of all cases first resolved at least 28 days ago: before that, nobody can say, nor of those whose moment was only worked out afterwards.',
    of: `first_resolution_observed = 1 and first_resolved_at <= :now - ${RIGHT_FIRST_TIME}`,
    counts: `first_reopened_at is null or first_reopened_at - first_resolved_at > ${RIGHT_FIRST_TIME}`,
  },
  {
    kind: 'share',
    driver: 'delivery',
    name: 'reopened',
    title: 'Reopened',
    formula: 'Reopened at least once after a resolution, of all cases that were ever resolved.',
    of: 'first_resolved_at is not null',
    counts: 'reopenings > 0',
  },
  {
    kind: 'ratio',
    driver: 'delivery',
    name: 'promises-kept',
    title: 'Promises kept',
    unit: 'percent',
    formula:
      'Actions taken by the day or window that we had named, of all so named whose time came. One that was moved or called off in time, or that the end of the case overtook, does not count; moved or called off too late, it is broken. Of the promises of one case that are over and still wait, the first counts.',
    sum: 'promises_kept',
    over: 'promises_kept + promises_broken + case when next_promise < :now then 1 else 0 end',
    of: 'promises_kept + promises_broken > 0 or next_promise < :now',
    counts: 'promises_broken = 0 and (next_promise is null or next_promise >= :now)',
  },
  {
    kind: 'share',
    driver: 'delivery',
    name: 'complaints-upheld',
    title: 'Complaints upheld',
    formula: 'Complaints upheld in whole or in part, of all complaints decided.',
    of: "kind = 'complaint' and outcome in ('upheld', 'partly-upheld', 'not-upheld')",
    counts: "outcome in ('upheld', 'partly-upheld')",
  },
  {
    kind: 'share',
    driver: 'information',
    name: 'expectation-set',
    title: 'Told a date when acknowledged',
    formula: 'Acknowledged with at least one date promised, of all cases acknowledged.',
    of: 'expectation_set is not null',
    counts: 'expectation_set = 1',
  },
  {
    kind: 'share',
    driver: 'information',
    name: 'told-at-each-stage',
    title: 'Customer told at each stage',
    formula:
      'Cases whose customer was told of every stage that the case has reached, of all cases with a customer who wants to be told. A message counts once it is on its way and as long as it is not known to have failed; of the first stage an acknowledgement tells too, a contact from us tells of all that was reached by then, and an answer that was given as the query was raised, by phone or in person, was heard.',
    of: 'told_each_stage is not null',
    counts: 'told_each_stage = 1',
  },
  {
    kind: 'ratio',
    driver: 'information',
    name: 'avoidable-contact',
    title: 'Avoidable contact',
    unit: 'percent',
    formula:
      'Contacts from customers about a case they already had that we could have spared them (chasing progress, repeating themselves), of all contacts from customers about cases, the first one included unless staff or a system raised the case.',
    sum: 'avoidable_contacts',
    over: "inbound_contacts + case when channel in ('staff', 'system') then 0 else 1 end",
    of: "inbound_contacts > 0 or channel not in ('staff', 'system')",
    counts: 'avoidable_contacts > 0',
  },
  satisfied('overall', 'the service overall', 'feedback_overall'),
  satisfied('delivery', 'what was delivered', 'feedback_delivery'),
  satisfied('timeliness', 'how long it took', 'feedback_timeliness'),
  satisfied('information', 'the information given', 'feedback_information'),
  satisfied('professionalism', 'professionalism', 'feedback_professionalism'),
  satisfied('staff-attitude', 'the attitude of staff', 'feedback_staff_attitude'),
  {
    kind: 'share',
    driver: 'professionalism',
    name: 'response-rate',
    title: 'Customers who gave feedback',
    formula: 'Cases with feedback, of all cases resolved.',
    of: 'resolved_at is not null',
    counts: 'feedback_overall is not null',
  },
  {
    kind: 'ratio',
    driver: 'access',
    name: 'hand-offs',
    title: 'Hand-offs',
    unit: 'per case',
    formula: 'Times a case was passed on after it first reached a department, per case that reached one.',
    sum: 'case when forwards > 1 then forwards - 1 else 0 end',
    over: '1',
    of: 'forwards > 0',
    counts: 'forwards > 1',
  },
  {
    kind: 'share',
    driver: 'access',
    name: 'misrouted',
    title: 'Misrouted',
    formula: 'Sent back by a department at least once, of all cases that reached one.',
    of: 'forwards > 0',
    counts: 'returns > 0',
  },
  {
    kind: 'duration',
    driver: 'access',
    name: 'backlog-age',
    title: 'Age of open cases',
    formula:
      'Time on the clock since an open case was raised. A figure of now, which is not compared with what it was.',
    ofNow: true,
    value: ':now - raised_at',
    of: "status = 'open'",
  },
];

export function measureCalled(name: string): Measure | undefined {
  return measures.find((measure) => measure.name === name);
}
