import fc from 'fast-check';
import { Catalogue } from '../../domain/catalogue/catalogue';
import { defaultCatalogue } from '../../domain/catalogue/default-catalogue';
import type { CaseCommand } from '../../domain/case/case-commands';
import { caseDecider } from '../../domain/case/case-decider';
import {
  type CaseEvent,
  caseEvents,
  caseStream,
  type StoredCaseEvent,
  type RecordedCaseEvent,
} from '../../domain/case/case-events';
import type { StandardDefinition } from '../../domain/standards/standard';
import { fold } from '../../event-sourcing/decider';
import { Rejection } from '../../event-sourcing/rejection';
import { anySequence } from '../../testing/any-command';
import {
  after,
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
} from '../../testing/case-builders';
import { departmentEventTypes, TargetsMoved } from '../department-events';
import { checkTold } from '../enveloped';
import { follow, notFollowed } from './followed-case';
import { tell, tellOfCalendars, type Telling } from './tell';

const REFERENCE = '7QK-4M2-9XD3';
const href = `/cases/${REFERENCE}`;
const open: [string, string] = ['09:00', '17:00'];

/** Nothing but a date to resolve it by. */
const fiveDays: StandardDefinition = {
  code: 'service-request-5-days',
  name: 'Service request, 5 working days',
  calendar: 'england-and-wales',
  openingHours: { mon: open, tue: open, wed: open, thu: open, fri: open },
  targets: [{ target: 'resolve', within: { amount: 5, unit: 'working-days' }, from: 'raised' }],
};

const catalogue = catalogueWith();

/** What these cases are counted by, with these holidays in England as well. */
function catalogueWith(...days: string[]): Catalogue {
  const { calendars, departments, services } = defaultCatalogue();
  const published = new Catalogue();
  for (const calendar of calendars) {
    const added =
      calendar.division === 'england-and-wales' ? days.map((date) => ({ date, title: 'A wedding' })) : [];
    const definition = { ...calendar, holidays: [...calendar.holidays, ...added] };
    published.apply({ type: 'CalendarPublished', data: { version: 1, definition } });
  }
  published.apply({ type: 'StandardPublished', data: { version: 1, definition: fiveDays } });
  for (const definition of departments)
    published.apply({ type: 'DepartmentPublished', data: { version: 1, definition } });
  for (const definition of services)
    published.apply({ type: 'ServicePublished', data: { version: 1, definition } });
  return published;
}

/** In the log, at noon of the first day. */
function recorded(event: CaseEvent, revision: number): RecordedCaseEvent {
  const metadata = {
    recordedAt: '2026-06-01T12:00:00.000Z',
    occurredAt: '2026-06-01T12:00:00.000Z',
    actor: { kind: 'officer', id: 'p.shah' } as const,
    commandId: 'c',
    $correlationId: 'c',
    $causationId: 'c',
    schemaVersion: 1,
  };
  const place = {
    id: `event-${revision}`,
    stream: caseStream(REFERENCE),
    revision,
    position: String(revision),
  };
  return { ...(event as StoredCaseEvent), ...place, metadata };
}

/** What is told of a history, event by event. */
function tellingsOf(events: readonly CaseEvent[]) {
  let followed = notFollowed;
  const told = events.map((event, revision) => {
    const happening = recorded(event, revision);
    const before = followed;
    followed = follow(before, happening, catalogue);
    return tell(happening, { reference: REFERENCE, before, after: followed, catalogue });
  });
  return { told, followed };
}

/** What was told of the last thing that was asked: to whom, and what. */
function toldOf(...commands: CaseCommand[]): [department: string, type: string][] {
  const before = after(...commands.slice(0, -1)).length;
  const { told } = tellingsOf(after(...commands));
  return told.slice(before).flat().map(inShort);
}

const inShort = ({ department, told }: Telling): [string, string] => [
  department,
  told.type.replace('guildhall.case.', ''),
];

const housing = () => forward('housing', 'repairs');
const sentBack = ask('ReturnToContactCentre', { reason: 'It is on a housing block.' });

describe('a case that no department holds', () => {
  it('is nobody’s to be told of', () => {
    expect(toldOf(raise())).toEqual([]);
    expect(toldOf(raise(), assign())).toEqual([]);
    expect(toldOf(raise(), resolve())).toEqual([]);
    expect(toldOf(raise(), forward(), sentBack, schedule())).toEqual([]);
  });
});

describe('a case that changes hands', () => {
  it('arrives', () => {
    expect(toldOf(raise(), forward())).toEqual([['highways', 'received.v1']]);
  });

  it('leaves one department and arrives at the other, with the officer left behind', () => {
    expect(toldOf(raise(), forward(), assign(), housing())).toEqual([
      ['highways', 'unassigned.v1'],
      ['highways', 'left.v1'],
      ['housing', 'received.v1'],
    ]);
  });

  it('leaves the department that sends it back', () => {
    expect(toldOf(raise(), forward(), sentBack)).toEqual([['highways', 'left.v1']]);
    expect(toldOf(raise(), forward(), sentBack, housing())).toEqual([['housing', 'received.v1']]);
  });

  it('comes back as one that arrives', () => {
    expect(toldOf(raise(), forward(), housing(), forward())).toEqual([
      ['housing', 'left.v1'],
      ['highways', 'received.v1'],
    ]);
  });

  it('stays where it is when only the queue is another', () => {
    expect(toldOf(raise(), forward(), forward('highways', 'traffic'))).toEqual([['highways', 'requeued.v1']]);
  });

  it('arrives with all that is needed to go on with it', () => {
    const { told } = tellingsOf(
      after(
        raise({ location: { lat: 54.57, lon: -1.32, ward: 'Town Centre' } }),
        ask('AcknowledgeQuery', {
          reference: REFERENCE,
          channel: 'phone',
          promised: [{ target: 'resolve', due: '2026-06-08T22:59:59.999Z' }],
        }),
        forward(),
        assign(),
        schedule('visit'),
        schedule('repair'),
        take('visit'),
        inquire('which'),
        ask('RecordContact', {
          contactId: 'call',
          direction: 'inbound',
          channel: 'phone',
          purpose: 'chasing-progress',
        }),
        at('2026-06-02T10:30:00.000Z', ask('ReceiveInformation', { requestId: 'which' })),
        inquire('who', { of: 'third-party' }, '2026-06-03T10:30:00.000Z'),
        housing(),
      ),
    );
    expect(told.at(-1)?.at(-1)?.told.data).toEqual({
      href,
      kind: 'service-request',
      service: { code: 'street-lighting-fault', version: 1 },
      standard: { code: 'service-request-5-days', version: 1 },
      channel: 'phone',
      raisedAt: '2026-06-01T09:30:00.000Z',
      queue: 'repairs',
      from: 'highways',
      stage: 'action-taken',
      location: { lat: 54.57, lon: -1.32, ward: 'Town Centre' },
      targets: [{ target: 'resolve', paused: true, basis: 'policy' }],
      promised: [{ target: 'resolve', due: '2026-06-08T22:59:59.999Z' }],
      pauses: [
        { from: '2026-06-01T10:30:00.000Z', to: '2026-06-02T10:30:00.000Z' },
        { from: '2026-06-03T10:30:00.000Z' },
      ],
      actions: [{ actionId: 'repair', when: { day: '2026-06-04' } }],
      awaited: [{ requestId: 'who', of: 'third-party' }],
      missed: [],
      complaintStage: 1,
      timesReopened: 0,
      timesChased: 1,
      followers: 0,
    });
  });
});

describe('the department that holds a case', () => {
  it.each<[string, CaseCommand[], string[]]>([
    ['of a pause', [ask('PauseClock', { reason: 'weather', basis: 'x' })], ['clock-stopped.v1']],
    ['of a question and the pause for it', [inquire()], ['answer-awaited.v1', 'clock-stopped.v1']],
    ['of the outcome', [resolve()], ['resolved.v1']],
    ['of the end', [resolve(), close()], ['closed.v1']],
    ['that it goes on', [resolve(), close(), reopen()], ['reopened.v1']],
    ['that it was taken back', [ask('Withdraw', { by: 'customer' })], ['withdrawn.v1']],
    [
      'that it is of another kind',
      [
        ask('Reclassify', {
          to: { kind: 'complaint', service: { code: 'complaints', version: 1 } },
          reason: 'x',
        }),
      ],
      ['reclassified.v1'],
    ],
  ])('is told %s', (_, commands, types) => {
    const told = toldOf(raise(), forward(), ...commands);
    expect(told).toEqual(types.map((type) => ['highways', type]));
  });

  it('is told that the case is a duplicate, and never of which: that one may be another’s', () => {
    const duplicate = ask('MarkDuplicate', {
      reference: REFERENCE,
      of: 'AAA-BBB-CCC1',
      facts: { original: 'a-case' },
    });
    const { told } = tellingsOf(after(raise(), forward(), duplicate, ask('UndoDuplicate', {})));
    expect(told.flat().slice(1).map(inShort)).toEqual([
      ['highways', 'duplicate-found.v1'],
      ['highways', 'duplicate-revoked.v1'],
    ]);
    expect(JSON.stringify(told)).not.toContain('AAA-BBB-CCC1');
  });

  it('is told how many other cases are answered with its own, and never which', () => {
    const joined = ask('AddFollowers', { references: ['AAA-BBB-CCC1', 'DDD-EEE-FFF1'] });
    const left = ask('RemoveFollowers', { references: ['AAA-BBB-CCC1'] });
    const { told } = tellingsOf(after(raise(), forward(), joined, left));
    const counts = told
      .flat()
      .slice(1)
      .map(({ told: { data } }) => (data as { followers?: number }).followers);
    expect(counts).toEqual([1, 2, 1]);
    expect(JSON.stringify(told)).not.toMatch(/AAA-BBB-CCC1|DDD-EEE-FFF1/);
  });

  it('is told nothing of what the customer thought of it', () => {
    const feedback = ask('GiveFeedback', { scores: { timeliness: 1 }, overall: 1 });
    expect(toldOf(raise(), forward(), resolve(), feedback)).toEqual([]);
  });

  it('is told where every target stands after what moved one', () => {
    const { told } = tellingsOf(
      after(
        raise(),
        forward(),
        ask('PauseClock', { reason: 'weather', basis: 'x' }),
        at('2026-06-03T10:30:00.000Z', ask('ResumeClock', {})),
        at('2026-06-04T10:30:00.000Z', resolve()),
      ),
    );
    const targets = told.flat().map(({ told: { data } }) => ('targets' in data ? data.targets : undefined));
    expect(targets).toEqual([
      [{ target: 'resolve', due: '2026-06-08T22:59:59.999Z', paused: false, basis: 'policy' }],
      [{ target: 'resolve', paused: true, basis: 'policy' }],
      [{ target: 'resolve', due: '2026-06-10T22:59:59.999Z', paused: false, basis: 'policy' }],
      [
        {
          target: 'resolve',
          due: '2026-06-10T22:59:59.999Z',
          reached: '2026-06-04T10:30:00.000Z',
          paused: false,
          basis: 'policy',
        },
      ],
    ]);
  });
});

describe('bank holidays that are published anew', () => {
  const calendars = [catalogue, catalogueWith('2026-06-05')] as const;

  it('move the dates of a case whose clock runs, and its holder is told', () => {
    const { followed } = tellingsOf(after(raise(), forward()));
    expect(tellOfCalendars(REFERENCE, followed, calendars)).toEqual([
      {
        department: 'highways',
        told: {
          type: 'guildhall.case.targets-moved.v1',
          data: {
            href,
            targets: [{ target: 'resolve', due: '2026-06-09T22:59:59.999Z', paused: false, basis: 'policy' }],
          },
        },
      },
    ]);
  });

  it('do not move what is over, and nobody is told of a case that nobody holds', () => {
    for (const commands of [[raise(), forward(), resolve()], [raise()], [raise(), forward(), sentBack]]) {
      const { followed } = tellingsOf(after(...commands));
      expect(tellOfCalendars(REFERENCE, followed, calendars)).toEqual([]);
    }
  });

  it('that fall on other days move nothing', () => {
    const { followed } = tellingsOf(after(raise(), forward()));
    expect(tellOfCalendars(REFERENCE, followed, [catalogue, catalogueWith('2026-09-01')])).toEqual([]);
  });
});

describe('whatever happens to a case', () => {
  /** The events of a sequence, what the rules refuse left out. */
  const historyOf = (commands: CaseCommand[]): CaseEvent[] => {
    const events: CaseEvent[] = [];
    for (const command of commands) {
      const state = fold(caseDecider.evolve, caseDecider.initial, events);
      const decision = caseDecider.decide(command, state);
      if (!(decision instanceof Rejection)) events.push(...decision);
    }
    return events;
  };

  it('only who holds it then is told, and who hands it over that it has left', () => {
    fc.assert(
      fc.property(anySequence, (commands) => {
        const events = historyOf(commands);
        const { told } = tellingsOf(events);
        let holder: string | undefined;
        events.forEach((event, index) => {
          const before = holder;
          if (event.type === 'ForwardedToDepartment') holder = event.data.department;
          if (event.type === 'ReturnedByDepartment') holder = undefined;
          const handedOver = before !== holder;
          const types = (department: string | undefined) =>
            (told[index] ?? []).filter((one) => one.department === department).map(inShort);
          for (const { department } of told[index] ?? []) expect([before, holder]).toContain(department);
          if (!handedOver) return;
          if (before) expect(types(before)).toEqual([[before, 'left.v1']]);
          if (holder) expect(types(holder)).toEqual([[holder, 'received.v1']]);
        });
      }),
      { numRuns: 300 },
    );
  });

  it('what is told is in the contract, and all of it is', () => {
    fc.assert(
      fc.property(anySequence, (commands) => {
        for (const { told } of tellingsOf(historyOf(commands)).told.flat()) {
          expect(JSON.parse(JSON.stringify(checkTold(told)))).toEqual(JSON.parse(JSON.stringify(told)));
        }
      }),
    );
  });

  it('everything that a department can be told is told of something', () => {
    const changes = after(raise(), forward(), forward('highways', 'traffic'), housing());
    const histories = Object.values(caseEvents).map(({ name, example }) => [
      ...changes,
      { type: name, data: example } as CaseEvent,
    ]);
    const told = histories.flatMap((history) => tellingsOf(history).told.flat());
    const types = new Set(told.map((telling) => telling.told.type));
    expect([...types, TargetsMoved.type].sort()).toEqual([...departmentEventTypes.keys()].sort());
  });
});

describe('what is personal', () => {
  it('does not get out even where the log held it in the clear', () => {
    const begun = after(raise(), forward()).slice(0, 2);
    const leaks = Object.values(caseEvents).flatMap((type) => {
      const example = { type: type.name, data: type.example } as CaseEvent;
      const history = type.name === 'QueryRaised' ? [example, ...begun.slice(1)] : [...begun, example];
      const personal = Object.entries(type.example)
        .filter(([field]) => [...type.personalFields, 'customerId', 'source'].includes(field))
        .map(([, value]) => JSON.stringify(value));
      const told = JSON.stringify(tellingsOf(history).told);
      return personal.filter((value) => told.includes(value)).map((value) => `${type.name}: ${value}`);
    });
    expect(leaks).toEqual([]);
  });
});
