import { type z } from 'zod';
import { type Calendar, calendarFrom } from './calendar';
import { fromLondon, toLondon } from './london-time';
import {
  type StandardDefinition,
  standardSchema,
  type TargetPolicy,
  type targetPolicySchema,
} from './standard';
import { type DueAt, dueAt, type TargetFacts } from './target';

type PolicyFile = z.input<typeof targetPolicySchema>;

const holidays: Record<string, string> = {
  '2025-12-25': 'Christmas Day',
  '2025-12-26': 'Boxing Day',
  '2026-01-01': 'New Year’s Day',
  '2026-04-03': 'Good Friday',
  '2026-04-06': 'Easter Monday',
  '2026-05-04': 'Early May bank holiday',
  '2026-05-25': 'Spring bank holiday',
  '2026-08-31': 'Summer bank holiday',
  '2026-12-25': 'Christmas Day',
  '2026-12-28': 'Boxing Day',
  '2027-01-01': 'New Year’s Day',
};
const england: Calendar = calendarFrom(
  [
    {
      division: 'england-and-wales',
      holidays: Object.entries(holidays).map(([date, title]) => ({ date, title })),
    },
  ],
  'england-and-wales',
);

function standardWith(policy: PolicyFile): StandardDefinition {
  const nineToFive: [string, string] = ['09:00', '17:00'];
  return standardSchema.parse({
    code: 'example',
    name: 'Example',
    calendar: 'england-and-wales',
    openingHours: {
      mon: nineToFive,
      tue: nineToFive,
      wed: nineToFive,
      thu: nineToFive,
      fri: nineToFive,
    },
    targets: [policy],
  });
}

/** '2026-06-01 09:30' in London. */
function at(text: string): number {
  const [date = '', time = '00:00'] = text.split(' ');
  const [hour, minute] = time.split(':');
  return fromLondon(date, Number(hour) * 60 + Number(minute));
}

function pause(from: string, to?: string): { from: number; to?: number } {
  return to === undefined ? { from: at(from) } : { from: at(from), to: at(to) };
}

function result(policy: PolicyFile, started?: string | number, facts: Partial<TargetFacts> = {}): DueAt {
  const standard = standardWith(policy);
  return dueAt(standard.targets[0] as TargetPolicy, standard, england, {
    startedAt: typeof started === 'string' ? at(started) : started,
    pauses: [],
    ...facts,
  });
}

/** When it is due, as London writes it: with seconds only when there are any. */
function due(policy: PolicyFile, started: string | number, facts: Partial<TargetFacts> = {}): string {
  const answer = result(policy, started, facts);
  if (answer.state !== 'due') return answer.state;
  const { date, millisecondOfDay } = toLondon(answer.due);
  const time = new Date(millisecondOfDay).toISOString().slice(11, 23);
  return `${date} ${time.replace(/:00\.000$/, '')}`;
}

const endOf = (date: string): string => `${date} 23:59:59.999`;

function workingDays(amount: number, more: Partial<PolicyFile> = {}): PolicyFile {
  return { target: 'respond', within: { amount, unit: 'working-days' }, ...more };
}

function workingHours(amount: number, more: Partial<PolicyFile> = {}): PolicyFile {
  return { target: 'respond', within: { amount, unit: 'working-hours' }, ...more };
}

describe('a target in working days', () => {
  it('counts from the day after the query arrived to the last moment of the last day', () => {
    expect(due(workingDays(1), '2026-06-01 10:00')).toBe(endOf('2026-06-02'));
    expect(due(workingDays(5), '2026-06-01 10:00')).toBe(endOf('2026-06-08'));
  });

  it('gives an early query and a late one on the same day the same date', () => {
    expect(due(workingDays(5), '2026-06-01 00:00')).toBe(due(workingDays(5), '2026-06-01 23:59'));
  });

  it('counts Monday first for a query that arrives on Friday, Saturday or Sunday', () => {
    expect(due(workingDays(1), '2026-06-05 16:00')).toBe(endOf('2026-06-08'));
    expect(due(workingDays(1), '2026-06-06 16:00')).toBe(endOf('2026-06-08'));
    expect(due(workingDays(1), '2026-06-07 16:00')).toBe(endOf('2026-06-08'));
  });

  it('takes the day a query arrived by the clock in London, which is an hour ahead in summer', () => {
    const lateOnMonday = Date.UTC(2026, 5, 1, 22, 59);
    const earlyOnTuesday = Date.UTC(2026, 5, 1, 23, 0);
    expect(due(workingDays(1), lateOnMonday)).toBe(endOf('2026-06-02'));
    expect(due(workingDays(1), earlyOnTuesday)).toBe(endOf('2026-06-03'));
  });

  it('passes over Christmas, Boxing Day on its substitute, and New Year', () => {
    expect(due(workingDays(5), '2026-12-23 12:00')).toBe(endOf('2027-01-04'));
  });

  it('passes over Good Friday and Easter Monday', () => {
    expect(due(workingDays(2), '2026-04-01 12:00')).toBe(endOf('2026-04-07'));
  });

  it('ends at 23:59:59.999 in London on both sides of a clock change', () => {
    expect(due(workingDays(1), '2026-03-27 12:00')).toBe(endOf('2026-03-30'));
    expect(result(workingDays(1), '2026-03-27 12:00')).toEqual({
      state: 'due',
      due: Date.UTC(2026, 2, 30, 22, 59, 59, 999),
    });
    expect(result(workingDays(1), '2026-10-23 12:00')).toEqual({
      state: 'due',
      due: Date.UTC(2026, 9, 26, 23, 59, 59, 999),
    });
  });

  it('ends at closing time when the standard says close of business', () => {
    expect(due(workingDays(1, { ends: 'close-of-business' }), '2026-06-01 10:00')).toBe('2026-06-02 17:00');
  });

  it('has not started while nothing has started it', () => {
    expect(result(workingDays(5), undefined)).toEqual({ state: 'not-started' });
  });
});

describe('an extension', () => {
  const policy = workingDays(10, { extension: { atMost: 10 } });

  it('adds days to the count', () => {
    expect(due(policy, '2026-06-01 10:00')).toBe(endOf('2026-06-15'));
    expect(due(policy, '2026-06-01 10:00', { extension: 3 })).toBe(endOf('2026-06-18'));
  });

  it('adds no more than the policy allows', () => {
    expect(due(policy, '2026-06-01 10:00', { extension: 11 })).toBe(
      due(policy, '2026-06-01 10:00', { extension: 10 }),
    );
  });

  it('adds nothing when the policy allows none', () => {
    expect(due(workingDays(10), '2026-06-01 10:00', { extension: 5 })).toBe(endOf('2026-06-15'));
  });

  it('adds hours to a target in hours', () => {
    const hours = workingHours(4, { extension: { atMost: 8 } });
    expect(due(hours, '2026-06-01 10:00', { extension: 2 })).toBe('2026-06-01 16:00');
  });
});

describe('a pause in a count of working days', () => {
  const policy = workingDays(5);
  const started = '2026-06-01 10:00';
  const withPauses = (...pauses: TargetFacts['pauses']): string => due(policy, started, { pauses });

  it('gives back the days after it began, to the day it ended', () => {
    expect(withPauses(pause('2026-06-02 15:00', '2026-06-04 09:00'))).toBe(endOf('2026-06-10'));
  });

  it('gives nothing back when it ends on the day it began', () => {
    expect(withPauses(pause('2026-06-02 09:00', '2026-06-02 17:00'))).toBe(endOf('2026-06-08'));
    expect(withPauses(pause('2026-06-02 09:00', '2026-06-02 09:00'))).toBe(endOf('2026-06-08'));
  });

  it('gives weekends and holidays back once: they were not counted anyway', () => {
    expect(withPauses(pause('2026-06-05 15:00', '2026-06-07 12:00'))).toBe(endOf('2026-06-08'));
    expect(
      due(workingDays(2), '2026-04-01 10:00', { pauses: [pause('2026-04-02 10:00', '2026-04-07 10:00')] }),
    ).toBe(endOf('2026-04-08'));
  });

  it('is not counted twice when two of them overlap', () => {
    const one = withPauses(pause('2026-06-02 09:00', '2026-06-05 09:00'));
    expect(
      withPauses(
        pause('2026-06-02 09:00', '2026-06-04 09:00'),
        pause('2026-06-03 09:00', '2026-06-05 09:00'),
      ),
    ).toBe(one);
    expect(
      withPauses(
        pause('2026-06-02 09:00', '2026-06-05 09:00'),
        pause('2026-06-03 09:00', '2026-06-04 09:00'),
      ),
    ).toBe(one);
  });

  it('before the clock started gives nothing back', () => {
    expect(withPauses(pause('2026-05-20 09:00', '2026-05-27 09:00'))).toBe(endOf('2026-06-08'));
  });

  it('after the due date gives nothing back', () => {
    expect(withPauses(pause('2026-06-09 09:00', '2026-06-12 09:00'))).toBe(endOf('2026-06-08'));
    expect(withPauses(pause('2026-06-09 09:00'))).toBe(endOf('2026-06-08'));
  });

  it('that is still open leaves no due date, but the days that remain are known', () => {
    expect(result(policy, started, { pauses: [pause('2026-06-03 12:00')] })).toEqual({
      state: 'paused',
      since: at('2026-06-03 12:00'),
      remaining: { days: 3 },
    });
  });

  it('on the last day saves it: nothing falls due while the clock stands still', () => {
    expect(result(policy, started, { pauses: [pause('2026-06-08 10:00')] })).toEqual({
      state: 'paused',
      since: at('2026-06-08 10:00'),
      remaining: { days: 1 },
    });
    expect(withPauses(pause('2026-06-08 10:00', '2026-06-09 09:00'))).toBe(endOf('2026-06-09'));
    expect(withPauses(pause('2026-06-08 10:00', '2026-06-13 09:00'))).toBe(endOf('2026-06-15'));
    expect(withPauses(pause('2026-06-08 10:00', '2026-06-08 11:00'))).toBe(endOf('2026-06-08'));
  });

  it('that begins after closing time on the last day comes too late', () => {
    const byClosing = workingDays(5, { ends: 'close-of-business' });
    expect(due(byClosing, started, { pauses: [pause('2026-06-08 17:01', '2026-06-10 09:00')] })).toBe(
      '2026-06-08 17:00',
    );
  });
});

describe('a fees notice (Freedom of Information Act 2000 s.10(2))', () => {
  const policy = workingDays(20, { pauseExcludes: 'every-day' });

  it('takes out the day it is given, the day the fee is received, and those between', () => {
    const pauses = [pause('2026-06-10 10:00', '2026-06-12 10:00')];
    expect(due(policy, '2026-06-01 10:00')).toBe(endOf('2026-06-29'));
    expect(due(policy, '2026-06-01 10:00', { pauses })).toBe(endOf('2026-07-02'));
  });

  it('paid on the day it is given takes out that day', () => {
    const pauses = [pause('2026-06-10 10:00', '2026-06-10 15:00')];
    expect(due(policy, '2026-06-01 10:00', { pauses })).toBe(endOf('2026-06-30'));
  });
});

describe('a target in calendar days', () => {
  const policy: PolicyFile = { target: 'respond', within: { amount: 3, unit: 'calendar-days' } };

  it('counts every day', () => {
    expect(due(policy, '2026-12-23 10:00')).toBe(endOf('2026-12-26'));
  });

  it('gives a pause back in days', () => {
    expect(due(policy, '2026-12-23 10:00', { pauses: [pause('2026-12-24 10:00', '2026-12-27 10:00')] })).toBe(
      endOf('2026-12-29'),
    );
  });
});

describe('a target in working hours', () => {
  it('counts opening time only, from the moment the query arrived', () => {
    expect(due(workingHours(4), '2026-06-01 10:15')).toBe('2026-06-01 14:15');
    expect(due(workingHours(4), '2026-06-01 15:00')).toBe('2026-06-02 11:00');
  });

  it('starts at the next opening for a query that arrives out of hours', () => {
    expect(due(workingHours(4), '2026-06-01 06:00')).toBe('2026-06-01 13:00');
    expect(due(workingHours(4), '2026-06-01 17:00')).toBe('2026-06-02 13:00');
    expect(due(workingHours(4), '2026-06-05 20:00')).toBe('2026-06-08 13:00');
    expect(due(workingHours(4), '2026-04-03 10:00')).toBe('2026-04-07 13:00');
  });

  it('is due at closing time when that is when the hours are up', () => {
    expect(due(workingHours(8), '2026-06-01 09:00')).toBe('2026-06-01 17:00');
  });

  it('opens at nine by the clock in London after it changes', () => {
    expect(due(workingHours(2), '2026-03-27 16:00')).toBe('2026-03-30 10:00');
    expect(due(workingHours(2), '2026-10-23 16:00')).toBe('2026-10-26 10:00');
  });

  it('gives back exactly the opening time inside a pause', () => {
    const overnight = pause('2026-06-01 16:30', '2026-06-02 09:45');
    expect(due(workingHours(8), '2026-06-01 10:00', { pauses: [overnight] })).toBe('2026-06-02 11:15');
    expect(
      due(workingHours(4), '2026-06-01 10:00', { pauses: [pause('2026-06-01 11:00', '2026-06-01 11:20')] }),
    ).toBe('2026-06-01 14:20');
  });

  it('gives nothing back for a pause while the doors are closed', () => {
    expect(
      due(workingHours(8), '2026-06-01 10:00', { pauses: [pause('2026-06-01 18:00', '2026-06-02 08:00')] }),
    ).toBe('2026-06-02 10:00');
  });

  it('gives a pause over Easter back without the holidays', () => {
    expect(
      due(workingHours(8), '2026-04-02 16:00', { pauses: [pause('2026-04-02 16:30', '2026-04-07 10:00')] }),
    ).toBe('2026-04-08 09:30');
  });

  it('knows the time that remains while a pause is open', () => {
    expect(result(workingHours(4), '2026-06-01 10:00', { pauses: [pause('2026-06-01 11:00')] })).toEqual({
      state: 'paused',
      since: at('2026-06-01 11:00'),
      remaining: { milliseconds: 3 * 3_600_000 },
    });
  });

  it('is due when its hours are up, whatever pause begins then', () => {
    expect(due(workingHours(4), '2026-06-01 10:00', { pauses: [pause('2026-06-01 14:00')] })).toBe(
      '2026-06-01 14:00',
    );
  });
});

describe('a target in hours', () => {
  const policy: PolicyFile = { target: 'respond', within: { amount: 24, unit: 'hours' } };

  it('counts day and night', () => {
    expect(due(policy, '2026-12-24 20:00')).toBe('2026-12-25 20:00');
  });

  it('counts hours that pass, not those the clock shows, over both changes', () => {
    expect(due(policy, '2026-03-28 12:00')).toBe('2026-03-29 13:00');
    expect(due(policy, '2026-10-24 12:00')).toBe('2026-10-25 11:00');
  });

  it('gives a pause back exactly', () => {
    expect(due(policy, '2026-06-01 12:00', { pauses: [pause('2026-06-01 23:00', '2026-06-02 01:30')] })).toBe(
      '2026-06-02 14:30',
    );
  });
});

describe('a standard that is never open', () => {
  it('cannot count working time', () => {
    const standard = { ...standardWith(workingDays(5)), openingHours: {} };
    expect(() =>
      dueAt(standard.targets[0] as TargetPolicy, standard, england, { startedAt: 0, pauses: [] }),
    ).toThrow('the standard example counts working-days but is never open');
  });
});

describe('a clock that started at no instant', () => {
  it('is a mistake, not an endless count', () => {
    expect(() => result(workingDays(5), NaN)).toThrow('the clock cannot have started at NaN');
  });
});
