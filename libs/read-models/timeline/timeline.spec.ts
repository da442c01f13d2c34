import { caseEvents, type CaseEvent } from '../../domain/case/case-events';
import type { CaseCommand } from '../../domain/case/case-commands';
import type { EventType } from '../../event-sourcing/event-type';
import { openBoxes } from '../../keyring/open-boxes';
import { defaultCatalogue } from '../../domain/catalogue/default-catalogue';
import { ask, assign, inquire, raise, RAISED_AT } from '../../testing/case-builders';
import { LogBuilder } from '../../testing/log-builder';
import { onEachEngine } from '../../testing/on-each-engine';
import { withNames } from './names';
import { isTold, sentence } from './sentences';
import { stagesReached } from './stages-reached';
import { timelineProjection } from './timeline.projection';
import { caseTimeline, customerTimeline } from './timeline.query';

const JOAN = '5f1c1d1e-6b0a-4e0b-9a64-0c6a5a3f2d11';
const REFERENCE = '7QK-4M2-9XD3';

onEachEngine((engine) => {
  let log: LogBuilder;
  beforeEach(async () => {
    const { databases } = await engine.place();
    log = await LogBuilder.open(defaultCatalogue(), databases);
  });
  afterEach(() => log.dispose());

  /** What the customer reads of a case, line by line. */
  async function told(reference: string): Promise<string[]> {
    const names = withNames(await log.catalogue());
    const timeline = await log.ask(timelineProjection, (db) => caseTimeline(db, reference));
    return Promise.all(
      (timeline?.entries ?? []).map(async ({ type, data }) =>
        sentence(type, await openBoxes(log.keyring, data), names),
      ),
    );
  }

  const on = (day: number, hour = 10): string => `2026-06-${String(day).padStart(2, '0')}T${hour}:00:00.000Z`;

  /** What is asked of a case, one after the other, and what the customer is told of it. */
  const stories: Record<string, [asked: CaseCommand, ...told: string[]][]> = {
    'a street light that is mended': [
      [
        raise({ customerId: JOAN }),
        'We received your service request about street lighting fault by phone: “Street light out”.',
      ],
      [
        ask('AcknowledgeQuery', {
          reference: REFERENCE,
          channel: 'phone',
          promised: [
            { target: 'acknowledge', due: '2026-06-02T22:59:59.999Z' },
            { target: 'resolve', due: '2026-06-08T22:59:59.999Z' },
          ],
        }),
        'We gave you the reference 7QK-4M2-9XD3, and promised to resolve it by Monday 8 June 2026.',
      ],
      [
        ask('ForwardToDepartment', { department: 'housing', queue: 'repairs', reason: 'A housing lamp?' }),
        'We passed it to Housing.',
      ],
      [
        ask('ReturnToContactCentre', { reason: 'Column 14 is not ours.', suggested: 'highways' }),
        'Housing found that it is not theirs, so we are finding who can help.',
      ],
      [
        ask('ForwardToDepartment', { department: 'highways', queue: 'street-lighting' }),
        'We passed it to Highways and Transport.',
      ],
      [assign()],
      [ask('AddNote', { noteId: 'n1', visibility: 'staff', text: 'She rang twice last year.' })],
      [
        ask('ScheduleAction', {
          actionId: 'repair',
          what: 'Replace the lantern.',
          when: { day: '2026-06-04' },
        }),
        'We planned “Replace the lantern” for Thursday 4 June 2026.',
      ],
      [
        ask('RescheduleAction', {
          actionId: 'repair',
          when: { from: on(5, 13), to: on(5, 16) },
          reason: 'The platform lift is in for repair.',
        }),
        'We moved the action planned for Thursday 4 June 2026 to Friday 5 June 2026, 14:00 to 17:00: “The platform lift is in for repair”.',
      ],
      [
        ask('RecordContact', {
          contactId: 'call-1',
          direction: 'inbound',
          channel: 'phone',
          purpose: 'chasing-progress',
          note: 'Rather cross.',
        }),
        'You contacted us by phone to ask how it was going.',
      ],
      [
        ask(
          'RecordAction',
          { actionId: 'repair', outcome: 'done', note: 'New lantern fitted and tested.' },
          on(5),
        ),
        'We did the work: “New lantern fitted and tested”.',
      ],
      [
        ask('Resolve', { outcome: 'fixed', explanation: 'It is lit again.' }, on(5, 11)),
        'We fixed it: “It is lit again”.',
      ],
      [ask('Close', { reason: 'resolved' }, on(8)), 'We closed it.'],
      [
        ask('GiveFeedback', { scores: { timeliness: 4 }, overall: 4, comment: 'Quick.' }, on(9)),
        'You told us how we did: 4 out of 5.',
      ],
      [
        ask('Reopen', { by: 'customer', reason: 'It went out the same night' }, on(10)),
        'You asked us to open it again: “It went out the same night”.',
      ],
      [
        ask('Withdraw', { by: 'customer', reason: 'A neighbour had it mended.' }, on(11)),
        'You withdrew it: “A neighbour had it mended”.',
      ],
    ],
    'a customer who is written to': [
      [
        raise({ customerId: JOAN }),
        'We received your service request about street lighting fault by phone: “Street light out”.',
      ],
      [
        ask('AttemptNotification', { notificationId: 'n1', message: 'received', carrier: 'email' }),
        'We wrote you an email to say that we have your query.',
      ],
      [
        ask('RecordTold', { notificationId: 'n1', by: 'govuk-notify', receipt: 'a1' }),
        'We sent the email to say that we have your query.',
      ],
      [
        ask('RecordDelivery', { notificationId: 'n1', by: 'govuk-notify', deliveredAt: on(1) }),
        'The email to say that we have your query arrived.',
      ],
      [
        ask('WithholdNotification', { notificationId: 'n2', message: 'forwarded', reason: 'by-hand' }),
        'A colleague is to get in touch with you to say who deals with it.',
      ],
      [ask('Resolve', { outcome: 'fixed' }, on(4)), 'We fixed it.'],
      [
        ask('AttemptNotification', { notificationId: 'n3', message: 'resolved', carrier: 'sms' }, on(4)),
        'We wrote you a text message with our answer.',
      ],
      [
        ask('RecordNonDelivery', { notificationId: 'n3', reason: 'no-such-address' }, on(4)),
        'The text message with our answer did not arrive: there is no such address.',
      ],
      [
        ask('WithholdNotification', {
          notificationId: 'n4',
          message: 'resolved',
          reason: 'by-hand',
          untoldSince: on(4),
        }),
        'A colleague is to get in touch with you with our answer.',
      ],
      [
        ask('WithholdNotification', { notificationId: 'n5', message: 'survey', reason: 'by-hand' }),
        'We did not write to you to ask how we did.',
      ],
    ],
    'a request that waits for its customer': [
      [
        raise({
          kind: 'information-request',
          service: { code: 'freedom-of-information', version: 1 },
          standard: { code: 'foi', version: 1 },
          channel: 'email',
          summary: 'Spending on street lights',
        }),
        'We received your freedom of information request by email: “Spending on street lights”.',
      ],
      [
        inquire('years', {
          need: 'clarification',
          what: 'Which years?',
          facts: { clock: 'starts-again' },
        }),
        'We need you to say more exactly what you would like: “Which years?”. Our time to answer is counted again from the day you do.',
      ],
      [
        ask('ReceiveInformation', { requestId: 'years', what: 'The last two.' }, on(3)),
        'We received the information that we had asked for.',
      ],
      [
        inquire('cost', { of: 'department', what: 'The cost?' }, on(3)),
        'We asked others for information: “The cost?”. The clock stands still until they answer.',
      ],
      [
        ask('ReceiveInformation', { requestId: 'cost' }, on(4)),
        'We received the information that we had asked for.',
      ],
      [
        ask('PauseClock', { reason: 'fees-notice', basis: 's.10(2)' }, on(4)),
        'We stopped the clock: fees notice.',
      ],
      [ask('ResumeClock', {}, on(5)), 'The clock runs again.'],
      [
        ask(
          'NotifyDelay',
          {
            target: 'respond',
            newDate: '2026-07-10',
            reason: 'The archive is closed.',
            facts: { extensionAtMost: 0 },
          },
          on(29),
        ),
        'We told you that it will take until Friday 10 July 2026: “The archive is closed”.',
      ],
      [
        ask('RaiseNotice', { notice: 'delay', about: 'respond', moment: '2026-06-29T22:59:59.999Z' }, on(29)),
        'It may take longer than we promised.',
      ],
      [
        ask(
          'RaiseNotice',
          { notice: 'date-near', about: 'respond', moment: '2026-06-29T22:59:59.999Z' },
          on(29),
        ),
      ],
      [
        ask('MissTarget', { target: 'respond', facts: { dueAt: '2026-06-29T22:59:59.999Z' } }, on(30)),
        'We had promised to answer it by Monday 29 June 2026, and did not. We are sorry.',
      ],
      [ask('Resolve', { outcome: 'answered' }, on(30, 12)), 'We answered it.'],
    ],
    'a complaint': [
      [
        raise({
          kind: 'enquiry',
          service: { code: 'council-tax-enquiry', version: 1 },
          standard: undefined,
          channel: 'unknown',
          summary: 'Wrong band?',
        }),
        'We received your council tax enquiry: “Wrong band?”.',
      ],
      [
        ask('Reclassify', {
          to: { kind: 'complaint', service: { code: 'complaint', version: 1 } },
          reason: 'She complains of how she was treated.',
        }),
        'We now treat it as a complaint.',
      ],
      [
        ask('ScheduleAction', {
          actionId: 'visit',
          what: 'Visit',
          when: { from: '2026-06-05T20:00:00.000Z', to: '2026-06-06T08:00:00.000Z' },
        }),
        'We planned “Visit” for Friday 5 June 2026, 21:00 to Saturday 6 June 2026, 09:00.',
      ],
      [
        ask('CancelAction', { actionId: 'visit', reason: 'You told us enough.' }),
        'We cancelled a planned action: “You told us enough”.',
      ],
      [
        ask('RecordContact', { contactId: 'c2', direction: 'outbound', channel: 'post', purpose: 'other' }),
        'We contacted you by post.',
      ],
      [
        ask('AddNote', { noteId: 'n2', visibility: 'customer', text: 'The manager has your letter.' }),
        'We made a note: “The manager has your letter”.',
      ],
      [
        ask('AttachDocument', {
          documentId: 'd1',
          visibility: 'customer',
          name: 'answer.pdf',
          mediaType: 'application/pdf',
          size: 1,
          sha256: 'a'.repeat(64),
        }),
        'A document was added: “answer.pdf”.',
      ],
      [
        ask('AttachDocument', {
          documentId: 'd2',
          visibility: 'staff',
          name: 'legal-advice.pdf',
          mediaType: 'application/pdf',
          size: 1,
          sha256: 'a'.repeat(64),
        }),
      ],
      [
        ask('MarkDuplicate', { reference: REFERENCE, of: 'ANO-THE-RONE', facts: { original: 'a-case' } }),
        'We had been told of this before, so it is answered together with the earlier query.',
      ],
      [
        ask('UndoDuplicate', { reason: 'Another band.' }),
        'It turned out to be a matter of its own, and goes on.',
      ],
      [ask('Resolve', { outcome: 'partly-upheld' }, on(12)), 'We upheld your complaint in part.'],
      [
        ask('EscalateComplaint', { reason: 'You left out the second call.' }, on(15)),
        'Your complaint went to stage 2, where somebody else looks at it afresh.',
      ],
    ],
  };

  describe('the customer is told', () => {
    it.each(Object.entries(stories))('the story of %s', async (_, story) => {
      const reference = await log.aCase(...story.map(([asked]) => asked));
      expect(await told(reference)).toEqual(story.flatMap(([, ...sentences]) => sentences));
    });

    it('of every event that there is, but who holds the case, who else asked and what colleagues have seen to', async () => {
      const untold: CaseEvent['type'][] = [
        'OfficerAssigned',
        'OfficerReleased',
        'FollowerJoined',
        'FollowerLeft',
        'NoticeSettled',
      ];
      const types = Object.keys(caseEvents) as CaseEvent['type'][];
      expect(types.filter((type) => !isTold(type))).toEqual(untold);

      const happened = new Set<string>();
      for (const story of Object.values(stories)) {
        const reference = await log.aCase(...story.map(([asked]) => asked));
        for (const { type } of await log.history(reference)) happened.add(type);
      }
      expect(types.filter((type) => !happened.has(type) && !untold.includes(type))).toEqual([]);
    });

    it('nothing of officers, of staff notes, or of whose case is the same as theirs', async () => {
      for (const story of Object.values(stories)) {
        const reference = await log.aCase(...story.map(([asked]) => asked));
        const everything = (await told(reference)).join('\n');
        expect(everything).not.toMatch(/shah|twice last year|cross|Column 14|legal-advice|ANO-THE-RONE/);
      }
    });

    it.each((Object.values(caseEvents) as unknown as EventType[]).filter(({ name }) => isTold(name)))(
      'whole sentences of $name when all that is personal has been forgotten',
      async ({ name, personalFields, example }) => {
        const left = Object.entries(example).filter(([field]) => !personalFields.includes(field));
        const said = sentence(
          name,
          { ...Object.fromEntries(left), forgotten: true },
          withNames(await log.catalogue()),
        );
        expect(said).toMatch(/^[A-Z].*[.]$/);
        expect(said).not.toMatch(/undefined|null|NaN|“|: ?\.|\s{2}|\s\.|,\s*\./);
      },
    );

    it('the same story with the personal words gone once the customer is forgotten', async () => {
      const reference = await log.aCase(
        raise({ customerId: JOAN }),
        ask('Resolve', { outcome: 'fixed', explanation: 'Your lamp is lit again.' }),
      );
      await log.forget(JOAN);
      expect(await told(reference)).toEqual([
        'We received your service request about street lighting fault by phone.',
        'We fixed it.',
      ]);
    });
  });

  describe('a case on the timeline', () => {
    const timelineOf = (reference: string) =>
      log.ask(timelineProjection, (db) => caseTimeline(db, reference));

    it('shows when each stage was reached, and of the last both when it was resolved and closed', async () => {
      const reference = await log.aCase(
        raise(),
        ask('ForwardToDepartment', { department: 'highways', queue: 'street-lighting' }, on(2)),
        ask('Resolve', { outcome: 'fixed' }, on(4)),
        ask('Close', { reason: 'resolved' }, on(9)),
      );
      const timeline = await timelineOf(reference);
      expect(stagesReached(timeline?.case.reached ?? {})).toEqual([
        { stage: 'raised', at: Date.parse(RAISED_AT) },
        { stage: 'forwarded', at: Date.parse(on(2)) },
        { stage: 'action-planned', at: undefined },
        { stage: 'action-taken', at: undefined },
        { stage: 'resolved', at: Date.parse(on(4)), closedAt: Date.parse(on(9)) },
      ]);
    });

    it('is told by when things happened, also when they were typed up later', async () => {
      const reference = await log.aCase(raise(), {
        command: ask('ForwardToDepartment', { department: 'housing', queue: 'repairs' }, on(2)),
        recordedAt: on(20),
      });
      expect((await timelineOf(reference))?.entries.map(({ occurredAt }) => occurredAt)).toEqual([
        Date.parse(RAISED_AT),
        Date.parse(on(2)),
      ]);
    });

    it('that nobody raised is not there', async () => {
      expect(await timelineOf(REFERENCE)).toBeUndefined();
    });
  });

  describe('a customer’s timeline', () => {
    const timeline = (page: { after?: string; limit: number }) =>
      log.ask(timelineProjection, (db) => customerTimeline(db, JOAN, page));

    it('has their cases, the latest first, page by page', async () => {
      const cases: string[] = [];
      for (const day of [1, 2, 2, 2, 3]) cases.push(await log.aCase(raise({ customerId: JOAN }, on(day))));
      await log.aCase(raise({}, on(4)));

      const seen: string[] = [];
      for (let after: string | undefined; ;) {
        const page = await timeline({ after, limit: 2 });
        seen.push(...(page?.cases.map(({ reference }) => reference) ?? []));
        after = page?.next;
        if (!after) break;
      }
      const [first = '', ...others] = cases;
      const last = others.pop() ?? '';
      expect(seen).toEqual([last, ...others.sort().reverse(), first]);
    });

    it('has what is known of them, in boxes that open as long as they are not forgotten', async () => {
      await log.customer(
        JOAN,
        {
          type: 'RegisterCustomer',
          details: { name: 'Joan Carter' },
          preference: 'phone',
          occurredAt: RAISED_AT,
        },
        { type: 'ChangeContactPreference', preference: 'post', occurredAt: on(2) },
        { type: 'ChangeCustomerDetails', details: { phone: '01642 111111' }, occurredAt: on(3) },
      );
      const known = (await timeline({ limit: 1 }))?.records[0].record;
      expect(known?.preference).toBe('post');
      const opened = () => Promise.all((known?.boxes ?? []).map((box) => log.keyring.open(box)));
      expect(await opened()).toEqual([{ name: 'Joan Carter' }, { phone: '01642 111111' }]);
      await log.forget(JOAN);
      expect(await opened()).toEqual([undefined, undefined]);
    });

    it('of somebody we do not know is not there', async () => {
      expect(await timeline({ limit: 1 })).toBeUndefined();
    });
  });
});
