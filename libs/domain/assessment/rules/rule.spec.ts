import fc from 'fast-check';
import type { AnsweredFigure, AnsweredGroup, FigureQuestion } from '../figures';
import { keyOf } from '../suggested-score';
import { asks, judge, type Rule, ruleSchema } from './rule';
import type { Evidence, Finding } from './rule-kind';
import { scoreOf, scoreOfFigure } from './thresholds';

/** 50 of 80, with an interval of ten points to either side. */
const share = (value: number, denominator = 80, spread = 10): AnsweredFigure => ({
  value,
  numerator: Math.round((value * denominator) / 100),
  denominator,
  interval: { low: Math.max(0, value - spread), high: Math.min(100, value + spread) },
});

const on = (question: FigureQuestion, ...groups: AnsweredGroup[]): [string, AnsweredGroup[]] => [
  keyOf(question),
  groups,
];
const all = (figures: AnsweredGroup['figures']): AnsweredGroup => ({ figures });

/** What a rule finds, of which it reads nothing that it has not asked for. */
function found(
  written: unknown,
  answers: [string, AnsweredGroup[]][],
  evidence: Partial<Evidence> = {},
): Finding {
  const rule = ruleSchema.parse(written);
  const asked = new Set(asks(rule).map(keyOf));
  return judge(rule, {
    figures: (question) => {
      expect(asked).toContain(keyOf(question));
      return new Map(answers).get(keyOf(question)) ?? [];
    },
    published: { services: [], channels: [] },
    attached: 0,
    fewest: 10,
    titleOf: (measure) => measure,
    ...evidence,
  });
}

describe('a figure', () => {
  const rule = {
    kind: 'figure',
    measure: 'resolved-within-standard',
    partial: 60,
    compliant: 80,
    plus: 95,
  };
  const finding = (figure: AnsweredFigure, changes: object = {}) =>
    found({ ...rule, ...changes }, [on({}, all({ 'resolved-within-standard': figure }))]);

  it.each([
    [97, 'compliance-plus'],
    [90, 'compliant'],
    [70, 'partially-compliant'],
    [40, 'not-compliant'],
  ])('of %d %% with a narrow interval suggests %s', (value, verdict) =>
    expect(finding(share(value, 5_000, 1)).verdict).toBe(verdict),
  );

  it('tells the figure, what it was worked out from and the thresholds', () =>
    expect(finding(share(90, 5_000, 1)).reason).toBe(
      'resolved-within-standard: 90 % (4,500 of 5,000; 95 % interval 89 % to 91 %). Compliant from 80 %, compliance plus from 95 %.',
    ));

  it('of a small sample is not scored up, and says why', () => {
    const { verdict, reason } = finding(share(100, 12, 25));
    expect(verdict).toBe('partially-compliant');
    expect(reason).toContain('The interval does not settle it');
  });

  it('of a small sample is not scored down either', () =>
    expect(finding(share(70, 12, 25)).verdict).toBe('partially-compliant'));

  it('of fewer than ten says nothing, not even how many, lest it lead to somebody', () =>
    expect(finding(share(100, 9))).toMatchObject({
      verdict: 'not-measured',
      reason: 'resolved-within-standard: fewer than 10 are too few to say anything.',
    }));

  it('of nothing says nothing, unless that is good', () => {
    const none = { value: null, numerator: 0, denominator: 0 };
    expect(finding(none).verdict).toBe('not-measured');
    expect(finding(none, { ifNone: 'compliant' }).verdict).toBe('compliant');
  });

  it('that gets better as it falls is judged by the upper end of its interval', () => {
    const lower = { better: 'lower', partial: 30, compliant: 20, plus: 10 };
    expect(finding(share(15, 80, 4), lower).verdict).toBe('compliant');
    expect(finding(share(15, 80, 6), lower).verdict).toBe('partially-compliant');
    expect(finding(share(15, 80, 30), lower).verdict).toBe('partially-compliant');
    expect(finding(share(45, 80, 3), lower).verdict).toBe('not-compliant');
  });

  it('that is a count is judged as it stands', () =>
    expect(
      found({ kind: 'figure', measure: 'cases', where: { kind: 'compliment' }, partial: 1, compliant: 10 }, [
        on({ where: { kind: 'compliment' } }, all({ cases: { value: 3 } })),
      ]),
    ).toMatchObject({ verdict: 'partially-compliant', source: { where: { kind: 'compliment' } } }));

  it('never suggests more than its own value reaches, nor more for a wider interval', () =>
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 100, noNaN: true }),
        fc.double({ min: 0, max: 50, noNaN: true }),
        fc.double({ min: 0, max: 50, noNaN: true }),
        (value, one, more) => {
          const limits = { partial: 60, compliant: 80, plus: 95 };
          const rank = (spread: number): number => {
            const scored = scoreOfFigure({ ...share(value, 80, spread), value }, limits);
            return ['not-compliant', 'partially-compliant', 'compliant', 'compliance-plus'].indexOf(scored);
          };
          expect(rank(one + more)).toBeLessThanOrEqual(rank(one));
          expect(scoreOfFigure({ value }, limits)).toBe(scoreOf(value, limits));
        },
      ),
    ));
});

describe('a trend', () => {
  const rule = { kind: 'trend', measure: 'satisfied-overall', partial: -5, compliant: 0, plus: 3 };
  const finding = (now: AnsweredFigure, before: AnsweredFigure, changes: object = {}) =>
    found({ ...rule, ...changes }, [
      on({}, all({ 'satisfied-overall': now })),
      on({ before: true }, all({ 'satisfied-overall': before })),
    ]);

  it('that rises beyond chance suggests compliance plus', () =>
    expect(finding(share(80, 900, 2), share(70, 900, 2)).verdict).toBe('compliance-plus'));
  it('that rises within chance does not', () => {
    const { verdict, reason } = finding(share(80, 80, 8), share(75, 80, 8));
    expect(verdict).toBe('compliant');
    expect(reason).toContain('it may be chance');
  });
  it('that falls suggests less', () => {
    expect(finding(share(76, 900, 1), share(80, 900, 1)).verdict).toBe('partially-compliant');
    expect(finding(share(70, 900, 1), share(80, 900, 1)).verdict).toBe('not-compliant');
  });
  it('of what gets better as it falls is turned round', () =>
    expect(finding(share(10, 900, 1), share(20, 900, 1), { improves: 'falling' }).verdict).toBe(
      'compliance-plus',
    ));
  it('needs a period before', () =>
    expect(finding(share(80, 900, 1), { value: null, denominator: 0 }).verdict).toBe('not-measured'));
});

describe('a figure below one', () => {
  it('is told from nothing', () => {
    const handOffs = { value: 0.0204, numerator: 165, denominator: 8_100 };
    const { reason } = found(
      { kind: 'figure', measure: 'hand-offs', better: 'lower', partial: 1, compliant: 0.5 },
      [on({}, all({ 'hand-offs': handOffs }))],
    );
    expect(reason).toContain('hand-offs: 0.02 (over 8,100 cases)');
  });
});

describe('parity', () => {
  const rule = {
    kind: 'parity',
    measure: 'resolved-within-standard',
    by: 'ward',
    partial: 20,
    compliant: 10,
    plus: 5,
  };
  const ward = (group: string | null, figure: AnsweredFigure): AnsweredGroup => ({
    group,
    figures: { 'resolved-within-standard': figure },
  });
  const finding = (...wards: AnsweredGroup[]) =>
    found(rule, [
      on({}, all({ 'resolved-within-standard': share(90, 2_000, 1) })),
      on({ by: 'ward' }, ...wards),
    ]);

  it('is broken by a ward that lies behind by more than chance', () => {
    const { verdict, reason } = finding(
      ward('Hartburn', share(75, 400, 4)),
      ward('Norton', share(92, 400, 3)),
    );
    expect(verdict).toBe('partially-compliant');
    expect(reason).toContain('Hartburn lies furthest behind, with 75 % of 400: 15 points');
  });
  it('is not broken by a gap that may be chance', () =>
    expect(finding(ward('Hartburn', share(75, 20, 19)), ward('Norton', share(92, 400, 3))).verdict).toBe(
      'compliance-plus',
    ));
  it('of ten wards is not broken by one that would stand out between two, and says how they were compared', () => {
    const behind = ward('Hartburn', share(80, 60));
    const others = Array.from({ length: 9 }, (_, index) => ward(`Ward ${index}`, share(91, 400, 3)));
    expect(finding(behind, ...others.slice(0, 1)).reason).toContain('Hartburn lies furthest behind');
    const { verdict, reason } = finding(behind, ...others);
    expect(verdict).toBe('compliance-plus');
    expect(reason).toContain(
      'of 10 groups no group lies behind by more than chance. Each is compared at 5 % divided by 10',
    );
  });
  it('leaves out wards of few cases, and says so', () => {
    const { verdict, reason } = finding(
      ward('Hartburn', share(0, 9, 1)),
      ward('Norton', share(92, 400, 3)),
      ward('Parkfield', share(89, 400, 3)),
    );
    expect(verdict).toBe('compliance-plus');
    expect(reason).toContain('1 with fewer than 10 cases are left out');
  });
  it('is not seen in one ward, nor in cases of no known ward', () =>
    expect(finding(ward('Norton', share(92, 400, 3)), ward(null, share(10, 400, 3))).verdict).toBe(
      'not-measured',
    ));
});

describe('coverage', () => {
  const rule = {
    kind: 'coverage',
    measure: 'satisfied-overall',
    by: 'service',
    partial: 40,
    compliant: 70,
    plus: 90,
  };
  const service = (group: string, cases: number, answers: number): AnsweredGroup => ({
    group,
    figures: { cases: { value: cases }, 'satisfied-overall': share(80, answers) },
  });

  it('is the share of the larger services of which we know', () =>
    expect(
      found(rule, [
        on(
          { by: 'service' },
          service('pothole', 500, 40),
          service('missed-bin', 300, 9),
          service('graffiti', 3, 0),
        ),
      ]),
    ).toMatchObject({
      verdict: 'partially-compliant',
      reason: expect.stringContaining('for 1 of the 2') as string,
    }));
  it('is not measured without cases', () =>
    expect(found(rule, [on({ by: 'service' }, service('graffiti', 3, 0))]).verdict).toBe('not-measured'));
});

describe('what customers are asked', () => {
  const rule = {
    kind: 'asked',
    measures: ['satisfied-delivery', 'satisfied-information'],
    partial: 1,
    compliant: 2,
  };
  const finding = (delivery: number, information: number) =>
    found(rule, [
      on(
        {},
        all({ 'satisfied-delivery': share(80, delivery), 'satisfied-information': share(80, information) }),
      ),
    ]);

  it('counts where there are answers enough', () => {
    expect(finding(40, 40).verdict).toBe('compliant');
    expect(finding(40, 9)).toMatchObject({
      verdict: 'partially-compliant',
      reason: expect.stringContaining('too few: satisfied-information') as string,
    });
  });
  it('is not measured without any answer', () => expect(finding(0, 0).verdict).toBe('not-measured'));
});

describe('a range', () => {
  const rule = { kind: 'range', by: 'channel', share: 10, partial: 1, compliant: 2, plus: 3 };
  const channel = (group: string | null, cases: number): AnsweredGroup => ({
    group,
    figures: { cases: { value: cases } },
  });

  it('counts the channels that customers really use', () =>
    expect(
      found(rule, [on({ by: 'channel' }, channel('phone', 60), channel('online', 30), channel('post', 1))]),
    ).toMatchObject({
      verdict: 'compliant',
      reason: expect.stringContaining('phone 65.9 %, online 33 %') as string,
    }));
  it('does not count what is not known', () =>
    expect(found(rule, [on({ by: 'channel' }, channel('unknown', 60), channel(null, 30))]).verdict).toBe(
      'not-measured',
    ));
});

describe('what is known', () => {
  const rule = { kind: 'known', by: 'ward', partial: 50, compliant: 80, plus: 95 };
  const ward = (group: string | null, cases: number): AnsweredGroup => ({
    group,
    figures: { cases: { value: cases } },
  });

  it('is the share of cases that say it', () =>
    expect(found(rule, [on({ by: 'ward' }, ward('Norton', 60), ward(null, 30))])).toMatchObject({
      verdict: 'partially-compliant',
      reason: expect.stringContaining('60 of 90 cases (66.7 %)') as string,
    }));
  it('is not measured over few cases', () =>
    expect(found(rule, [on({ by: 'ward' }, ward('Norton', 9))]).verdict).toBe('not-measured'));
});

describe('dips', () => {
  const rule = { kind: 'dips', measure: 'resolved-within-standard' };
  const months = (...shares: number[]) =>
    on(
      { by: 'month' },
      ...shares.map((value, index) => ({
        group: `2026-0${index + 1}`,
        figures: { 'resolved-within-standard': share(value, 100) },
      })),
    );

  it('are none where every month is within its control limits', () =>
    expect(found(rule, [months(90, 88, 91, 92, 89, 90)]).verdict).toBe('compliant'));
  // The mean is 82.5 %, three standard errors of 100 cases are 11.4 points: the limit is 71.1 %.
  it('are to be explained', () =>
    expect(found(rule, [months(90, 88, 91, 92, 71, 63)])).toMatchObject({
      verdict: 'partially-compliant',
      reason: expect.stringContaining('2026-05 71 %, 2026-06 63 %') as string,
    }));
  it('that are explained are a person’s to judge', () =>
    expect(found(rule, [months(90, 88, 91, 92, 71, 63)], { attached: 1 }).verdict).toBe('yours-to-judge'));
  it('are not seen in fewer than six months', () =>
    expect(found(rule, [months(90, 88, 10)]).verdict).toBe('not-measured'));
});

describe('the catalogue', () => {
  const rule = { kind: 'catalogue', of: 'services-with-a-standard', partial: 40, compliant: 90, plus: 100 };
  const services = [
    { name: 'Pothole', hasStandard: true, isDescribed: true },
    { name: 'Graffiti', hasStandard: false, isDescribed: false },
  ];

  it('names what is wanting', () =>
    expect(found(rule, [], { published: { services, channels: [] } })).toMatchObject({
      verdict: 'partially-compliant',
      reason: expect.stringContaining('Without: Graffiti.') as string,
    }));
  it('of a department without services says nothing', () =>
    expect(found(rule, []).verdict).toBe('not-measured'));
});

describe('what has to be attached', () => {
  const rule = { kind: 'attached', what: 'where it was published' };

  it('is asked for', () =>
    expect(found(rule, [])).toEqual({
      verdict: 'partially-compliant',
      reason: 'Nothing is attached yet that shows where it was published.',
    }));
  it('is a person’s to judge', () => expect(found(rule, [], { attached: 2 }).verdict).toBe('yours-to-judge'));
});

describe('a rule as it is written', () => {
  const fault = (rule: Record<string, unknown>): string =>
    ruleSchema
      .safeParse(rule)
      .error?.issues.map(({ path }) => path.join('.'))
      .join() ?? '';
  const figure = { kind: 'figure', measure: 'cases', partial: 60, compliant: 80 } satisfies Partial<Rule>;

  it('is accepted when it is right', () => expect(fault(figure)).toBe(''));
  it.each([
    ['measure', { ...figure, measure: 'happiness' }],
    ['compliant', { ...figure, compliant: 50 }],
    ['plus', { ...figure, plus: 70 }],
    ['compliant', { ...figure, better: 'lower' }],
    ['kind', { ...figure, kind: 'guess' }],
    ['where', { ...figure, where: { age: '60' } }],
  ])('names the fault in %s', (field, rule) => expect(fault(rule)).toMatch(new RegExp(`^${field}`)));
});
