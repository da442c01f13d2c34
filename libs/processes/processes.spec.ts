import type { CaseCommand } from '../domain/case/case-commands';
import { defaultCatalogue } from '../domain/catalogue/default-catalogue';
import type { MessageName } from '../domain/case/notification';
import type { Notice } from '../domain/case/notice';
import type { Unanswered } from '../domain/standards/standard';
import type { EventMetadata } from '../event-sourcing/metadata';
import {
  ask,
  assign,
  at,
  close,
  forward,
  inquire,
  raise,
  reopen,
  resolve,
  schedule,
  take,
} from '../testing/case-builders';
import { happenings } from '../testing/happenings';
import { published } from '../testing/published';
import { react, resume } from './process';
import { notRunning, runningAfter } from './running-case';

const DAY = 86_400_000;

const soon = Date.parse('2026-06-01T10:30:00.000Z');
const catalogue = published(defaultCatalogue());
/** The customer can be written to, and is owed an answer to a street light by the end of 8 June. */
const customer = { customerId: '5f1c1d1e-6b0a-4e0b-9a64-0c6a5a3f2d11' };
const raised = raise(customer);
const due = '2026-06-08T22:59:59.999Z';
const acknowledge = ask('AcknowledgeQuery', { reference: 'THI-SON-E001', channel: 'phone', promised: [] });
const notice = (name: Notice, about: string, moment: string, occurredAt: string): CaseCommand =>
  ask('RaiseNotice', { notice: name, about, moment }, occurredAt);

/** Given what has happened, in the state of a moment: which timers run, by name, and what the last command led to. */
function given(...commands: CaseCommand[]) {
  return owed({}, ...commands);
}

function owed(said: Partial<EventMetadata>, ...commands: CaseCommand[]) {
  const history = happenings(commands, said);
  const before = happenings(commands.slice(0, -1), said).length;
  const state = runningAfter(notRunning, history.slice(0, before), catalogue);
  const last = (now: number) => react(state, history.slice(before), catalogue, now);
  return {
    timers: (now = soon) =>
      Object.fromEntries(
        resume(history, catalogue, now).schedule.map(({ name, at: instant }) => [
          name,
          new Date(instant).toISOString(),
        ]),
      ),
    cancelled: (now = soon) => [...last(now).cancel],
    told: (now = soon) => last(now).tell.map(({ message }) => message),
  };
}

describe('A promised date', () => {
  it('sets a timer for the moment it is missed, and warns on the working day before', () => {
    expect(given(raised, acknowledge).timers()).toEqual({
      'missed.resolve': '2026-06-08T23:00:00.000Z',
      // Friday: the 8th is a Monday.
      'date-near.resolve': '2026-06-05T08:00:00.000Z',
      'date-passed.resolve': '2026-06-09T08:00:00.000Z',
      'delay.resolve': '2026-06-08T08:00:00.000Z',
    });
  });

  it('to acknowledge runs until it is acknowledged, and is told to no customer as a delay', () => {
    const { timers } = given(raised);
    expect(timers()).toMatchObject({
      'missed.acknowledge': '2026-06-02T23:00:00.000Z',
      'date-passed.acknowledge': '2026-06-03T08:00:00.000Z',
    });
    expect(Object.keys(timers())).not.toContain('delay.acknowledge');
    expect(given(raised, acknowledge).cancelled()).toEqual(['missed.acknowledge', 'date-passed.acknowledge']);
  });

  it('is quiet when the case is resolved in time', () => {
    const { timers, cancelled } = given(raised, acknowledge, resolve());
    expect(Object.keys(timers())).toEqual(['survey.case']);
    expect(cancelled()).toEqual([
      'missed.resolve',
      'date-near.resolve',
      'date-passed.resolve',
      'delay.resolve',
    ]);
  });

  it('is missed all the same when the case was resolved too late before anybody looked', () => {
    const late = at('2026-06-10T09:00:00.000Z', resolve());
    expect(given(raised, acknowledge, late).timers(Date.parse('2026-06-10T09:01:00Z'))).toMatchObject({
      'missed.resolve': '2026-06-08T23:00:00.000Z',
    });
  });

  it('is missed once', () => {
    const missed = ask(
      'MissTarget',
      { target: 'resolve', facts: { dueAt: due } },
      '2026-06-08T23:00:00.000Z',
    );
    const names = Object.keys(given(raised, acknowledge, missed).timers(Date.parse(due)));
    expect(names).not.toContain('missed.resolve');
    expect(names).toContain('date-passed.resolve');
  });

  it('is missed when the case is opened again, if its date had passed by then', () => {
    const again = at('2026-06-20T09:00:00.000Z', reopen());
    expect(given(raised, acknowledge, resolve(), again).timers(Date.parse('2026-06-20T09:00:00Z'))).toEqual({
      'missed.resolve': '2026-06-20T09:00:00.000Z',
      'date-passed.resolve': '2026-06-22T08:00:00.000Z',
    });
  });

  it('stands still with the clock, and moves by the pause', () => {
    const asked = inquire('q1', {}, '2026-06-02T10:00:00.000Z');
    const answered = ask('ReceiveInformation', { requestId: 'q1' }, '2026-06-04T10:00:00.000Z');
    expect(given(raised, acknowledge, asked).cancelled()).toContain('missed.resolve');
    expect(given(raised, acknowledge, asked, answered).timers()).toMatchObject({
      'missed.resolve': '2026-06-10T23:00:00.000Z',
    });
  });

  it('is warned of, escalated and told late once each', () => {
    const all = (['date-near', 'date-passed', 'delay'] as const).map((name) =>
      notice(name, 'resolve', due, '2026-06-08T10:00:00.000Z'),
    );
    expect(Object.keys(given(raised, acknowledge, ...all).timers())).toEqual(['missed.resolve']);
  });

  it('that an officer has spoken of to the customer is not spoken of again', () => {
    const told = ask('NotifyDelay', {
      target: 'resolve',
      newDate: '2026-06-12',
      reason: 'A part is missing',
      facts: { extensionAtMost: 0 },
    });
    expect(given(raised, acknowledge, told).cancelled()).toEqual(['delay.resolve']);
    expect(given(raised, acknowledge, told).told()).toEqual(['delay']);
  });

  it('of a duplicate is nobody’s', () => {
    const duplicate = ask('MarkDuplicate', {
      reference: 'THI-SON-E001',
      of: 'ORI-GIN-AL01',
      facts: { original: 'a-case' },
    });
    expect(given(raised, acknowledge, duplicate).timers()).toEqual({});
  });

  it('of a complaint is counted afresh at its second stage', () => {
    const complaint = raise({
      kind: 'complaint',
      standard: { code: 'complaint-stage-1', version: 1 },
      service: { code: 'complaints', version: 1 },
    });
    const missed = ask(
      'MissTarget',
      { target: 'acknowledge', facts: { dueAt: due } },
      '2026-06-09T09:00:00.000Z',
    );
    const answered = ask('Resolve', { outcome: 'not-upheld' }, '2026-06-10T09:00:00.000Z');
    const escalated = ask(
      'EscalateComplaint',
      { reason: 'No', standard: { code: 'complaint-stage-2', version: 1 } },
      '2026-06-20T09:00:00.000Z',
    );
    expect(given(complaint, missed, answered, escalated).timers()).toMatchObject({
      'missed.acknowledge': '2026-06-26T23:00:00.000Z',
    });
  });
});

describe('A planned action', () => {
  it('is remembered at seven in the morning of its day, and moves with it', () => {
    expect(given(raised, schedule()).timers()['action-today.repair']).toBe('2026-06-04T06:00:00.000Z');
    const moved = ask('RescheduleAction', {
      actionId: 'repair',
      when: { from: '2026-06-05T12:00:00.000Z', to: '2026-06-05T16:00:00.000Z' },
      reason: 'Rain',
    });
    expect(given(raised, schedule(), moved).timers()['action-today.repair']).toBe('2026-06-05T06:00:00.000Z');
  });

  it('is not when it was planned for the same day: whoever planned it knows', () => {
    const atNine = ask(
      'ScheduleAction',
      { actionId: 'repair', what: 'Mend it', when: { day: '2026-06-04' } },
      '2026-06-04T08:00:00.000Z',
    );
    expect(given(raised, atNine).timers()).not.toHaveProperty('action-today.repair');
  });

  it('is not once it was taken, cancelled or remembered', () => {
    const cancelled = ask('CancelAction', { actionId: 'repair', reason: 'It is lit' });
    const reminded = notice('action-today', 'repair', '2026-06-04T06:00:00.000Z', '2026-06-04T06:00:00.000Z');
    for (const then of [take(), cancelled]) {
      expect(given(raised, schedule(), then).cancelled()).toContain('action-today.repair');
    }
    expect(given(raised, schedule(), reminded).cancelled()).toEqual(['action-today.repair']);
  });
});

describe('A resolved case', () => {
  const survey = { 'survey.case': '2026-06-03T08:00:00.000Z' };

  it('is asked about on the second morning, closed or not', () => {
    expect(given(raised, resolve()).timers()).toEqual(survey);
    expect(given(raised, resolve(), close()).timers()).toEqual(survey);
  });

  it('is asked about once, and not after the customer has said how we did', () => {
    const asked = notice('survey', 'case', '2026-06-01T10:30:00.000Z', '2026-06-03T08:00:00.000Z');
    expect(given(raised, resolve(), asked).timers()).toEqual({});
    const fixed = at('2026-06-05T09:00:00.000Z', resolve());
    const again = at('2026-06-04T09:00:00.000Z', reopen());
    expect(Object.keys(given(raised, acknowledge, resolve(), asked, again, fixed).timers())).toEqual([]);
    expect(given(raised, resolve(), ask('GiveFeedback', { scores: {}, overall: 4 })).timers()).toEqual({});
  });

  it('that nobody can be asked about is not asked about', () => {
    expect(given(raise(), resolve()).timers()).toEqual({});
  });
});

describe('A question to the customer', () => {
  it('is followed by a warning after three weeks, and by the end a week after that warning', () => {
    expect(given(raised, inquire()).timers()).toEqual({ 'closing-soon.q1': '2026-06-22T08:00:00.000Z' });
    const warned = notice(
      'closing-soon',
      'q1',
      '2026-06-01T10:30:00.000Z',
      // The worker was not running for two days.
      '2026-06-24T11:00:00.000Z',
    );
    expect(given(raised, inquire(), warned).timers()).toEqual({ 'close.q1': '2026-07-01T08:00:00.000Z' });
  });

  it('waits two months for whoever asked for information', () => {
    const foi = raise({ kind: 'information-request', standard: { code: 'foi', version: 1 } });
    const notMeasured = raise({ kind: 'information-request', standard: undefined });
    for (const request of [foi, notMeasured]) {
      expect(given(request, inquire()).timers()['closing-soon.q1']).toBe('2026-07-24T08:00:00.000Z');
    }
  });

  it('waits for as long as the standard says that was published when the case was raised', () => {
    const until = (unanswered: Unanswered) => {
      const [standard] = defaultCatalogue().standards.filter(({ code }) => code === 'service-request-5-days');
      const afterwards = published(defaultCatalogue(), {
        standards: standard ? [{ ...standard, unanswered }] : [],
      });
      const today = raise({ standard: { code: 'service-request-5-days', version: 2 } });
      const closing = (...commands: CaseCommand[]) =>
        resume(happenings(commands), afterwards, soon)
          .schedule.filter(({ name }) => /^clos/.test(name))
          .map(({ name, at: instant }) => `${name} ${new Date(instant).toISOString()}`);
      const warned = notice('closing-soon', 'q1', '2026-06-01T10:30:00.000Z', '2026-06-15T08:00:00.000Z');
      return [
        ...closing(today, inquire()),
        ...closing(today, inquire(), warned),
        ...closing(raised, inquire()),
      ];
    };
    const before = 'closing-soon.q1 2026-06-22T08:00:00.000Z';
    expect(until({ tellAfterDays: 14, closeAfterDays: 14 })).toEqual([
      'closing-soon.q1 2026-06-15T08:00:00.000Z',
      'close.q1 2026-06-29T08:00:00.000Z',
      before,
    ]);
    expect(until('stays-open')).toEqual([before]);
  });

  it('that is answered ends nothing', () => {
    const answered = ask('ReceiveInformation', { requestId: 'q1' });
    expect(given(raised, inquire(), answered).cancelled()).toEqual(['closing-soon.q1']);
  });

  it('to somebody else ends nothing', () => {
    expect(Object.keys(given(raised, inquire('q1', { of: 'department' })).timers())).not.toContain(
      'closing-soon.q1',
    );
  });
});

describe('The customer', () => {
  it.each([
    ['received', [raised]],
    ['forwarded', [raised, forward()]],
    ['action-planned', [raised, schedule()]],
    ['action-taken', [raised, take()]],
    ['resolved', [raised, resolve()]],
    ['waiting-for-you', [raised, inquire()]],
    ['closed', [raised, inquire(), ask('Close', { reason: 'no-answer-from-customer' })]],
    ['closing-soon', [raised, inquire(), notice('closing-soon', 'q1', due, due)]],
  ])('is told: %s', (message, commands) => {
    const now = Date.parse(commands.at(-1)?.occurredAt ?? '');
    expect(given(...commands).told(now)).toEqual([message]);
  });

  it.each([
    ['who holds it', [raised, assign()]],
    ['that it goes from hand to hand', [raised, forward(), forward('housing', 'repairs')]],
    ['what colleagues are reminded of', [raised, notice('date-near', 'resolve', due, due)]],
    ['anything, when nobody is known', [raise()]],
  ])('is not told %s', (_, commands) => expect(given(...commands).told()).toEqual([]));

  it('is not told what is no news any more', () => {
    expect(given(raised).told(soon + 3 * DAY)).toEqual([]);
  });
});

describe('The customers of duplicates', () => {
  const followed = ask('AddFollowers', { references: ['FOL-LOW-ER01', 'FOL-LOW-ER02'] });
  const marked = ask('MarkDuplicate', {
    reference: 'THI-SON-E001',
    of: 'ORI-GIN-AL01',
    facts: { original: 'a-case' },
  });
  const withdrawn = ask('Withdraw', { by: 'customer' });
  const unanswered = ask('Close', { reason: 'no-answer-from-customer' });
  const delayed = ask('NotifyDelay', {
    target: 'resolve',
    newDate: '2026-06-12',
    reason: 'A part is missing',
    facts: { extensionAtMost: 0 },
  });
  /** Who is told what of the last of these. */
  const tellings = (...commands: CaseCommand[]): string[] => {
    const history = happenings(commands);
    const before = happenings(commands.slice(0, -1)).length;
    const state = runningAfter(notRunning, history.slice(0, before), catalogue);
    return react(state, history.slice(before), catalogue, soon).tell.map(({ message, follower = 'own' }) =>
      [message, follower].join(' to '),
    );
  };

  it('are told that theirs is answered with an earlier query', () => {
    expect(given(raised, marked).told()).toEqual(['joined']);
  });

  it('are told that theirs goes on by itself, when they were told that it would not', () => {
    const joined = ask('AttemptNotification', { notificationId: 'n', message: 'joined', carrier: 'email' });
    const undone = ask('UndoDuplicate', {});
    expect(given(raised, marked, joined, undone).told()).toEqual(['parted']);
    expect(given(raised, marked, undone).told()).toEqual([]);
  });

  it.each([
    ['forwarded', forward()],
    ['action-planned', schedule()],
    ['action-taken', take()],
    ['delay', delayed],
    ['resolved', resolve()],
  ])('are told with that of the original: %s', (message, command) => {
    expect(tellings(raised, followed, command)).toEqual([
      `${message} to own`,
      `${message} to FOL-LOW-ER01`,
      `${message} to FOL-LOW-ER02`,
    ]);
  });

  it('are told though nobody is known who could be told of the original', () => {
    expect(tellings(raise(), followed, resolve())).toEqual([
      'resolved to FOL-LOW-ER01',
      'resolved to FOL-LOW-ER02',
    ]);
  });

  it('are not told what is between us and the customer of the original', () => {
    expect(tellings(raised, followed, inquire())).toEqual(['waiting-for-you to own']);
    expect(tellings(raised, followed, notice('delay', 'resolve', due, due))).toEqual(['delay to own']);
  });

  it('are told no more once theirs is a matter of its own', () => {
    const left = ask('RemoveFollowers', { references: ['FOL-LOW-ER01', 'FOL-LOW-ER02'] });
    expect(tellings(raised, followed, left, resolve())).toEqual(['resolved to own']);
  });

  it('have theirs closed with the original, for thirty days at least', () => {
    const { timers } = given(raised, followed, resolve(), close());
    const ends = ['closed.FOL-LOW-ER01', 'closed.FOL-LOW-ER02'];
    expect(Object.keys(timers())).toEqual(expect.arrayContaining(ends));
    expect(Object.keys(timers(soon + 29 * DAY))).toEqual(ends);
    expect(timers(soon + 31 * DAY)).toEqual({});
  });

  it('have theirs to themselves again when nobody pursues the original', () => {
    for (const commands of [[withdrawn], [inquire(), unanswered]]) {
      const { timers } = given(raised, followed, ...commands);
      expect(Object.keys(timers())).toEqual(['released.FOL-LOW-ER01', 'released.FOL-LOW-ER02']);
    }
  });

  it('have the dates that were passed meanwhile missed at their moment, when it turns out to be none', () => {
    const undone = ask('UndoDuplicate', {}, '2026-06-20T09:00:00.000Z');
    expect(given(raised, acknowledge, marked, undone).timers(Date.parse('2026-06-20T09:00:00Z'))).toEqual({
      'missed.resolve': '2026-06-08T23:00:00.000Z',
      'date-passed.resolve': '2026-06-22T08:00:00.000Z',
    });
  });
});

describe('A query that is answered at once', () => {
  it('is not acknowledged first: the customer has the answer, and gets it in writing', () => {
    expect(given(raise({ ...customer, resolved: { outcome: 'answered' } })).told()).toEqual(['resolved']);
  });
});

describe('A message that did not arrive', () => {
  const about = { notificationId: 'n1', message: 'received', carrier: 'email' } as const;
  const failed = ask('RecordNonDelivery', { notificationId: 'n1', reason: 'no-such-address' });
  const sent = (message: MessageName) => ask('AttemptNotification', { ...about, message });

  it('is told once more', () => {
    expect(given(raised, sent('received'), failed).told()).toEqual(['received']);
    expect(given(raised, resolve(), sent('resolved'), at('2026-06-02T09:30:00.000Z', failed)).told()).toEqual(
      ['resolved'],
    );
  });
  it('is told once more to the customer of a duplicate, and on its original to nobody else', () => {
    const marked = ask('MarkDuplicate', { reference: 'THI-SON-E001', of: 'ORI-GIN-AL01', facts: { original: 'a-case' } }); // prettier-ignore
    expect(given(raised, marked, sent('resolved'), failed).told()).toEqual(['resolved']);
    const followed = ask('AddFollowers', { references: ['FOL-LOW-ER01'] });
    expect(given(raised, followed, resolve(), sent('resolved'), at('2026-06-02T09:30:00.000Z', failed)).told()).toEqual(['resolved']); // prettier-ignore
  });
  it('is let go when it was an invitation, or is no news any more', () => {
    const afterwards = at('2026-06-02T09:30:00.000Z', failed);
    expect(given(raised, resolve(), sent('survey'), afterwards).told()).toEqual([]);
    expect(given(raised, sent('forwarded'), resolve(), afterwards).told()).toEqual([]);
    const openedAgain = at('2026-06-02T09:00:00.000Z', reopen());
    expect(given(raised, resolve(), sent('resolved'), openedAgain, afterwards).told()).toEqual([]);
  });
  it('is told once more when it says that a duplicate has ended with its original', () => {
    const marked = ask('MarkDuplicate', { reference: 'THI-SON-E001', of: 'ORI-GIN-AL01', facts: { original: 'a-case' } }); // prettier-ignore
    const closed = ask('Close', { reason: 'duplicate' });
    expect(given(raised, marked, sent('joined'), closed, failed).told()).toEqual(['joined']);
    expect(given(raised, marked, sent('joined'), ask('UndoDuplicate', {}), failed).told()).toEqual([]);
  });
});

describe('What is past', () => {
  const imported = { actor: { kind: 'import', id: 'tables' } } as const;
  const invented = { provenance: 'invented' } as const;
  const now = Date.parse('2026-06-08T10:00:00.000Z');

  it('when it was imported sets no timer, and tells nobody', () => {
    expect(owed(imported, raised, inquire('q1', { facts: { clock: 'runs-on' } })).timers()).toEqual({});
    expect(owed(imported, raised, resolve()).told()).toEqual([]);
  });

  it('when it was invented misses dates, and tells nobody', () => {
    const { timers, told } = owed(invented, raised, acknowledge, schedule());
    expect(Object.keys(timers())).toEqual(['missed.resolve']);
    expect(told()).toEqual([]);
  });

  it('is of today once somebody works on it here', () => {
    const history = [...happenings([raised, acknowledge], imported)];
    const forwarded = happenings([raised, acknowledge, forward()]).slice(2);
    const { schedule: timers } = resume([...history, ...forwarded], catalogue, soon);
    expect(timers.map(({ name }) => name)).toContain('missed.resolve');
  });

  it('for longer than two days is not told any more, and missed for ever', () => {
    const names = (days: number): string[] =>
      Object.keys(given(raised, acknowledge).timers(now + days * DAY)).toSorted();
    expect(names(1)).toEqual(['date-passed.resolve', 'missed.resolve']);
    expect(names(5)).toEqual(['missed.resolve']);
  });
});
