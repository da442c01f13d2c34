import type { CaseCommand } from '../../domain/case/case-commands';
import type { MessageName } from '../../domain/case/notification';
import type { Channel, Driver, Kind, Outcome, Purpose } from '../../domain/case/vocabulary';
import { defaultCatalogue } from '../../domain/catalogue/default-catalogue';
import { ask, at, forward, inquire, raise } from '../../testing/case-builders';
import { derived, type Late, LogBuilder, recorded } from '../../testing/log-builder';
import { onEachEngine } from '../../testing/on-each-engine';
import { type Measure, measureCalled, measures } from './measures';
import { metricsProjection } from './metrics.projection';
import {
  casesBehind,
  type Dimension,
  dimensions,
  type Figure,
  metrics,
  type MetricsGroup,
  type MetricsQuery,
} from './metrics.query';

/*
 * June 2026 begins on a Monday and has no bank holiday. A street light that is reported on the 1st is to be
 * acknowledged by the end of the 2nd and mended by the end of the 8th. Offices are open from 9 to 5; 10:00 UTC is
 * 11:00 in London.
 */

const on = (day: number, hour = 10): string => new Date(Date.UTC(2026, 5, day, hour)).toISOString();
const NOW = Date.parse(on(30));

const lamp = (day = 1, changes: Parameters<typeof raise>[0] = {}): CaseCommand => raise(changes, on(day));
const enquiry = (changes: { channel?: Channel; kind?: Kind } = {}): CaseCommand =>
  raise(
    {
      kind: 'enquiry',
      service: { code: 'general-enquiry', version: 1 },
      standard: undefined,
      channel: 'in-person',
      ...changes,
    },
    on(1),
  );
const complaint = (raisedAt = on(1)): CaseCommand =>
  raise(
    {
      kind: 'complaint',
      service: { code: 'complaint', version: 1 },
      standard: { code: 'complaint-stage-1', version: 1 },
    },
    raisedAt,
  );
/** Monday 3 November 2025, to be acknowledged by the 10th: and so to be answered by the 24th at the latest. */
const OF_NOVEMBER = '2025-11-03T10:00:00.000Z';
const acknowledge = (day: number, hour = 10, promised: { target: 'resolve'; due: string }[] = []) =>
  ask('AcknowledgeQuery', { reference: '7QK-4M2-9XD3', channel: 'email', promised }, on(day, hour));
const forwardTo = (department: string, day = 1): CaseCommand => at(on(day, 11), forward(department, 'q'));
const sendBack = (day = 1): CaseCommand => ask('ReturnToContactCentre', { reason: 'Not ours.' }, on(day, 12));
const plan = (day: string, on_ = on(1, 11)): CaseCommand =>
  ask('ScheduleAction', { actionId: 'repair', what: 'Mend it', when: { day } }, on_);
const move = (day: string, on_: string): CaseCommand =>
  ask('RescheduleAction', { actionId: 'repair', when: { day }, reason: 'No lift.' }, on_);
const callOff = (day: number): CaseCommand =>
  ask('CancelAction', { actionId: 'repair', reason: 'Not needed.' }, on(day));
const JOAN = '5f1c1d1e-6b0a-4e0b-9a64-0c6a5a3f2d11';
/** Joan's lamp, of which she is written to: sent by email, and what became of it. */
const joansLamp = (): CaseCommand => lamp(1, { customerId: JOAN });
const write_ = (message: MessageName, day: number, ...became: ('told' | 'failed')[]): CaseCommand[] => [
  ask('AttemptNotification', { notificationId: message, message, carrier: 'email' }, on(day)),
  ...became.map((outcome) =>
    outcome === 'told'
      ? ask('RecordTold', { notificationId: message, by: 'smtp' }, on(day))
      : ask('RecordNonDelivery', { notificationId: message, reason: 'no-such-address' }, on(day)),
  ),
];
const act = (day: number, actionId = 'repair'): CaseCommand =>
  ask('RecordAction', { actionId, outcome: 'done' }, on(day));
const tell = (day: number, newDate: string, target: 'acknowledge' | 'resolve' = 'resolve'): CaseCommand =>
  ask('NotifyDelay', { target, newDate, reason: 'No part.', facts: { extensionAtMost: 0 } }, on(day));
const respondLater = (on_: string, newDate: string): CaseCommand =>
  ask('NotifyDelay', { target: 'respond', newDate, reason: 'Much to read.', facts: { extensionAtMost: 0 } }, on_); // prettier-ignore
const escalate = (on_: string): CaseCommand =>
  ask('EscalateComplaint', { reason: 'Not looked into.', standard: { code: 'complaint-stage-2', version: 1 } }, on_); // prettier-ignore
const contact = (purpose: Purpose, direction: 'inbound' | 'outbound' = 'inbound', day = 2): CaseCommand =>
  ask(
    'RecordContact',
    { contactId: purpose, direction, channel: 'phone', purpose, avoidable: purpose === 'chasing-progress' },
    on(day, 11),
  );
const pause = (day: number): CaseCommand => ask('PauseClock', { reason: 'weather', basis: 'storm' }, on(day));
const resume = (day: number): CaseCommand => ask('ResumeClock', {}, on(day));
const resolve = (day: number, hour = 10, outcome: Outcome = 'answered'): CaseCommand =>
  ask('Resolve', { outcome }, on(day, hour));
const close = (day: number): CaseCommand => ask('Close', { reason: 'resolved' }, on(day));
const reopen = (day: number, hour = 10): CaseCommand =>
  ask('Reopen', { by: 'customer', reason: 'Dark again.' }, on(day, hour));
const withdraw = (day: number, hour = 10): CaseCommand => ask('Withdraw', { by: 'customer' }, on(day, hour));
const duplicate = (): CaseCommand =>
  ask('MarkDuplicate', { reference: 'A', of: 'B', facts: { original: 'a-case' } }, on(2));
const feedback = (score: number): CaseCommand => {
  const drivers: Driver[] = ['delivery', 'timeliness', 'information', 'professionalism', 'staffAttitude'];
  const scores = Object.fromEntries(drivers.map((driver) => [driver, score]));
  return ask('GiveFeedback', { scores, overall: score }, on(29));
};

/** A few cases by what is said of them, what the figure is, and which cases are behind it: those that count, and the rest of those it is of. */
interface Worked {
  cases: Record<string, (CaseCommand | Late)[]>;
  figure: Figure;
  count: string[];
  others: string[];
}

const satisfied: Worked = {
  cases: {
    'scored 5, and only overall when it was resolved again': [
      lamp(),
      resolve(2),
      feedback(5),
      reopen(29, 11),
      resolve(29, 12),
      ask('GiveFeedback', { scores: {}, overall: 4 }, on(30)),
    ],
    'scored 3': [lamp(), resolve(2), feedback(3)],
    'not asked': [lamp(), resolve(2)],
    'scored 1 and reopened': [lamp(), resolve(2), feedback(1), reopen(30, 9)],
  },
  figure: { value: 33.33, numerator: 1, denominator: 3, interval: { low: 6.15, high: 79.23 } },
  count: ['scored 5, and only overall when it was resolved again'],
  others: ['scored 3', 'scored 1 and reopened'],
};

const worked: Record<string, Worked> = {
  cases: {
    cases: {
      open: [lamp()],
      closed: [lamp(), resolve(2), close(3)],
      withdrawn: [lamp(), withdraw(2)],
      duplicate: [lamp(), duplicate()],
    },
    figure: { value: 3 },
    count: ['open', 'closed', 'withdrawn'],
    others: [],
  },
  'raised-online': {
    cases: {
      'on the website': [enquiry({ channel: 'online' })],
      'in the app': [enquiry({ channel: 'app' })],
      'by phone': [lamp()],
      'at the counter': [enquiry()],
      'seen by staff': [enquiry({ channel: 'staff' })],
      'nobody knows how': [enquiry({ channel: 'unknown' })],
    },
    figure: { value: 50, numerator: 2, denominator: 4 },
    count: ['on the website', 'in the app'],
    others: ['by phone', 'at the counter'],
  },
  open: {
    cases: {
      open: [lamp()],
      reopened: [lamp(), resolve(2), reopen(3)],
      resolved: [lamp(), resolve(2)],
      closed: [lamp(), resolve(2), close(3)],
      withdrawn: [lamp(), withdraw(2)],
      duplicate: [lamp(), duplicate()],
    },
    figure: { value: 2 },
    count: ['open', 'reopened'],
    others: ['resolved', 'closed', 'withdrawn'],
  },
  'acknowledged-within-standard': {
    cases: {
      'in time': [lamp(1), acknowledge(2)],
      'answered at once': [lamp(1), resolve(1, 12)],
      'answered at once, and opened again': [lamp(1), resolve(1, 12), reopen(5)],
      late: [lamp(1), acknowledge(3)],
      'still waiting': [lamp(1)],
      'withdrawn after the date': [lamp(1), withdraw(4)],
      'withdrawn before the date': [lamp(1), withdraw(2)],
      'not due yet': [lamp(29)],
      'without a standard': [enquiry()],
      'closed at a moment that was worked out': [lamp(1), derived(resolve(1, 12))],
      'that was opened again': [lamp(1), derived(resolve(1, 12)), reopen(5)],
    },
    figure: { value: 50, numerator: 3, denominator: 6 },
    count: ['in time', 'answered at once', 'answered at once, and opened again'],
    others: ['late', 'still waiting', 'withdrawn after the date'],
  },
  'resolved-within-standard': {
    cases: {
      'in time': [lamp(1), resolve(8)],
      'by the date it came with': [lamp(1, { targets: { resolve: on(20) } }), resolve(19)],
      late: [lamp(1), resolve(9)],
      'still open': [lamp(1)],
      'withdrawn after the date': [lamp(1), withdraw(10)],
      'a complaint of November that nobody acknowledged': [complaint(OF_NOVEMBER)],
      'one that was answered in the new year': [complaint(OF_NOVEMBER), resolve(1, 10, 'upheld')],
      'withdrawn before the date': [lamp(1), withdraw(2)],
      'closed without an answer before the date': [
        lamp(1),
        inquire('r', {}, on(2)),
        ask('Close', { reason: 'no-answer-from-customer' }, on(5)),
      ],
      'not due yet': [lamp(25)],
      paused: [lamp(1), pause(2)],
      'without a target': [enquiry(), resolve(2)],
      duplicate: [lamp(1), duplicate()],
      'closed in time, as was worked out': [lamp(1), derived(resolve(8))],
      'closed late, as was worked out': [lamp(1), derived(resolve(9))],
    },
    figure: { value: 28.57, numerator: 2, denominator: 7 },
    count: ['in time', 'by the date it came with'],
    others: [
      'late',
      'still open',
      'withdrawn after the date',
      'a complaint of November that nobody acknowledged',
      'one that was answered in the new year',
    ],
  },
  overdue: {
    cases: {
      'past its date': [lamp(1)],
      'a complaint of November that nobody acknowledged': [complaint(OF_NOVEMBER)],
      paused: [lamp(1), pause(2)],
      'not due yet': [lamp(25)],
      'resolved late': [lamp(1), resolve(9)],
      'without a target': [enquiry()],
    },
    figure: { value: 2 },
    count: ['past its date', 'a complaint of November that nobody acknowledged'],
    others: ['paused', 'not due yet', 'resolved late', 'without a target'],
  },
  'not-measured': {
    cases: {
      'without a standard': [enquiry()],
      'with a date of its own': [
        raise({ kind: 'enquiry', standard: undefined, targets: { resolve: on(9) } }, on(1)),
      ],
      paused: [lamp(1), pause(2)],
      'a complaint that is not acknowledged yet': [complaint()],
    },
    figure: { value: 1 },
    count: ['without a standard'],
    others: ['with a date of its own', 'paused', 'a complaint that is not acknowledged yet'],
  },
  'delay-told-before-due': {
    cases: {
      'told and late': [lamp(1), tell(8, '2026-06-12'), resolve(12)],
      'told and still open': [lamp(1), tell(3, '2026-06-12')],
      'told too late': [lamp(1), tell(9, '2026-06-12'), resolve(12)],
      'told that we would acknowledge later': [lamp(1), tell(2, '2026-06-12', 'acknowledge')],
      'late after an extension': [
        complaint(),
        acknowledge(1, 11),
        ask(
          'NotifyDelay',
          {
            target: 'respond',
            newDate: '2026-06-22',
            reason: 'Much to read.',
            extension: 5,
            facts: { extensionAtMost: 10 },
          },
          on(3),
        ),
        resolve(23),
      ],
      'told at stage 1 of a complaint, and late at stage 2': [
        complaint(OF_NOVEMBER),
        respondLater('2025-11-05T10:00:00.000Z', '2026-06-22'),
        ask('Resolve', { outcome: 'not-upheld' }, '2025-11-20T10:00:00.000Z'),
        escalate('2025-11-21T10:00:00.000Z'),
      ],
      'in time': [lamp(1), tell(3, '2026-06-12'), resolve(5)],
      'without a target': [enquiry()],
    },
    figure: { value: 33.33, numerator: 2, denominator: 6 },
    count: ['told and late', 'told and still open'],
    others: [
      'told too late',
      'told that we would acknowledge later',
      'late after an extension',
      'told at stage 1 of a complaint, and late at stage 2',
    ],
  },
  'time-to-acknowledge': {
    cases: {
      'in 2 hours': [lamp(1), acknowledge(1, 12)],
      'in a working day': [lamp(1), acknowledge(2)],
      'in two, the first of which counts': [lamp(1), acknowledge(3), acknowledge(9, 10, [])],
      'not yet': [lamp(1)],
    },
    figure: { value: 8, medianHours: 8, p90Hours: 16, denominator: 3 },
    count: ['in 2 hours', 'in a working day', 'in two, the first of which counts'],
    others: [],
  },
  'time-to-first-action': {
    cases: {
      'in a working day': [lamp(1), act(2), act(4, 'another')],
      'over a weekend': [lamp(5), act(8)],
      'in two working days': [lamp(1), act(3)],
      'in a working day, and typed up last': [lamp(1), act(4, 'another'), recorded(on(5), act(2))],
      'nothing done': [lamp(1), resolve(2)],
    },
    figure: { value: 8, medianHours: 8, p90Hours: 16, denominator: 4 },
    count: [
      'in a working day',
      'over a weekend',
      'in two working days',
      'in a working day, and typed up last',
    ],
    others: [],
  },
  'time-to-resolve': {
    cases: {
      'three working days, one of them paused': [lamp(1), pause(2), resume(3), resolve(4)],
      'a day by the clock, for want of a standard': [enquiry(), resolve(2)],
      'reopened: not resolved now': [lamp(1), resolve(2), reopen(3)],
    },
    figure: { value: 16, medianHours: 16, p90Hours: 24, denominator: 2 },
    count: ['three working days, one of them paused', 'a day by the clock, for want of a standard'],
    others: [],
  },
  'resolved-at-first-contact': {
    cases: {
      'at once': [lamp(), resolve(1, 11)],
      'as it was raised': [lamp(1, { resolved: { outcome: 'answered' } })],
      'answered with another': [lamp(), duplicate(), ask('Close', { reason: 'duplicate' }, on(3))],
      'when we had rung them': [lamp(), contact('other', 'outbound', 1), resolve(1, 15)],
      'late in the evening of that day': [lamp(), resolve(1, 22)],
      'after midnight in London': [lamp(), resolve(1, 23)],
      'on the next day': [lamp(), resolve(2)],
      'on that day, as was worked out': [lamp(), derived(resolve(1, 11))],
      'passed on': [lamp(), forwardTo('highways'), resolve(1, 15)],
      'rang again': [lamp(), contact('new-information', 'inbound', 1), resolve(1, 15)],
      reopened: [lamp(), resolve(1, 12), reopen(1, 13), resolve(1, 14)],
      open: [lamp()],
    },
    figure: { value: 44.44, numerator: 4, denominator: 9 },
    count: ['at once', 'as it was raised', 'when we had rung them', 'late in the evening of that day'],
    others: ['after midnight in London', 'on the next day', 'passed on', 'rang again', 'reopened'],
  },
  'right-first-time': {
    cases: {
      'not reopened in 28 days': [lamp(), resolve(1, 11)],
      'reopened after 28 days': [
        raise({}, '2026-05-01T10:00:00.000Z'),
        ask('Resolve', { outcome: 'fixed' }, '2026-05-01T11:00:00.000Z'),
        reopen(5),
      ],
      'withdrawn by mistake': [lamp(), withdraw(1, 11), reopen(1, 12), resolve(1, 13)],
      'reopened the next day': [lamp(), resolve(1, 11), reopen(2), resolve(3)],
      'resolved when nobody saw it': [lamp(), derived(resolve(1, 11))],
      'too soon to say': [lamp(), resolve(8)],
      'reopened, and too soon to say of its like': [lamp(), resolve(8), reopen(9), resolve(10)],
      open: [lamp()],
    },
    figure: { value: 75, numerator: 3, denominator: 4 },
    count: ['not reopened in 28 days', 'reopened after 28 days', 'withdrawn by mistake'],
    others: ['reopened the next day'],
  },
  reopened: {
    cases: {
      twice: [lamp(), resolve(2), reopen(3), resolve(4), reopen(5)],
      never: [lamp(), resolve(2), close(9)],
      'withdrawn by mistake': [lamp(), withdraw(2), reopen(3)],
    },
    figure: { value: 50, numerator: 1, denominator: 2 },
    count: ['twice'],
    others: ['never'],
  },
  'promises-kept': {
    cases: {
      kept: [lamp(), plan('2026-06-04'), act(4)],
      'moved in time and kept': [lamp(), plan('2026-06-04'), move('2026-06-08', on(3)), act(8)],
      broken: [lamp(), plan('2026-06-04'), act(5)],
      'moved too late, then kept': [lamp(), plan('2026-06-04'), move('2026-06-08', on(5)), act(8)],
      'called off too late': [lamp(), plan('2026-06-04'), callOff(5)],
      'still waited for': [lamp(), plan('2026-06-04')],
      'called off in time': [lamp(), plan('2026-06-04'), callOff(3)],
      'not over yet': [lamp(), plan('2026-07-04')],
      'overtaken by the end': [lamp(), plan('2026-06-08'), resolve(3)],
      'nothing promised': [lamp(), act(4)],
    },
    figure: { value: 42.86, numerator: 3, denominator: 7 },
    count: ['kept', 'moved in time and kept'],
    others: ['broken', 'moved too late, then kept', 'called off too late', 'still waited for'],
  },
  'complaints-upheld': {
    cases: {
      upheld: [complaint(), resolve(2, 10, 'upheld')],
      'in part': [complaint(), resolve(2, 10, 'partly-upheld')],
      'not upheld': [complaint(), resolve(2, 10, 'not-upheld')],
      'answered without a finding': [complaint(), resolve(2)],
      'not decided': [complaint()],
      'no complaint': [lamp(), resolve(2)],
    },
    figure: { value: 66.67, numerator: 2, denominator: 3 },
    count: ['upheld', 'in part'],
    others: ['not upheld'],
  },
  'expectation-set': {
    cases: {
      'with a date': [lamp(), acknowledge(2, 10, [{ target: 'resolve', due: on(8) }])],
      'without one': [lamp(), acknowledge(2)],
      'not acknowledged': [lamp()],
      'resolved at once, and opened again': [lamp(), resolve(1, 11), reopen(2)],
    },
    figure: { value: 50, numerator: 1, denominator: 2 },
    count: ['with a date'],
    others: ['without one'],
  },
  'told-at-each-stage': {
    cases: {
      'written to each time': [
        joansLamp(),
        ...write_('received', 1, 'told'),
        forwardTo('highways'),
        ...write_('forwarded', 2, 'told'),
      ],
      'acknowledged, and rung up later': [
        joansLamp(),
        acknowledge(1, 11),
        resolve(1, 12),
        contact('other', 'outbound'),
      ],
      'rung up before the end': [joansLamp(), contact('other', 'outbound'), resolve(3)],
      'answered as she rang': [lamp(1, { customerId: JOAN, resolved: { outcome: 'answered' } })],
      'answered as she wrote': [
        lamp(1, { customerId: JOAN, channel: 'email', resolved: { outcome: 'answered' } }),
      ],
      'not told of the department': [joansLamp(), acknowledge(1, 11), forwardTo('highways')],
      'not reached by the answer': [
        joansLamp(),
        acknowledge(1, 11),
        resolve(2),
        ...write_('resolved', 2, 'told', 'failed'),
      ],
      'about to be written to': [joansLamp(), ...write_('received', 1)],
      'told before it was opened again': [
        joansLamp(),
        acknowledge(1, 11),
        resolve(2),
        ...write_('resolved', 2, 'told'),
        reopen(3),
        resolve(4),
      ],
      'asked not to be written to': [
        joansLamp(),
        ask(
          'WithholdNotification',
          { notificationId: 'r', message: 'received', reason: 'not-wanted' },
          on(1, 11),
        ),
      ],
      'nobody to tell': [lamp()],
    },
    figure: { value: 33.33, numerator: 3, denominator: 9 },
    count: ['acknowledged, and rung up later', 'answered as she rang', 'written to each time'],
    others: [
      'about to be written to',
      'answered as she wrote',
      'not reached by the answer',
      'not told of the department',
      'rung up before the end',
      'told before it was opened again',
    ],
  },
  'avoidable-contact': {
    cases: {
      'first contact and a chase': [lamp(), contact('chasing-progress')],
      'first contact and more news': [lamp(), contact('new-information')],
      'first contact, and we rang': [lamp(), contact('chasing-progress', 'outbound')],
      'chased, and another’s duplicate': [lamp(), contact('chasing-progress'), duplicate()],
      'seen by staff': [enquiry({ channel: 'staff' })],
    },
    figure: { value: 20, numerator: 1, denominator: 5 },
    count: ['first contact and a chase'],
    others: ['first contact and more news', 'first contact, and we rang'],
  },
  'satisfied-overall': satisfied,
  'satisfied-delivery': satisfied,
  'satisfied-timeliness': satisfied,
  'satisfied-information': satisfied,
  'satisfied-professionalism': satisfied,
  'satisfied-staff-attitude': satisfied,
  'response-rate': {
    cases: {
      answered: [lamp(), resolve(2), feedback(1)],
      'did not answer': [lamp(), resolve(2)],
      open: [lamp()],
    },
    figure: { value: 50, numerator: 1, denominator: 2 },
    count: ['answered'],
    others: ['did not answer'],
  },
  'hand-offs': {
    cases: {
      'one department': [lamp(), forwardTo('highways')],
      'three departments': [lamp(), forwardTo('highways'), forwardTo('housing'), forwardTo('waste')],
      'there and back': [lamp(), forwardTo('housing'), sendBack(), forwardTo('highways', 2)],
      none: [lamp(), resolve(2)],
    },
    figure: { value: 1, numerator: 3, denominator: 3 },
    count: ['three departments', 'there and back'],
    others: ['one department'],
  },
  misrouted: {
    cases: {
      'sent back': [lamp(), forwardTo('housing'), sendBack()],
      kept: [lamp(), forwardTo('highways')],
      'never passed on': [lamp()],
    },
    figure: { value: 50, numerator: 1, denominator: 2 },
    count: ['sent back'],
    others: ['kept'],
  },
  'backlog-age': {
    cases: {
      'two days old': [lamp(28)],
      'five days old': [lamp(25)],
      resolved: [lamp(1), resolve(2)],
    },
    figure: { value: 48, medianHours: 48, p90Hours: 120, denominator: 2 },
    count: ['two days old', 'five days old'],
    others: [],
  },
};

onEachEngine((engine) => {
  let log: LogBuilder;
  beforeEach(async () => {
    const { databases } = await engine.place();
    log = await LogBuilder.open(defaultCatalogue(), databases);
  });
  afterEach(() => log.dispose());

  const ask_ = (query: Partial<MetricsQuery> = {}): Promise<MetricsGroup[]> =>
    log.ask(metricsProjection, (db) => metrics(db, { now: NOW, ...query }));
  const behind = (measure: Measure, counted: boolean, query: Partial<MetricsQuery> = {}): Promise<string[]> =>
    log.ask(metricsProjection, (db) =>
      casesBehind(db, { now: NOW, ...query, measure, counted, limit: 1_000 }),
    );

  /** Writes cases by name; answers what each is called. */
  async function write(cases: Record<string, (CaseCommand | Late)[]>): Promise<Map<string, string>> {
    const names = new Map<string, string>();
    for (const [name, commands] of Object.entries(cases)) names.set(await log.aCase(...commands), name);
    return names;
  }

  describe('the measure', () => {
    it.each(measures.map(({ name }) => name))('%s is what one works out by hand', async (name) => {
      const { cases, figure, count, others } = worked[name] ?? satisfied;
      const names = await write(cases);
      const named = (references: string[]) => references.map((reference) => names.get(reference)).sort();

      const [all] = await ask_();
      expect(all?.figures[name]).toEqual(figure);
      const measure = measureCalled(name) as Measure;
      expect(named(await behind(measure, true))).toEqual(count.toSorted());
      expect(named(await behind(measure, false))).toEqual(others.toSorted());
    });

    it('has an example here whatever it is', () => {
      expect(measures.map(({ name }) => name).filter((name) => !(name in worked))).toEqual([]);
    });
  });

  describe('figures', () => {
    const two: Record<string, CaseCommand[]> = {
      norton: [lamp(1, { location: { ward: 'Norton' } }), forwardTo('highways'), resolve(8, 10, 'fixed')],
      thornaby: [lamp(8, { location: { ward: 'Thornaby' } }), forwardTo('housing', 8), resolve(23)],
      enquiry: [enquiry()],
      duplicate: [lamp(1, { location: { ward: 'Norton' } }), duplicate()],
    };

    it.each<[Dimension, Record<string, number>]>([
      ['department', { highways: 1, housing: 1, null: 1 }],
      ['queue', { q: 2, null: 1 }],
      ['service', { 'street-lighting-fault': 2, 'general-enquiry': 1 }],
      ['channel', { phone: 2, 'in-person': 1 }],
      ['kind', { 'service-request': 2, enquiry: 1 }],
      ['ward', { Norton: 1, Thornaby: 1, null: 1 }],
      ['outcome', { fixed: 1, answered: 1, null: 1 }],
      ['status', { resolved: 2, open: 1 }],
    ])('are grouped by %s', async (by, cases) => {
      await write(two);
      const groups = await ask_({ by });
      expect(
        Object.fromEntries(groups.map(({ group, figures }) => [group, figures['cases']?.value])),
      ).toEqual(cases);
    });

    it('are cut by when cases were raised, or by when they were resolved', async () => {
      await write(two);
      const weeks = async (basis: 'raised' | 'resolved') =>
        (await ask_({ period: 'week', basis })).map(({ period, figures }) => [
          period,
          figures['cases']?.value,
        ]);
      expect(await weeks('raised')).toEqual([
        ['2026-W23', 2],
        ['2026-W24', 1],
      ]);
      expect(await weeks('resolved')).toEqual([
        ['2026-W24', 1],
        ['2026-W26', 1],
      ]);
    });

    it('are of the days asked for, both included, and of what else they are narrowed to', async () => {
      await write(two);
      const cases = async (query: Partial<MetricsQuery>) => (await ask_(query))[0]?.figures['cases']?.value;
      expect(await cases({ from: '2026-06-01', to: '2026-06-08' })).toBe(3);
      expect(await cases({ from: '2026-06-02', to: '2026-06-08' })).toBe(1);
      expect(await cases({ basis: 'resolved', to: '2026-06-08' })).toBe(1);
      expect(await cases({ where: { ward: 'Norton', kind: 'service-request' } })).toBe(1);
      expect(await cases({ where: { department: null } })).toBe(1);
      expect(await cases({ where: { ward: 'Nowhere' } })).toBeUndefined();
    });

    it('are those asked for, the same as among all of them', async () => {
      await write({ one: [lamp(), resolve(2)], two: [lamp()] });
      const [every] = await ask_();
      const [some] = await ask_({ measures: ['cases', 'time-to-resolve'] });
      expect(some?.figures).toEqual({
        cases: every?.figures['cases'],
        'time-to-resolve': every?.figures['time-to-resolve'],
      });
    });

    it('take the nearest rank: of four the second and the last, of ten the fifth and the ninth', async () => {
      for (const hour of [12, 13, 14, 15]) await log.aCase(lamp(1), acknowledge(1, hour));
      const hours = async () => (await ask_())[0]?.figures['time-to-acknowledge'];
      expect(await hours()).toMatchObject({ medianHours: 3, p90Hours: 5 });
      for (const hour of [11, 11, 11, 12, 13, 14]) await log.aCase(lamp(1), acknowledge(1, hour));
      expect(await hours()).toMatchObject({ medianHours: 2, p90Hours: 4, denominator: 10 });
    });

    it('are nothing, rather than none, of nothing', async () => {
      await log.aCase(enquiry());
      const [all] = await ask_();
      expect(all?.figures['resolved-within-standard']).toEqual({ value: null, numerator: 0, denominator: 0 });
      expect(all?.figures['time-to-resolve']).toEqual({ value: null, denominator: 0 });
      expect(all?.figures['satisfied-overall']).toEqual({ value: null, numerator: 0, denominator: 0 });
    });

    it('have as many cases behind them as they say, in every group', async () => {
      for (const { cases } of Object.values(worked)) await write(cases);
      await log.ask(metricsProjection, async (db) => {
        for (const by of dimensions) {
          for (const { group, figures } of await metrics(db, { now: NOW, by })) {
            for (const measure of measures) {
              const query = { now: NOW, where: { [by]: group }, measure, limit: 1_000 };
              const counted = await casesBehind(db, { ...query, counted: true });
              const others = await casesBehind(db, { ...query, counted: false });
              const place = `${measure.name} of ${by} ${String(group)}`;
              expect([place, counted.filter((reference) => others.includes(reference))]).toEqual([place, []]);
              expect([place, expected(measure, figures[measure.name], counted, others)]).toEqual([
                place,
                true,
              ]);
            }
          }
        }
      });
    });

    /** Whether a figure is of these cases. A ratio sums over its cases rather than counting them. */
    function expected(
      measure: Measure,
      figure: Figure | undefined,
      counted: string[],
      others: string[],
    ): boolean {
      const all = counted.length + others.length;
      switch (measure.kind) {
        case 'tally':
          return counted.length === figure?.value;
        case 'duration':
          return counted.length === figure?.denominator && others.length === 0;
        case 'share':
          return counted.length === figure?.numerator && all === figure.denominator;
        case 'ratio':
          return all > 0 === (figure?.denominator ?? 0) > 0;
      }
    }
  });

  describe('a date by which a case was measured', () => {
    const scotland = defaultCatalogue().calendars.find(({ division }) => division === 'scotland');
    const holidays = [...(scotland?.holidays ?? []), { date: '2026-06-03', title: 'World Cup bank holiday' }];
    const proclaim = () => log.publish({ calendars: [{ division: 'scotland', holidays }] }, on(5));
    const request = (): CaseCommand =>
      raise(
        {
          kind: 'information-request',
          service: { code: 'freedom-of-information', version: 1 },
          standard: { code: 'foi', version: 1 },
        },
        on(1),
      );
    const facts = (reference: string) =>
      log.ask(metricsProjection, (db) =>
        db
          .selectFrom('case_facts')
          .select(['resolve_due', 'work_to_resolve'])
          .where('reference', '=', reference)
          .executeTakeFirst(),
      );

    it('stands when a holiday is proclaimed after the answer, whatever happens to the case then', async () => {
      const reference = await log.aCase(request(), resolve(4));
      const then = { resolve_due: Date.parse('2026-06-29T22:59:59.999Z'), work_to_resolve: 24 * 3_600_000 };
      expect(await facts(reference)).toEqual(then);
      await proclaim();
      await log.goesOn(reference, contact('other'), close(12));
      expect(await facts(reference)).toEqual(then);
    });

    it('stands when the case was withdrawn before', async () => {
      const reference = await log.aCase(request(), withdraw(2));
      await proclaim();
      await log.goesOn(reference, contact('other'));
      expect(await facts(reference)).toMatchObject({ resolve_due: Date.parse('2026-06-29T22:59:59.999Z') });
    });

    it('moves while the case is open, and when it is opened again', async () => {
      const [open, reopened] = [await log.aCase(request()), await log.aCase(request(), resolve(2))];
      await proclaim();
      await log.goesOn(reopened, reopen(6));
      const moved = { resolve_due: Date.parse('2026-06-30T22:59:59.999Z') };
      expect(await facts(open)).toMatchObject(moved);
      expect(await facts(reopened)).toMatchObject(moved);
    });
  });
});
