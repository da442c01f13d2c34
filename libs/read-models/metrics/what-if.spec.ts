import { defaultCatalogue } from '../../domain/catalogue/default-catalogue';
import { ask, raise } from '../../testing/case-builders';
import { LogBuilder } from '../../testing/log-builder';
import { faultInDraft, type WhatIf, whatIf, whatIfSchema } from './what-if';

/* Street lights that were reported on Monday 1 June 2026 at 09:30 UTC, to be mended within 5 working days. */

const NOW = Date.parse('2026-07-01T12:00:00.000Z');
const on = (day: number): string => new Date(Date.UTC(2026, 5, day, 10)).toISOString();
const mend = (day: number) => ask('Resolve', { outcome: 'fixed' }, on(day));

/** The same standard with another time to resolve. */
function draft(days: number, more: object = {}): WhatIf {
  const standard = defaultCatalogue().standards.find(({ code }) => code === 'service-request-5-days');
  const targets = standard?.targets.map((target) =>
    target.target === 'resolve' ? { ...target, within: { amount: days, unit: 'working-days' } } : target,
  );
  return whatIfSchema.parse({ standards: [{ ...standard, targets }], ...more });
}

describe('what would have been', () => {
  let log: LogBuilder;
  beforeEach(async () => (log = await LogBuilder.open()));
  afterEach(() => log.dispose());

  const answerTo = async (question: WhatIf) => {
    const { groups, ...rest } = await whatIf(log.store, question, { now: NOW });
    const figure = groups[0]?.figures['resolved-within-standard'];
    return { figure, groups, ...rest };
  };

  it('with 3 days in place of 5: of four lamps that were mended in time, two would have been late', async () => {
    for (const day of [2, 4, 5, 8, 9]) await log.aCase(raise(), mend(day));
    const { figure } = await answerTo(draft(3));
    expect(figure).toEqual({
      was: { value: 80, numerator: 4, denominator: 5 },
      wouldBe: { value: 40, numerator: 2, denominator: 5 },
    });
  });

  it('with 7 days the lamp that was late would have been in time, and nothing else changes', async () => {
    await log.aCase(raise(), mend(9));
    await log.aCase(raise({ kind: 'enquiry', standard: undefined }), mend(9));
    const { figure, groups } = await answerTo(draft(7));
    expect([figure?.was.value, figure?.wouldBe.value]).toEqual([0, 100]);
    const others = Object.entries(groups[0]?.figures ?? {}).filter(
      ([name]) => name !== 'resolved-within-standard' && name !== 'delay-told-before-due',
    );
    for (const [, { was, wouldBe }] of others) expect(wouldBe).toEqual(was);
  });

  it('is what was, with the standard as it is', async () => {
    for (const day of [2, 9]) await log.aCase(raise(), mend(day));
    const { groups } = await answerTo(draft(5));
    for (const { was, wouldBe } of Object.values(groups[0]?.figures ?? {})) expect(wouldBe).toEqual(was);
  });

  it('is cut and narrowed as the figures are', async () => {
    await log.aCase(raise(), mend(5));
    await log.aCase(raise({ channel: 'email' }), mend(2));
    const { groups } = await answerTo(draft(3, { by: 'channel' }));
    expect(
      groups.map(({ group, figures }) => [group, figures['resolved-within-standard']?.wouldBe.value]),
    ).toEqual([
      ['email', 100],
      ['phone', 0],
    ]);
    expect((await answerTo(draft(3, { where: { channel: 'email' } }))).figure?.wouldBe.denominator).toBe(1);
    expect((await answerTo(draft(3, { from: '2026-06-02' }))).groups).toEqual([]);
  });

  it('writes nothing, and says how far it is', async () => {
    await log.aCase(raise(), mend(5));
    const before = await log.store.head();
    const said: (number | undefined)[][] = [];
    const { position, events } = await whatIf(log.store, draft(3), {
      now: NOW,
      progress: (done, of) => said.push([done, of]),
    });
    expect(await log.store.head()).toBe(before);
    expect(position).toBe(before);
    expect(said.at(-1)).toEqual([events, events]);
  });

  it('stops when it is told to', async () => {
    await log.aCase(raise());
    await expect(whatIf(log.store, draft(3), { now: NOW, signal: AbortSignal.abort() })).rejects.toThrow(
      'aborted',
    );
  });

  it('is not asked of a standard that nobody was held to', async () => {
    const question = draft(3);
    const [standard] = question.standards;
    const unknown = { standards: standard ? [{ ...standard, code: 'mended-at-once' }] : [] };
    expect(faultInDraft(unknown, await log.catalogue())).toMatchObject({
      code: 'unknown-standard',
      field: 'standards.0.code',
    });
    expect(faultInDraft(question, await log.catalogue())).toBeUndefined();
  });
});
