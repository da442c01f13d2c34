import {
  at,
  after,
  ask,
  assign,
  close,
  forward,
  inquire,
  raise,
  RAISED_AT,
  reopen,
  resolve,
  schedule,
  take,
} from '../../testing/case-builders';
import { given } from '../../testing/given';
import type { CaseCommand } from './case-commands';
import { caseDecider } from './case-decider';
import {
  ClockPaused,
  ClockResumed,
  CustomerTold,
  FollowerJoined,
  FollowerLeft,
  ForwardedToDepartment,
  InformationRequested,
  NoticeRaised,
  NoticeSettled,
  NotificationAttempted,
  NotificationDelivered,
  NotificationFailed,
  NotificationWithheld,
  OfficerAssigned,
  OfficerReleased,
  QueryRaised,
} from './case-events';
import type { MessageName } from './notification';
import type { Outcome } from './vocabulary';

/** A case to which all of this has happened. */
const aCase = (...commands: CaseCommand[]) => given(caseDecider, ...after(raise(), ...commands));
const complaint = () => raise({ kind: 'complaint', service: { code: 'complaint', version: 1 } });

describe('raising a query', () => {
  it('opens a case with all that the customer said', () => {
    given(caseDecider)
      .when(raise())
      .then(
        QueryRaised.of({
          kind: 'service-request',
          service: { code: 'street-lighting-fault', version: 1 },
          standard: { code: 'service-request-5-days', version: 1 },
          channel: 'phone',
          raisedAt: RAISED_AT,
          summary: 'Street light out',
        }),
      );
  });

  it('twice is raising once', () => aCase().when(raise()).isQuiet());

  it('is refused where another query has the reference', () =>
    aCase()
      .when(raise({ service: { code: 'pothole', version: 1 } }))
      .isRefused('reference-taken'));

  it('answers what the service asks', () => {
    const questions = [{ code: 'bins', text: 'How many?', answer: 'number', required: true }] as const;
    const answering = (answers?: Record<string, number>) =>
      given(caseDecider).when(raise({ answers, facts: { questions } }));
    answering({ bins: 2 }).happens('QueryRaised');
    answering().isRefused('unanswered-question');
  });
});

describe('a case that was never raised', () => {
  it.each([forward(), assign(), resolve(), close(), reopen()])('cannot be asked anything: $type', (command) =>
    given(caseDecider).when(command).isRefused('case-not-found'),
  );
});

describe('what happened', () => {
  it('cannot have happened before the query was raised', () =>
    aCase()
      .when(ask('ReleaseOfficer', {}, '2026-05-31T09:00:00.000Z'))
      .isRefused('before-it-was-raised'));
});

describe('forwarding', () => {
  it('names who held it before', () =>
    aCase(forward())
      .when(forward('housing', 'repairs'))
      .then(
        ForwardedToDepartment.of({
          department: 'housing',
          queue: 'repairs',
          from: { department: 'highways', queue: 'street-lighting' },
        }),
      ));
  it('is quiet when the case lies there already', () => aCase(forward()).when(forward()).isQuiet());
  it('leaves the officer behind', () =>
    aCase(forward(), assign())
      .when(forward('housing', 'repairs'))
      .happens('OfficerReleased', 'ForwardedToDepartment'));
});

describe('sending back', () => {
  const sendBack = ask('ReturnToContactCentre', { reason: 'Not ours.', suggested: 'housing' });
  it('takes the case off the desk', () => aCase(forward()).when(sendBack).happens('ReturnedByDepartment'));
  it('is quiet when it has been sent back', () => aCase(forward(), sendBack).when(sendBack).isQuiet());
  it('is refused when no department has it', () => aCase().when(sendBack).isRefused('not-with-a-department'));
});

describe('assigning an officer', () => {
  it('gives the case to the officer', () =>
    aCase()
      .when(assign())
      .then(OfficerAssigned.of({ officer: 'p.shah' })));
  it('is quiet when the officer already holds the case', () => aCase(assign()).when(assign()).isQuiet());
  it('is refused when another officer holds the case', () =>
    aCase(assign()).when(assign('j.ward')).isRefused('held-by-another-officer'));
  it('takes it over when told to', () =>
    aCase(assign())
      .when(assign('j.ward', true))
      .then(OfficerAssigned.of({ officer: 'j.ward', from: 'p.shah' })));
  it('ends with a release', () =>
    aCase(assign())
      .when(ask('ReleaseOfficer', {}))
      .then(OfficerReleased.of({ officer: 'p.shah' })));
  it('has nothing to release where nobody holds it', () => aCase().when(ask('ReleaseOfficer', {})).isQuiet());
});

describe('an action', () => {
  const later = ask('RescheduleAction', { actionId: 'repair', when: { day: '2026-06-05' }, reason: 'Rain' });
  const cancel = ask('CancelAction', { actionId: 'repair', reason: 'Not needed' });

  it('is planned for a day', () => aCase().when(schedule()).happens('ActionScheduled'));
  it('is planned once', () => aCase(schedule()).when(schedule()).isQuiet());
  it('keeps its id to itself', () =>
    aCase(schedule()).when(schedule('repair', '2026-06-09')).isRefused('action-id-taken'));
  it('moves to another day', () => aCase(schedule()).when(later).happens('ActionRescheduled'));
  it('does not move twice', () => aCase(schedule(), later).when(later).isQuiet());
  it('must exist to be moved', () => aCase().when(later).isRefused('unknown-action'));
  it('is cancelled', () => aCase(schedule()).when(cancel).happens('ActionCancelled'));
  it('is cancelled once', () => aCase(schedule(), cancel).when(cancel).isQuiet());
  it('cannot be cancelled after it was taken', () =>
    aCase(schedule(), take()).when(cancel).isRefused('action-over'));
  it('is taken', () => aCase(schedule()).when(take()).happens('ActionTaken'));
  it('is taken once', () => aCase(schedule(), take()).when(take()).isQuiet());
  it('may be taken without having been planned', () =>
    aCase().when(take('in-passing')).happens('ActionTaken'));
  it('cannot be taken after it was cancelled', () =>
    aCase(schedule(), cancel).when(take()).isRefused('action-over'));
});

describe('asking for information', () => {
  const answer = (requestId = 'q1') => ask('ReceiveInformation', { requestId }, '2026-06-02T09:00:00.000Z');

  it('stops the clock', () =>
    aCase()
      .when(inquire())
      .then(
        InformationRequested.of({
          requestId: 'q1',
          of: 'customer',
          need: 'information',
          clock: 'stops',
          what: 'Which lamp?',
        }),
        ClockPaused.of({
          pausedAt: '2026-06-01T10:30:00.000Z',
          reason: 'information-requested',
          basis: 'we wait',
          requestId: 'q1',
        }),
      ));
  it('is asked once', () => aCase(inquire()).when(inquire()).isQuiet());
  it('lets the clock run again with the answer', () =>
    aCase(inquire()).when(answer()).happens('InformationReceived', 'ClockResumed'));
  it('keeps the clock stopped until the last answer is there', () => {
    aCase(inquire('q1'), inquire('q2')).when(answer('q1')).happens('InformationReceived');
    aCase(inquire('q1'), inquire('q2'), answer('q1'))
      .when(answer('q2'))
      .happens('InformationReceived', 'ClockResumed');
  });
  it('cannot be answered when it was not asked', () => aCase().when(answer()).isRefused('unknown-request'));
  it('only of the customer is a clarification, proof of identity or a fee', () =>
    aCase()
      .when(inquire('q1', { of: 'department', need: 'clarification' }))
      .isRefused('only-the-customer'));
  it('is no pause where the standard lets the clock run', () => {
    const runsOn = inquire('q1', { of: 'department', facts: { clock: 'runs-on' } });
    aCase().when(runsOn).happens('InformationRequested');
    aCase(runsOn).when(answer()).happens('InformationReceived');
    aCase(inquire('q2'), runsOn).when(answer('q2')).happens('InformationReceived', 'ClockResumed');
  });
  it('keeps the clock from being resumed by hand', () =>
    aCase(inquire()).when(ask('ResumeClock', {})).isRefused('waiting-for-information'));
});

describe('a need that has the count start again', () => {
  const clarify = inquire('q2', { need: 'clarification', facts: { clock: 'starts-again' } });
  const answer = (requestId: string) => ask('ReceiveInformation', { requestId }, '2026-06-02T09:00:00.000Z');

  it('is a pause for that reason', () =>
    expect(aCase().when(clarify).decision).toMatchObject([
      { data: { need: 'clarification', clock: 'starts-again' } },
      { type: 'ClockPaused', data: { reason: 'clarification', requestId: 'q2' } },
    ]));
  it('takes the place of a pause that only waits for an answer, and that one goes on after it', () => {
    const both = aCase(inquire('q1'), clarify);
    expect(aCase(inquire('q1')).when(clarify).decision).toMatchObject([
      { type: 'InformationRequested' },
      { type: 'ClockResumed', data: { reason: 'information-requested' } },
      { type: 'ClockPaused', data: { reason: 'clarification' } },
    ]);
    expect(both.when(answer('q2')).decision).toMatchObject([
      { type: 'InformationReceived' },
      { type: 'ClockResumed', data: { reason: 'clarification', resumedAt: '2026-06-02T09:00:00.000Z' } },
      { type: 'ClockPaused', data: { reason: 'information-requested', requestId: 'q1' } },
    ]);
  });
  it('keeps waiting when something else is answered first', () =>
    aCase(inquire('q1'), clarify).when(answer('q1')).happens('InformationReceived'));
  it('does not replace a pause that somebody made by hand', () =>
    aCase(ask('PauseClock', { reason: 'fees-notice', basis: 's.10(2)' }))
      .when(clarify)
      .isRefused('clock-paused'));
});

describe('the clock', () => {
  const pause = (reason = 'bad-weather') => ask('PauseClock', { reason, basis: 'policy 4.2' });
  const resume = (at?: string) => ask('ResumeClock', {}, at);

  it('stops with a reason and its basis', () => aCase().when(pause()).happens('ClockPaused'));
  it('stops once', () => aCase(pause()).when(pause()).isQuiet());
  it('does not stop for two reasons', () => aCase(pause()).when(pause('strike')).isRefused('clock-paused'));
  it('runs again, and the pause has both its ends', () =>
    aCase(pause())
      .when(resume('2026-06-03T09:00:00.000Z'))
      .then(
        ClockResumed.of({
          pausedAt: '2026-06-01T10:30:00.000Z',
          resumedAt: '2026-06-03T09:00:00.000Z',
          reason: 'bad-weather',
        }),
      ));
  it('cannot run again before it stopped', () =>
    aCase(pause()).when(resume('2026-06-01T09:45:00.000Z')).isRefused('before-the-pause'));
  it('is quiet when it runs', () => aCase().when(resume()).isQuiet());
  it('runs again when the case ends', () =>
    aCase(pause()).when(resolve()).happens('ClockResumed', 'Resolved'));
});

describe('a delay', () => {
  const delay = (extension?: number, extensionAtMost = 10) =>
    ask('NotifyDelay', {
      target: 'resolve',
      newDate: '2026-06-22',
      extension,
      reason: 'A part is missing',
      facts: { extensionAtMost },
    });
  it('is told without moving the target', () => aCase().when(delay()).happens('DelayNotified'));
  it('is told once', () => aCase(delay()).when(delay()).isQuiet());
  it('is not told for a date that is over', () =>
    aCase()
      .when({ ...delay(), occurredAt: '2026-06-23T09:00:00.000Z' })
      .isRefused('delay-into-the-past'));
  it('extends the target as far as the standard allows', () =>
    aCase().when(delay(10)).happens('DelayNotified'));
  it('does not extend it further', () => aCase().when(delay(11)).isRefused('extension-too-long'));
  it('does not extend it where the standard allows none', () =>
    aCase().when(delay(1, 0)).isRefused('extension-not-allowed'));
  it('is told in time to extend it', () => {
    const extension = delay(5);
    const dueAt = '2026-06-01T10:29:59.999Z';
    aCase()
      .when({ ...extension, facts: { extensionAtMost: 10, dueAt } } as typeof extension)
      .isRefused('extension-too-late');
    aCase()
      .when({ ...delay(), facts: { extensionAtMost: 10, dueAt } } as typeof extension)
      .happens('DelayNotified');
  });
  it('extends it once', () => aCase(delay(5)).when(delay(4)).isRefused('extended-already'));
});

describe('a missed target', () => {
  const miss = (at: string) =>
    ask('MissTarget', { target: 'resolve', facts: { dueAt: '2026-06-08T22:59:59.999Z' } }, at);
  it('is recorded when its time is over', () =>
    aCase().when(miss('2026-06-09T00:00:00.000Z')).happens('TargetMissed'));
  it('is not recorded before', () =>
    aCase().when(miss('2026-06-08T12:00:00.000Z')).isRefused('target-not-due'));
  it('is recorded once', () =>
    aCase(miss('2026-06-09T00:00:00.000Z')).when(miss('2026-06-10T00:00:00.000Z')).isQuiet());
  it('is not one that was met', () => {
    const facts = { dueAt: '2026-06-08T22:59:59.999Z', reachedAt: '2026-06-08T22:59:59.999Z' };
    const met = ask('MissTarget', { target: 'resolve', facts }, '2026-06-09T00:00:00.000Z');
    aCase(at('2026-06-08T22:59:59.999Z', resolve())).when(met).isRefused('target-met');
  });
  it('is one that the case has, and whose clock runs', () =>
    aCase()
      .when(ask('MissTarget', { target: 'respond', facts: {} }))
      .isRefused('no-such-target'));
});

describe('a date that was missed before anybody looked', () => {
  const miss = ask(
    'MissTarget',
    { target: 'resolve', facts: { dueAt: '2026-06-08T22:59:59.999Z' } },
    '2026-06-11T00:00:00.000Z',
  );
  it('is recorded when the case was resolved too late', () =>
    aCase(at('2026-06-10T09:00:00.000Z', resolve())).when(miss).happens('TargetMissed'));
  it('is not when it was resolved in time, or withdrawn', () => {
    aCase(resolve()).when(miss).isQuiet();
    aCase(ask('Withdraw', { by: 'customer' }))
      .when(miss)
      .isQuiet();
  });
});

describe('a notice', () => {
  const notice = (name: 'survey' | 'date-near', moment = '2026-06-08T22:59:59.999Z') =>
    ask('RaiseNotice', { notice: name, about: 'resolve', moment });
  it('is raised once of one moment, and again of another', () => {
    aCase().when(notice('date-near')).happens('NoticeRaised');
    aCase(notice('date-near')).when(notice('date-near')).isQuiet();
    aCase(notice('date-near')).when(notice('date-near', '2026-06-09T22:59:59.999Z')).happens('NoticeRaised');
  });
  it('of a date is of no interest once the case is over', () =>
    aCase(resolve()).when(notice('date-near')).isQuiet());
  it('that asks how we did comes after it is resolved, and once', () => {
    aCase().when(notice('survey')).isQuiet();
    aCase(resolve(), close()).when(notice('survey')).happens('NoticeRaised');
    aCase(resolve(), notice('survey')).when(notice('survey', '2026-07-01T00:00:00.000Z')).isQuiet();
  });
});

describe('a contact', () => {
  const call = (purpose: 'chasing-progress' | 'new-information') =>
    ask('RecordContact', { contactId: 'c1', direction: 'inbound', channel: 'phone', purpose });
  it('to chase progress is avoidable', () =>
    expect(aCase().when(call('chasing-progress')).decision).toMatchObject([{ data: { avoidable: true } }]));
  it('with something new is not', () =>
    expect(aCase().when(call('new-information')).decision).toMatchObject([{ data: { avoidable: false } }]));
  it('is recorded on a closed case too', () =>
    aCase(resolve(), close()).when(call('chasing-progress')).happens('ContactRecorded'));
});

describe('a message to the customer', () => {
  const told = { notificationId: 'n1', message: 'resolved', carrier: 'email' } as const;
  const attempt = ask('AttemptNotification', told);
  const taken = ask('RecordTold', { notificationId: 'n1', by: 'govuk-notify', receipt: 'a1' });
  const arrived = ask('RecordDelivery', {
    notificationId: 'n1',
    by: 'govuk-notify',
    receipt: 'a1',
    deliveredAt: '2026-06-01T10:31:00.000Z',
  });
  const lost = ask('RecordNonDelivery', { notificationId: 'n1', reason: 'no-such-address' });
  const withhold = ask('WithholdNotification', {
    notificationId: 'n1',
    message: 'resolved',
    reason: 'not-wanted',
  });

  it('is noted before it is sent, once', () => {
    aCase(resolve(), close()).when(attempt).then(NotificationAttempted.of(told));
    aCase(attempt).when(attempt).isQuiet();
  });
  it('is told once it is taken, and has arrived once that is reported', () => {
    aCase(attempt)
      .when(taken)
      .then(CustomerTold.of({ ...told, by: 'govuk-notify', receipt: 'a1' }));
    aCase(attempt, taken)
      .when(arrived)
      .then(NotificationDelivered.of({ ...told, deliveredAt: '2026-06-01T10:31:00.000Z' }));
    aCase(attempt, taken, arrived).when(taken).isQuiet();
    aCase(attempt, taken, arrived).when(arrived).isQuiet();
  });
  it('was taken if it arrived, also when nobody had noted that', () =>
    aCase(attempt).when(arrived).happens('CustomerTold', 'NotificationDelivered'));
  it('fails before or after it was taken, but not once it has arrived', () => {
    aCase(attempt)
      .when(lost)
      .then(NotificationFailed.of({ ...told, reason: 'no-such-address' }));
    aCase(attempt, taken).when(lost).happens('NotificationFailed');
    aCase(attempt, taken, lost).when(lost).isQuiet();
    aCase(attempt, taken, lost).when(arrived).isQuiet();
    aCase(attempt, arrived).when(lost).isQuiet();
  });
  it('is withheld once, and then neither sent nor reported on', () => {
    aCase().when(withhold).happens('NotificationWithheld');
    aCase(withhold).when(withhold).isQuiet();
    aCase(withhold).when(attempt).isQuiet();
    aCase(attempt).when(withhold).isQuiet();
    aCase(withhold).when(arrived).isRefused('unknown-notification');
  });
  it('that was never sent cannot be reported on', () => {
    for (const report of [taken, arrived, lost]) aCase().when(report).isRefused('unknown-notification');
  });
});

describe('a document', () => {
  const attach = (sha256: string) =>
    ask('AttachDocument', {
      documentId: 'd1',
      visibility: 'staff',
      name: 'lamp.jpg',
      mediaType: 'image/jpeg',
      size: 1,
      sha256,
    });
  it('is attached once', () =>
    aCase(attach('a'.repeat(64)))
      .when(attach('a'.repeat(64)))
      .isQuiet());
  it('is not replaced by another', () =>
    aCase(attach('a'.repeat(64)))
      .when(attach('b'.repeat(64)))
      .isRefused('id-taken'));
});

describe('a duplicate', () => {
  const mark = (of = 'ORI-GIN-AL01', original: 'a-case' | 'absent' | 'follows-this-one' = 'a-case') =>
    ask('MarkDuplicate', { reference: 'THI-SON-E001', of, facts: { original } });
  const undo = ask('UndoDuplicate', {});
  it('is marked', () => aCase().when(mark()).happens('MarkedDuplicate'));
  it('is marked once', () => aCase(mark()).when(mark()).isQuiet());
  it('is not one of itself', () => aCase().when(mark('THI-SON-E001')).isRefused('duplicate-of-itself'));
  it('is one of a case that exists', () =>
    aCase().when(mark('NO0-NE0-0000', 'absent')).isRefused('original-not-found'));
  it('is none of a case that is one of it', () => {
    aCase().when(mark('ANO-THE-R001', 'follows-this-one')).isRefused('original-follows-this-one');
    const joined = ask('AddFollowers', { references: ['ANO-THE-R001'] });
    aCase(joined).when(mark('ANO-THE-R001')).isRefused('original-follows-this-one');
  });
  it('is not worked on', () => aCase(mark()).when(schedule()).isRefused('is-a-duplicate'));
  it('goes on when it is none', () => {
    aCase(mark()).when(undo).happens('DuplicateUndone');
    aCase(mark(), undo).when(schedule()).happens('ActionScheduled');
  });
  it('stays withdrawn when it is none', () =>
    aCase(mark(), ask('Withdraw', { by: 'customer' }))
      .when(undo)
      .happens('DuplicateUndone'));
  it('opens again when it was closed for being one, where it was', () => {
    const closed = ask('Close', { reason: 'duplicate' });
    const worked = [forward(), assign(), schedule(), inquire()];
    aCase(...worked, mark(), closed)
      .when(undo)
      .happens('DuplicateUndone');
    expect(aCase(...worked, mark(), closed, undo).state).toEqual(aCase(...worked).state);
  });
  it('is closed or undone by its original only, where that is said', () => {
    aCase(mark())
      .when(ask('Close', { reason: 'duplicate', of: 'ANO-THE-R001' }))
      .isQuiet();
    aCase(mark())
      .when(ask('UndoDuplicate', { of: 'ANO-THE-R001' }))
      .isQuiet();
    aCase(mark())
      .when(ask('UndoDuplicate', { of: 'ORI-GIN-AL01' }))
      .happens('DuplicateUndone');
  });
});

describe('an original', () => {
  const add = (...references: string[]) => ask('AddFollowers', { references });
  const remove = (...references: string[]) => ask('RemoveFollowers', { references });
  it('knows each of those that are answered with it, once', () => {
    aCase(add('A'))
      .when(add('A', 'B'))
      .then(FollowerJoined.of({ reference: 'B' }));
    aCase(add('A', 'B'))
      .when(remove('B', 'C'))
      .then(FollowerLeft.of({ reference: 'B' }));
    aCase(add('A')).when(add('A')).isQuiet();
  });
  it('may be resolved and closed: whoever is answered with it is answered', () =>
    aCase(resolve(), close()).when(add('A')).happens('FollowerJoined'));
  it('is no duplicate, and nothing that nobody pursues', () => {
    const withdrawn = ask('Withdraw', { by: 'customer' });
    const marked = ask('MarkDuplicate', {
      reference: 'THI-SON-E001',
      of: 'ORI-GIN-AL01',
      facts: { original: 'a-case' },
    });
    aCase(marked).when(add('A')).isRefused('is-a-duplicate');
    aCase(withdrawn).when(add('A')).isRefused('original-not-pursued');
    aCase(inquire(), ask('Close', { reason: 'no-answer-from-customer' }))
      .when(add('A'))
      .isRefused('original-not-pursued');
  });
});

describe('a query that is answered at once', () => {
  const answered = (outcome: Outcome) => raise({ resolved: { outcome, explanation: 'It is on a Tuesday.' } });
  const nothing = () => given(caseDecider);
  it('is raised, resolved and closed together', () =>
    nothing().when(answered('answered')).happens('QueryRaised', 'Resolved', 'Closed'));
  it('has an outcome of its kind', () =>
    nothing().when(answered('upheld')).isRefused('outcome-not-for-kind'));
  it('is raised once', () =>
    given(caseDecider, ...after(answered('answered')))
      .when(answered('answered'))
      .isQuiet());
});

describe('resolving', () => {
  it('is possible at first contact', () => aCase().when(resolve()).happens('Resolved'));
  it('again with the same outcome is quiet', () => aCase(resolve()).when(resolve()).isQuiet());
  it('again with another outcome is refused', () =>
    aCase(resolve())
      .when(ask('Resolve', { outcome: 'answered' }))
      .isRefused('resolved-otherwise'));
  it('a request as upheld makes no sense', () =>
    aCase()
      .when(ask('Resolve', { outcome: 'upheld' }))
      .isRefused('outcome-not-for-kind'));
  it('ends the work', () => aCase(resolve()).when(schedule()).isRefused('case-resolved'));
});

describe('closing', () => {
  it('comes after resolving', () => aCase(resolve()).when(close()).happens('Closed'));
  it('does not come before', () => aCase().when(close()).isRefused('not-resolved'));
  it('happens once', () => aCase(resolve(), close()).when(close()).isQuiet());
  it('may end a wait for an answer that never came', () => {
    aCase(inquire())
      .when(ask('Close', { reason: 'no-answer-from-customer' }))
      .happens('ClockResumed', 'Closed');
  });
  it('for want of an answer needs a question to the customer', () => {
    const unanswered = ask('Close', { reason: 'no-answer-from-customer' });
    const others = inquire('q1', { of: 'department' });
    aCase().when(unanswered).isRefused('not-waiting-for-customer');
    aCase(others).when(unanswered).isRefused('not-waiting-for-customer');
    aCase(resolve()).when(unanswered).isRefused('case-resolved');
  });
  it('as a duplicate needs one', () =>
    aCase(resolve())
      .when(ask('Close', { reason: 'duplicate' }))
      .isRefused('not-a-duplicate'));
  it('ends the work', () => aCase(resolve(), close()).when(schedule()).isRefused('case-closed'));
});

describe('reopening', () => {
  it('opens a closed case', () => aCase(resolve(), close()).when(reopen()).happens('Reopened'));
  it('once is enough', () => aCase(resolve(), reopen()).when(reopen()).isQuiet());
  it('needs an end', () => aCase().when(reopen()).isRefused('not-ended'));
  it('lets the case be resolved another way', () =>
    aCase(resolve(), close(), reopen())
      .when(ask('Resolve', { outcome: 'answered' }))
      .happens('Resolved'));
});

describe('withdrawing', () => {
  const withdraw = ask('Withdraw', { by: 'customer' });
  it('ends an open case', () => aCase().when(withdraw).happens('Withdrawn'));
  it('happens once', () => aCase(withdraw).when(withdraw).isQuiet());
  it('comes too late for a resolved one', () => aCase(resolve()).when(withdraw).isRefused('case-resolved'));
});

describe('a complaint', () => {
  const escalate = ask('EscalateComplaint', { reason: 'The answer left something out.' });
  const answered = [complaint(), ask('Resolve', { outcome: 'not-upheld' })];
  it('goes to stage 2 after its answer', () =>
    given(caseDecider, ...after(...answered))
      .when(escalate)
      .happens('ComplaintEscalated'));
  it('goes there once', () =>
    given(caseDecider, ...after(...answered, escalate))
      .when(escalate)
      .isQuiet());
  it('does not go there before', () =>
    given(caseDecider, ...after(complaint()))
      .when(escalate)
      .isRefused('not-answered-at-stage-1'));
  it('has no third stage', () =>
    given(caseDecider, ...after(...answered, escalate, ask('Resolve', { outcome: 'upheld' })))
      .when(escalate)
      .isRefused('escalated-already'));
  it('is what it takes', () => aCase(resolve()).when(escalate).isRefused('not-a-complaint'));
});

describe('reclassifying', () => {
  const to = { kind: 'complaint', service: { code: 'complaint', version: 1 } } as const;
  const reclassify = ask('Reclassify', { to, reason: 'Unhappy' });
  it('keeps what it was', () =>
    expect(aCase().when(reclassify).decision).toMatchObject([
      { data: { ...to, from: { standard: { code: 'service-request-5-days' } } } },
    ]));
  it('to the same is quiet', () => aCase(reclassify).when(reclassify).isQuiet());
});

describe('feedback', () => {
  const feedback = (overall: number) => ask('GiveFeedback', { scores: { timeliness: 4 }, overall });
  it('is given on what was resolved', () => aCase(resolve()).when(feedback(4)).happens('FeedbackGiven'));
  it('is given once', () => {
    aCase(resolve(), feedback(4)).when(feedback(4)).isQuiet();
    aCase(resolve(), feedback(4)).when(feedback(1)).isRefused('feedback-given');
  });
  it('comes after the resolution', () => aCase().when(feedback(4)).isRefused('feedback-too-early'));
});

describe('what has to be told by hand', () => {
  const since = '2026-06-01T10:00:00.000Z';
  const withhold = (
    message: MessageName,
    reason: 'by-hand' | 'nowhere-to-send' | 'not-wanted' = 'nowhere-to-send',
    untoldSince: string | undefined = since,
  ) => ask('WithholdNotification', { notificationId: 'n1', message, reason, untoldSince });
  const withheld = 'NotificationWithheld';
  const marked = ask('MarkDuplicate', { reference: 'A', of: 'B', facts: { original: 'a-case' } });

  it('is raised with the message that cannot be written, and since when it is not known', () =>
    aCase(resolve())
      .when(withhold('resolved', 'by-hand'))
      .then(
        NotificationWithheld.of({ notificationId: 'n1', message: 'resolved', reason: 'by-hand' }),
        NoticeRaised.of({ notice: 'tell-by-hand', about: 'resolved', moment: since }),
      ));
  it('is raised of a closed case too, once, and settled there', () => {
    aCase(resolve(), close()).when(withhold('resolved')).happens(withheld, 'NoticeRaised');
    aCase(resolve(), withhold('resolved'), close()).when(withhold('resolved')).isQuiet();
    const settle = ask('SettleNotice', { notice: 'tell-by-hand', about: 'resolved' });
    aCase(resolve(), withhold('resolved'), close()).when(settle).happens('NoticeSettled');
    aCase(resolve(), withhold('resolved'), close(), settle).when(settle).isQuiet();
  });
  it.each<[string, MessageName, CaseCommand[]]>([
    ['how far it had come, once it is over', 'forwarded', [forward(), resolve()]],
    ['how it ended, once it goes on', 'resolved', [resolve(), reopen()]],
    [
      'that we have it, to whoever had it acknowledged',
      'received',
      [ask('AcknowledgeQuery', { reference: 'A', channel: 'phone', promised: [] })],
    ],
    ['that it is answered with another, when it is not', 'joined', [marked, ask('UndoDuplicate', {})]],
    ['an invitation to say how we did', 'survey', [resolve()]],
  ])('is not: %s', (_, message, before) =>
    aCase(...before)
      .when(withhold(message))
      .happens(withheld),
  );
  it('is not what the customer does not want to be told, or nobody is left to be told', () => {
    aCase(resolve()).when(withhold('resolved', 'not-wanted')).happens(withheld);
    const nobody = { notificationId: 'n1', message: 'resolved', reason: 'nowhere-to-send' } as const;
    aCase(resolve()).when(ask('WithholdNotification', nobody)).happens(withheld);
  });
  it('is how the original of a duplicate ended, before the duplicate does and after', () => {
    const ended = ask('Close', { reason: 'duplicate' });
    for (const before of [[marked], [marked, ended]]) {
      aCase(...before)
        .when(withhold('resolved'))
        .happens(withheld, 'NoticeRaised');
      aCase(...before)
        .when(withhold('joined'))
        .happens(withheld, 'NoticeRaised');
    }
  });
});

describe('settling what the clock has raised', () => {
  const due = '2026-06-08T22:59:59.999Z';
  const raised = ask('RaiseNotice', { notice: 'date-near', about: 'resolve', moment: due });
  const settle = ask('SettleNotice', { notice: 'date-near', about: 'resolve' });

  it('is recorded with what it was about, and once', () => {
    const settled = NoticeSettled.of({ notice: 'date-near', about: 'resolve', moment: due });
    aCase(raised).when(settle).then(settled);
    aCase(raised, settle).when(settle).isQuiet();
  });
  it('is for the latest of its kind: a date that has moved is raised, and settled, again', () => {
    const moment = '2026-06-10T22:59:59.999Z';
    aCase(raised, settle, ask('RaiseNotice', { notice: 'date-near', about: 'resolve', moment }))
      .when(settle)
      .then(NoticeSettled.of({ notice: 'date-near', about: 'resolve', moment }));
  });
  it('is refused where nothing was raised', () => aCase().when(settle).isRefused('unknown-notice'));
});
