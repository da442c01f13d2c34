import { type CaseEvent, caseEvents, type RecordedCaseEvent } from '../../domain/case/case-events';
import type { EventType } from '../../event-sourcing/event-type';
import {
  ask,
  assign,
  close,
  forward,
  raise,
  reopen,
  resolve,
  schedule,
  take,
} from '../../testing/case-builders';
import { defaultCatalogue } from '../../domain/catalogue/default-catalogue';
import { LogBuilder } from '../../testing/log-builder';
import { onEachEngine } from '../../testing/on-each-engine';
import { published } from '../../testing/published';
import { stagesReached } from '../timeline/stages-reached';
import { type CaseView, evolveCaseView, noCase } from './case-view';
import { caseViewProjection, caseViews } from './case-view.projection';

type Type = CaseEvent['type'];

const { current } = published(defaultCatalogue());
const evolve = (view: CaseView, event: RecordedCaseEvent): CaseView => evolveCaseView(view, event, current);

/** The nth event of a case happens so many hours after it was raised. */
const hour = (n: number): number => Date.parse('2026-06-01T09:30:00.000Z') + n * 3_600_000;

/** The view of a case that was raised and to which the examples of these events then happened, an hour apart. */
function viewAfter(...types: Type[]): CaseView {
  return ['QueryRaised' as const, ...types].reduce((view, type, n) => evolve(view, example(type, n)), noCase);
}

/** The event's own example, as it is stored: what is personal is in a box. */
function example(type: Type, n: number): RecordedCaseEvent {
  const { personalFields, example: all } = caseEvents[type] as unknown as EventType;
  const open = Object.entries(all).filter(([field]) => !personalFields.includes(field));
  return {
    type,
    data: { ...Object.fromEntries(open), ...(personalFields.length > 0 && { sealed: `box of ${type}` }) },
    metadata: { occurredAt: new Date(hour(n)).toISOString() },
  } as unknown as RecordedCaseEvent;
}

const desk = { department: 'highways', queue: 'street-lighting' };
const lighting = {
  kind: 'service-request',
  service: { code: 'street-lighting-fault', version: 1 },
  standard: { code: 'service-request-5-days', version: 1 },
} as const;
const repair = {
  actionId: 'repair',
  status: 'planned',
  when: { day: '2026-06-04' },
  planned: 'box of ActionScheduled',
  taken: undefined,
} as const;

/** For each event: what had happened since the query was raised, and what the event leaves in the view. */
const leaves: Record<Type, [before: Type[], view: Partial<CaseView>]> = {
  QueryRaised: [
    [],
    {
      status: 'open',
      stage: 'raised',
      reached: { raised: hour(0) },
      classification: lighting,
      channel: 'phone',
      customerId: '5f1c1d1e-6b0a-4e0b-9a64-0c6a5a3f2d11',
      location: { lat: 54.5705, lon: -1.3188, ward: 'Stockton Town Centre' },
      query: 'box of QueryRaised',
      complaintStage: undefined,
    },
  ],
  QueryAcknowledged: [[], { promised: [{ target: 'resolve', due: '2026-06-08T22:59:59.999Z' }] }],
  ForwardedToDepartment: [[], { stage: 'forwarded', desk, reached: { raised: hour(0), forwarded: hour(1) } }],
  ReturnedByDepartment: [['ForwardedToDepartment'], { desk: undefined, stage: 'forwarded' }],
  OfficerAssigned: [[], { officer: 'p.shah' }],
  OfficerReleased: [['OfficerAssigned'], { officer: undefined }],
  ActionScheduled: [
    [],
    { stage: 'action-planned', reached: { raised: hour(0), 'action-planned': hour(1) }, actions: [repair] },
  ],
  ActionRescheduled: [
    ['ActionScheduled'],
    {
      actions: [{ ...repair, when: { from: '2026-06-05T08:00:00.000Z', to: '2026-06-05T12:00:00.000Z' } }],
    },
  ],
  ActionCancelled: [['ActionScheduled'], { actions: [{ ...repair, status: 'cancelled' }] }],
  ActionTaken: [
    ['ActionScheduled'],
    {
      stage: 'action-taken',
      actions: [
        {
          ...repair,
          status: 'taken',
          outcome: 'done',
          takenAt: Date.parse('2026-06-05T10:15:00.000Z'),
          taken: 'box of ActionTaken',
        },
      ],
    },
  ],
  InformationRequested: [
    [],
    {
      waitingFor: 'customer',
      questions: [{ requestId: 'which-lamp', of: 'customer', sealed: 'box of InformationRequested' }],
    },
  ],
  InformationReceived: [['InformationRequested'], { waitingFor: undefined, questions: [] }],
  ClockPaused: [
    [],
    {
      clock: expect.objectContaining({
        pauses: [{ from: Date.parse('2026-06-02T10:00:00.000Z'), reason: 'information-requested' }],
      }) as never,
    },
  ],
  ClockResumed: [
    ['ClockPaused'],
    {
      clock: expect.objectContaining({
        pauses: [
          {
            from: Date.parse('2026-06-02T10:00:00.000Z'),
            to: Date.parse('2026-06-03T09:00:00.000Z'),
            reason: 'information-requested',
          },
        ],
      }) as never,
    },
  ],
  DelayNotified: [
    [],
    {
      delays: [
        { target: 'resolve', newDate: '2026-06-22', notifiedAt: hour(1), sealed: 'box of DelayNotified' },
      ],
    },
  ],
  TargetMissed: [[], { missed: [{ target: 'resolve', dueAt: '2026-06-08T22:59:59.999Z' }] }],
  ContactRecorded: [[], { contacts: { inbound: 1, outbound: 0, avoidable: 1 } }],
  NoteAdded: [
    [],
    { notes: [{ noteId: 'n1', visibility: 'staff', at: hour(1), sealed: 'box of NoteAdded' }] },
  ],
  DocumentAttached: [
    [],
    {
      documents: [
        {
          documentId: 'd1',
          visibility: 'customer',
          mediaType: 'image/jpeg',
          size: 81234,
          sha256: 'b'.repeat(64),
          sealed: 'box of DocumentAttached',
        },
      ],
    },
  ],
  MarkedDuplicate: [[], { duplicateOf: '7QK-4M2-9XD3' }],
  DuplicateUndone: [['MarkedDuplicate'], { duplicateOf: undefined }],
  FollowerJoined: [[], { followers: ['FTV-8BD-WQPC'] }],
  FollowerLeft: [['FollowerJoined'], { followers: [] }],
  Reclassified: [
    [],
    {
      classification: {
        kind: 'complaint',
        service: { code: 'complaints', version: 1 },
        standard: { code: 'complaint-stage-1', version: 1 },
      },
      earlier: [lighting],
      complaintStage: 1,
    },
  ],
  Resolved: [
    ['OfficerAssigned', 'InformationRequested'],
    {
      status: 'resolved',
      stage: 'resolved',
      reached: { raised: hour(0), resolved: Date.parse('2026-06-05T10:30:00.000Z') },
      outcome: 'fixed',
      resolution: 'box of Resolved',
      officer: 'p.shah',
      waitingFor: undefined,
    },
  ],
  Closed: [
    ['OfficerAssigned', 'Resolved'],
    {
      status: 'closed',
      closure: 'resolved',
      officer: undefined,
      reached: { raised: hour(0), resolved: Date.parse('2026-06-05T10:30:00.000Z'), closed: hour(3) },
    },
  ],
  Reopened: [
    ['ForwardedToDepartment', 'Resolved', 'Closed', 'FeedbackGiven'],
    {
      status: 'open',
      stage: 'forwarded',
      reached: { raised: hour(0), forwarded: hour(1) },
      outcome: undefined,
      resolution: undefined,
      closure: undefined,
      feedback: undefined,
      timesReopened: 1,
    },
  ],
  Withdrawn: [
    ['OfficerAssigned'],
    {
      status: 'withdrawn',
      closure: 'withdrawn',
      officer: undefined,
      reached: { raised: hour(0), closed: hour(2) },
    },
  ],
  ComplaintEscalated: [
    ['Reclassified', 'TargetMissed', 'Resolved'],
    {
      status: 'open',
      stage: 'raised',
      complaintStage: 2,
      missed: [],
      outcome: undefined,
      classification: expect.objectContaining({
        standard: { code: 'complaint-stage-2', version: 1 },
      }) as never,
      earlier: [
        lighting,
        expect.objectContaining({ standard: { code: 'complaint-stage-1', version: 1 } }),
      ] as never,
    },
  ],
  NoticeRaised: [[], {}],
  NoticeSettled: [[], {}],
  FeedbackGiven: [
    ['Resolved'],
    {
      feedback: { scores: { timeliness: 4, staffAttitude: 5 }, overall: 4, sealed: 'box of FeedbackGiven' },
    },
  ],
  // How the customer is told is on the timeline; it is no part of how the case stands.
  NotificationAttempted: [['Resolved'], { status: 'resolved' }],
  NotificationWithheld: [['Resolved'], { status: 'resolved' }],
  CustomerTold: [['Resolved'], { status: 'resolved' }],
  NotificationDelivered: [['Resolved'], { status: 'resolved' }],
  NotificationFailed: [['Resolved'], { status: 'resolved' }],
};

describe('the view of a case', () => {
  it.each(Object.entries(leaves))('after %s', (type, [before, view]) => {
    const given = type === 'QueryRaised' ? before : [...before, type as Type];
    expect(viewAfter(...given)).toMatchObject(view);
  });

  it('says what is still waited for when one of two questions is answered', () => {
    const asked = (requestId: string, of: string): RecordedCaseEvent =>
      ({ ...example('InformationRequested', 1), data: { requestId, of } }) as RecordedCaseEvent;
    const both = [asked('which-lamp', 'customer'), asked('whose-wall', 'department')].reduce(
      evolve,
      viewAfter(),
    );
    expect(both.waitingFor).toBe('customer');
    expect(evolve(both, example('InformationReceived', 3)).waitingFor).toBe('department');
  });

  it('takes no stage away when the work goes back', () => {
    const back = viewAfter(
      'ForwardedToDepartment',
      'ActionScheduled',
      'ReturnedByDepartment',
      'ForwardedToDepartment',
    );
    expect(back).toMatchObject({ stage: 'action-planned', desk, reached: { forwarded: hour(1) } });
  });
});

onEachEngine((engine) => {
  describe('the view of a case in the read model', () => {
    let log: LogBuilder;
    beforeEach(async () => {
      const { databases } = await engine.place();
      log = await LogBuilder.open(defaultCatalogue(), databases);
    });
    afterEach(() => log.dispose());

    const view = (reference: string): Promise<CaseView> =>
      log.ask(caseViewProjection, async (db) => {
        const row = await db
          .selectFrom(caseViews)
          .select('state')
          .where('reference', '=', reference)
          .executeTakeFirstOrThrow();
        return JSON.parse(String(row['state'])) as CaseView;
      });

    it('shows the five stages, the last with when it was resolved and when it was closed', async () => {
      const reference = await log.aCase(
        raise(),
        forward(),
        assign(),
        schedule(),
        ask('RecordAction', { actionId: 'repair', outcome: 'done' }, '2026-06-04T11:00:00.000Z'),
        ask('Resolve', { outcome: 'fixed' }, '2026-06-04T11:30:00.000Z'),
        ask('Close', { reason: 'resolved' }, '2026-06-11T09:00:00.000Z'),
      );
      const { reached, status } = await view(reference);
      expect(status).toBe('closed');
      expect(stagesReached(reached)).toEqual([
        { stage: 'raised', at: Date.parse('2026-06-01T09:30:00.000Z') },
        { stage: 'forwarded', at: Date.parse('2026-06-01T10:30:00.000Z') },
        { stage: 'action-planned', at: Date.parse('2026-06-01T10:30:00.000Z') },
        { stage: 'action-taken', at: Date.parse('2026-06-04T11:00:00.000Z') },
        {
          stage: 'resolved',
          at: Date.parse('2026-06-04T11:30:00.000Z'),
          closedAt: Date.parse('2026-06-11T09:00:00.000Z'),
        },
      ]);
    });

    it('is open again when it was reopened, and knows how often', async () => {
      const reference = await log.aCase(raise(), forward(), take(), resolve(), close(), reopen());
      expect(await view(reference)).toMatchObject({ status: 'open', stage: 'forwarded', timesReopened: 1 });
    });

    it('keeps nothing that anybody said in the clear', async () => {
      const reference = await log.aCase(raise({ summary: 'Joan fell in the dark' }), resolve());
      expect(JSON.stringify(await view(reference))).not.toMatch(/Joan|lit again/);
    });
  });
});
