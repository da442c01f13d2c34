import { type z } from 'zod';
import { calendarFrom } from './calendar';
import { type Explanation, explainTarget } from './explain-target';
import { fromLondon } from './london-time';
import { standardSchema, type TargetPolicy, type targetPolicySchema } from './standard';
import { type TargetFacts } from './target';

const calendar = calendarFrom(
  [
    {
      division: 'england-and-wales',
      holidays: [
        { date: '2026-04-03', title: 'Good Friday' },
        { date: '2026-05-04', title: 'Early May bank holiday' },
      ],
    },
  ],
  'england-and-wales',
);

function explain(
  policy: Partial<z.input<typeof targetPolicySchema>> & Pick<z.input<typeof targetPolicySchema>, 'within'>,
  startedAt: number | undefined,
  facts: Partial<TargetFacts> = {},
): Explanation {
  const standard = standardSchema.parse({
    code: 'example',
    name: 'Example',
    calendar: 'england-and-wales',
    openingHours: {
      mon: ['09:00', '17:00'],
      tue: ['09:00', '17:00'],
      thu: ['09:00', '17:00'],
      fri: ['09:00', '17:00'],
    },
    targets: [{ target: 'respond', ...policy }],
  });
  return explainTarget(standard.targets[0] as TargetPolicy, standard, calendar, {
    startedAt,
    pauses: [],
    ...facts,
  });
}

function lines({ days }: Explanation): string[] {
  return days.map(({ date, why }) => `${date} ${why}`);
}

const noon = 12 * 60;

describe('the explanation of a target in days', () => {
  it('goes day by day, saying which count and why others do not', () => {
    const explanation = explain(
      { within: { amount: 3, unit: 'working-days' } },
      fromLondon('2026-04-30', noon),
    );
    expect(lines(explanation)).toEqual([
      '2026-04-30 the day your query arrived',
      '2026-05-01 working day 1 of 3',
      '2026-05-02 Saturday',
      '2026-05-03 Sunday',
      '2026-05-04 Early May bank holiday',
      '2026-05-05 working day 2 of 3',
      '2026-05-06 Wednesday, when we are closed',
      '2026-05-07 working day 3 of 3',
    ]);
    expect(explanation.days.flatMap(({ counted, number }) => (counted ? [number] : []))).toEqual([1, 2, 3]);
    expect(explanation.conclusion).toBe('due by the end of Thursday 7 May 2026');
  });

  it('says when the clock stopped and started again', () => {
    const pauses = [{ from: fromLondon('2026-04-27', noon), to: fromLondon('2026-04-30', noon) }];
    const explanation = explain({ within: { amount: 2, unit: 'working-days' } }, fromLondon('2026-04-24'), {
      pauses,
    });
    expect(lines(explanation)).toEqual([
      '2026-04-24 the day your query arrived',
      '2026-04-25 Saturday',
      '2026-04-26 Sunday',
      '2026-04-27 working day 1 of 2',
      '2026-04-28 paused: the clock stopped on 27 April 2026 and started again on 30 April 2026',
      '2026-04-29 Wednesday, when we are closed',
      '2026-04-30 paused: the clock stopped on 27 April 2026 and started again on 30 April 2026',
      '2026-05-01 working day 2 of 2',
    ]);
  });

  it('goes as far as an open pause and says what is left', () => {
    const pauses = [{ from: fromLondon('2026-04-27', noon) }];
    const explanation = explain({ within: { amount: 2, unit: 'working-days' } }, fromLondon('2026-04-24'), {
      pauses,
    });
    expect(explanation.days.at(-1)?.date).toBe('2026-04-27');
    expect(explanation.conclusion).toBe(
      'paused since 27 April 2026, with 1 working day left when the clock starts again',
    );
  });

  it('says that a pause saved the last day', () => {
    const pauses = [{ from: fromLondon('2026-04-27', noon), to: fromLondon('2026-04-28', noon) }];
    const explanation = explain({ within: { amount: 1, unit: 'working-days' } }, fromLondon('2026-04-24'), {
      pauses,
    });
    expect(lines(explanation).slice(-2)).toEqual([
      '2026-04-27 paused: the clock stood still when the last day ended, so the day is given back',
      '2026-04-28 working day 1 of 1',
    ]);
  });

  it('says which days are in the extension', () => {
    const policy = { within: { amount: 1, unit: 'calendar-days' }, extension: { atMost: 1 } } as const;
    const explanation = explain(policy, fromLondon('2026-05-02'), { extension: 5 });
    expect(lines(explanation)).toEqual([
      '2026-05-02 the day your query arrived',
      '2026-05-03 day 1 of 2',
      '2026-05-04 day 2 of 2, in the extension',
    ]);
  });

  it('says when no bank holidays are published for the year', () => {
    const explanation = explain({ within: { amount: 1, unit: 'working-days' } }, fromLondon('2031-05-05'));
    expect(lines(explanation).at(-1)).toBe(
      '2031-05-06 working day 1 of 1 (no bank holidays are published for 2031)',
    );
  });

  it('counts a complaint from its acknowledgement, and says so', () => {
    const policy = { within: { amount: 1, unit: 'working-days' }, from: 'acknowledged' } as const;
    expect(lines(explain(policy, fromLondon('2026-05-07')))[0]).toBe(
      '2026-05-07 the day your query was acknowledged',
    );
    expect(lines(explain(policy, fromLondon('2026-05-07'), { startedUnacknowledged: true }))[0]).toBe(
      '2026-05-07 the day the time to acknowledge your query was over',
    );
    expect(explain(policy, undefined)).toEqual({
      result: { state: 'not-started' },
      days: [],
      conclusion: 'not due yet: the clock starts when your query is acknowledged',
    });
  });

  it('names the closing time when that ends the last day', () => {
    const policy = { within: { amount: 1, unit: 'working-days' }, ends: 'close-of-business' } as const;
    expect(explain(policy, fromLondon('2026-05-07')).conclusion).toBe('due by 17:00 on Friday 8 May 2026');
  });
});

describe('the explanation of a target in hours', () => {
  const within = { amount: 12, unit: 'working-hours' } as const;

  it('says how much each day added', () => {
    const explanation = explain({ within }, fromLondon('2026-05-01', 15 * 60 + 30));
    expect(lines(explanation)).toEqual([
      '2026-05-01 1 hour 30 minutes: 1 hour 30 minutes of 12 working hours',
      '2026-05-02 Saturday',
      '2026-05-03 Sunday',
      '2026-05-04 Early May bank holiday',
      '2026-05-05 8 hours: 9 hours 30 minutes of 12 working hours',
      '2026-05-06 Wednesday, when we are closed',
      '2026-05-07 2 hours 30 minutes: 12 hours of 12 working hours',
    ]);
    expect(explanation.days.map(({ minutes }) => minutes)).toEqual([90, 0, 0, 0, 480, 0, 150]);
    expect(explanation.conclusion).toBe('due by 11:30 on Thursday 7 May 2026');
  });

  it('says that a query came after closing time', () => {
    expect(lines(explain({ within }, fromLondon('2026-05-05', 18 * 60)))[0]).toBe(
      '2026-05-05 your query arrived after closing time',
    );
  });

  it('says what a pause took', () => {
    const pauses = [{ from: fromLondon('2026-05-05', noon), to: fromLondon('2026-05-08', 10 * 60) }];
    expect(lines(explain({ within }, fromLondon('2026-05-05'), { pauses }))).toEqual([
      '2026-05-05 3 hours, less the time the clock stood still: 3 hours of 12 working hours',
      '2026-05-06 Wednesday, when we are closed',
      '2026-05-07 paused: the clock stopped on 5 May 2026 and started again on 8 May 2026',
      '2026-05-08 7 hours, less the time the clock stood still: 10 hours of 12 working hours',
      '2026-05-09 Saturday',
      '2026-05-10 Sunday',
      '2026-05-11 2 hours: 12 hours of 12 working hours',
    ]);
  });

  it('says how much time is left while a pause is open', () => {
    const pauses = [{ from: fromLondon('2026-05-05', noon) }];
    expect(explain({ within }, fromLondon('2026-05-05'), { pauses }).conclusion).toBe(
      'paused since 5 May 2026, with 9 hours left when the clock starts again',
    );
  });
});
