import { calendarFrom } from './calendar';
import { fromLondon } from './london-time';
import { standardSchema } from './standard';
import { type CaseFacts, evaluateTargets, standing, type Target } from './targets-of-case';

const at = (date: string, hour = 12): number => fromLondon(date, hour * 60);
const endOf = (date: string): number => at(date, 24) - 1;

const calendar = calendarFrom([{ division: 'england-and-wales', holidays: [] }], 'england-and-wales');
const nineToFive = ['09:00', '17:00'] as [string, string];
const complaint = standardSchema.parse({
  code: 'complaint-stage-1',
  name: 'Complaint, stage 1',
  calendar: 'england-and-wales',
  openingHours: { mon: nineToFive, tue: nineToFive, wed: nineToFive, thu: nineToFive, fri: nineToFive },
  targets: [
    { target: 'acknowledge', within: { amount: 5, unit: 'working-days' } },
    {
      target: 'respond',
      within: { amount: 10, unit: 'working-days' },
      from: 'acknowledged',
      extension: { atMost: 10 },
    },
  ],
});

function targets(facts: Partial<CaseFacts> = {}): Target[] {
  return evaluateTargets({
    standard: complaint,
    calendar,
    raisedAt: at('2026-06-01'),
    pauses: [],
    extensions: {},
    ...facts,
  });
}

function standings(facts: Partial<CaseFacts>, now: number): Record<string, string> {
  return Object.fromEntries(targets(facts).map((target) => [target.target, standing(target, now)]));
}

describe('the targets of a complaint', () => {
  it('are to acknowledge it, and to answer it so many days after the date for that at the latest', () => {
    expect(targets()).toEqual([
      {
        target: 'acknowledge',
        basis: 'policy',
        due: endOf('2026-06-08'),
        reachedAt: undefined,
        paused: false,
      },
      {
        target: 'respond',
        basis: 'policy',
        due: endOf('2026-06-22'),
        reachedAt: undefined,
        paused: false,
      },
    ]);
    expect(standings({}, at('2026-06-01'))).toEqual({ acknowledge: 'running', respond: 'running' });
  });

  it('count the answer from the acknowledgement', () => {
    const facts = { acknowledgedAt: at('2026-06-03') };
    expect(targets(facts)[1]?.due).toBe(endOf('2026-06-17'));
    expect(standings(facts, at('2026-06-10'))).toEqual({ acknowledge: 'met', respond: 'running' });
  });

  it('are both missed by a complaint of 3 November 2025 that nobody acknowledged, however it ends', () => {
    const facts = { raisedAt: at('2025-11-03') };
    expect(targets(facts).map(({ due }) => due)).toEqual([endOf('2025-11-10'), endOf('2025-11-24')]);
    const overdue = { acknowledge: 'overdue', respond: 'overdue' };
    expect(standings(facts, at('2025-11-25'))).toEqual(overdue);
    const missed = { acknowledge: 'missed', respond: 'missed' };
    expect(standings({ ...facts, resolvedAt: at('2026-02-03') }, at('2026-03-01'))).toEqual(missed);
  });

  it('give nobody more time who acknowledges late', () => {
    const late = targets({ acknowledgedAt: at('2026-06-15') });
    expect(late[1]?.due).toBe(endOf('2026-06-22'));
  });

  it('count the answer from the acknowledgement alone where no date is set for that', () => {
    const standard = { ...complaint, targets: complaint.targets.slice(1) };
    expect(standings({ standard }, at('2027-01-01'))).toEqual({ respond: 'not-started' });
    expect(targets({ standard, acknowledgedAt: at('2026-06-15') })[0]?.due).toBe(endOf('2026-06-29'));
  });

  it('are extended by what was decided for each', () => {
    const facts = { acknowledgedAt: at('2026-06-03'), extensions: { acknowledge: 2, respond: 10 } };
    expect(targets(facts).map(({ due }) => due)).toEqual([endOf('2026-06-08'), endOf('2026-07-01')]);
  });

  it('are met to the last millisecond and overdue one later', () => {
    const due = endOf('2026-06-08');
    expect(standings({ acknowledgedAt: due }, at('2026-07-01')).acknowledge).toBe('met');
    expect(standings({ acknowledgedAt: due + 1 }, at('2026-07-01')).acknowledge).toBe('missed');
    expect(standings({}, due).acknowledge).toBe('running');
    expect(standings({}, due + 1).acknowledge).toBe('overdue');
  });

  it('wait while the clock stands still', () => {
    const pauses = [{ from: at('2026-06-03') }];
    expect(targets({ pauses })[0]).toEqual({
      target: 'acknowledge',
      basis: 'policy',
      due: undefined,
      reachedAt: undefined,
      paused: true,
    });
    expect(standings({ pauses }, at('2027-01-01'))).toEqual({ acknowledge: 'paused', respond: 'paused' });
  });

  it('stay overdue when the clock is stopped after the date has passed', () => {
    expect(standings({ pauses: [{ from: at('2026-06-09') }] }, at('2026-06-10')).acknowledge).toBe('overdue');
  });

  it('do not move any more once they are reached', () => {
    const reached = { acknowledgedAt: at('2026-06-03') };
    const pausedLater = { ...reached, pauses: [{ from: at('2026-06-04') }] };
    expect(targets(pausedLater)[0]).toEqual(targets(reached)[0]);
    expect(standings(pausedLater, at('2026-06-10'))).toEqual({ acknowledge: 'met', respond: 'paused' });
  });

  it('are met when they are reached while the clock stands still, and keep their date when it runs again', () => {
    const reached = { acknowledgedAt: at('2026-06-05') };
    const open = targets({ ...reached, pauses: [{ from: at('2026-06-03') }] })[0];
    const closed = targets({ ...reached, pauses: [{ from: at('2026-06-03'), to: at('2026-06-20') }] })[0];
    expect(open).toEqual(closed);
    expect(open?.due).toBe(endOf('2026-06-10'));
  });

  it('take an answer for an acknowledgement, and a resolution for an answer', () => {
    expect(standings({ resolvedAt: at('2026-06-02') }, at('2026-07-01'))).toEqual({
      acknowledge: 'met',
      respond: 'met',
    });
    expect(standings({ respondedAt: at('2026-06-10') }, at('2026-07-01'))).toEqual({
      acknowledge: 'missed',
      respond: 'met',
    });
  });
});

describe('a target carried from the source', () => {
  it('stands in the place of the policy, whatever was paused or extended', () => {
    const source = { acknowledge: at('2026-06-02') };
    const facts = { source, pauses: [{ from: at('2026-06-01', 13) }], extensions: { acknowledge: 5 } };
    expect(targets(facts)[0]).toEqual({
      target: 'acknowledge',
      basis: 'source',
      due: at('2026-06-02'),
      reachedAt: undefined,
      paused: false,
    });
    expect(targets(facts)[1]).toMatchObject({ basis: 'policy', paused: true });
    // Ten working days after the date that it came with, without our pause.
    expect(targets({ source })[1]?.due).toBe(endOf('2026-06-16'));
  });

  it('needs no standard', () => {
    const source = { resolve: at('2026-06-02') };
    expect(
      targets({ standard: undefined, calendar: undefined, source, resolvedAt: at('2026-06-01') }),
    ).toEqual([
      {
        target: 'resolve',
        basis: 'source',
        due: at('2026-06-02'),
        reachedAt: at('2026-06-01'),
        paused: false,
      },
    ]);
  });
});

describe('a case without a standard or a carried target', () => {
  it('is not measured', () => {
    expect(targets({ standard: undefined })).toEqual([]);
  });
});

describe('a standard without its calendar', () => {
  it('is a mistake, not an on-time case', () => {
    expect(() => targets({ calendar: undefined })).toThrow(
      'the standard complaint-stage-1 counts by the calendar england-and-wales, which is not here',
    );
  });
});
