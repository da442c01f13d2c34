import fc from 'fast-check';
import { defaultCatalogue } from '../../domain/catalogue/default-catalogue';
import { raise } from '../../testing/case-builders';
import { everyRow, LogBuilder } from '../../testing/log-builder';
import { onEachEngine } from '../../testing/on-each-engine';
import { timelineProjection } from './timeline.projection';
import { customerTimeline } from './timeline.query';

/** Four records, by their first digit. */
const records = [1, 2, 3, 4].map((digit) => `${digit}f1c1d1e-6b0a-4e0b-9a64-0c6a5a3f2d11`);
const [ANNE, BETTY, CLARA] = records as [string, string, string, string];
const START = Date.parse('2026-06-01T09:30:00.000Z');
const occurredAt = new Date(START).toISOString();

onEachEngine((engine) => {
  let log: LogBuilder;
  beforeEach(async () => {
    const { databases } = await engine.place();
    log = await LogBuilder.open(defaultCatalogue(), databases);
    for (const customerId of records) await register(customerId);
  });
  afterEach(() => log.dispose());

  const register = (customerId: string): Promise<void> =>
    log.customer(customerId, { type: 'RegisterCustomer', details: { name: customerId }, occurredAt });
  const merge = (customerId: string, into: string): Promise<void> =>
    log.customer(customerId, {
      type: 'MergeCustomer',
      into,
      reason: 'The same person.',
      facts: { into: 'a-customer' },
      occurredAt,
    });
  const unmerge = (customerId: string): Promise<void> =>
    log.customer(customerId, { type: 'UnmergeCustomer', occurredAt });
  let minutes = 0;
  const raiseFor = (customerId: string): Promise<string> =>
    log.aCase(raise({ customerId }, new Date(START + ++minutes * 60_000).toISOString()));

  /** Who stays, and the references of the person's cases, the latest first. */
  const timelineOf = (customerId: string) =>
    log.ask(timelineProjection, async (db) => {
      const timeline = await customerTimeline(db, customerId, { limit: 100 });
      return {
        survivor: timeline?.records[0].customerId,
        cases: timeline?.cases.map(({ reference }) => reference),
      };
    });

  it('shows the cases of both records under either id', async () => {
    const [annes, bettys] = [await raiseFor(ANNE), await raiseFor(BETTY)];
    await merge(ANNE, BETTY);
    const both = { survivor: BETTY, cases: [bettys, annes] };
    expect(await timelineOf(ANNE)).toEqual(both);
    expect(await timelineOf(BETTY)).toEqual(both);
  });

  it('shows a case that was raised later under the merged record, until it is taken back', async () => {
    await merge(ANNE, BETTY);
    const later = await raiseFor(ANNE);
    expect(await timelineOf(BETTY)).toEqual({ survivor: BETTY, cases: [later] });
    await unmerge(ANNE);
    expect(await timelineOf(BETTY)).toEqual({ survivor: BETTY, cases: [] });
    expect(await timelineOf(ANNE)).toEqual({ survivor: ANNE, cases: [later] });
  });

  it('goes along a chain, and takes back one link of it', async () => {
    const annes = await raiseFor(ANNE);
    await merge(ANNE, BETTY);
    await merge(BETTY, CLARA);
    expect(await timelineOf(ANNE)).toEqual({ survivor: CLARA, cases: [annes] });
    await unmerge(BETTY);
    expect(await timelineOf(CLARA)).toEqual({ survivor: CLARA, cases: [] });
    expect(await timelineOf(BETTY)).toEqual({ survivor: BETTY, cases: [annes] });
  });

  it('keeps the reason of a merge away from the customer’s details', async () => {
    await merge(ANNE, BETTY);
    const boxes = await log.ask(timelineProjection, async (db) => {
      const timeline = await customerTimeline(db, ANNE, { limit: 1 });
      return timeline?.records.flatMap(({ record }) => record?.boxes ?? []);
    });
    expect(await Promise.all((boxes ?? []).map((box) => log.keyring.open(box)))).toEqual([
      { name: BETTY },
      { name: ANNE },
    ]);
  });

  it('pages through the cases of several records', async () => {
    const raised: string[] = [];
    for (const customerId of [ANNE, BETTY, ANNE, BETTY, ANNE]) raised.unshift(await raiseFor(customerId));
    await merge(ANNE, BETTY);
    const seen: string[] = [];
    for (let after: string | undefined; ;) {
      const page = await log.ask(timelineProjection, (db) => customerTimeline(db, ANNE, { after, limit: 2 }));
      seen.push(...(page?.cases.map(({ reference }) => reference) ?? []));
      after = page?.next;
      if (after === undefined) break;
    }
    expect(seen).toEqual(raised);
  });

  /** Anything that happens to the four records, in an order in which it could. */
  const someRecord = fc.nat({ max: records.length - 1 });
  const anyHistory = fc.array(
    fc.oneof(
      fc.record({ does: fc.constant('merge' as const), who: someRecord, into: someRecord }),
      fc.record({ does: fc.constant('unmerge' as const), who: someRecord }),
      fc.record({ does: fc.constant('raise' as const), who: someRecord }),
    ),
    { minLength: 1, maxLength: 12 },
  );

  it('is what follows from the log, whatever was merged and taken back in whatever order', async () => {
    /** The same, worked out by hand: an arrow for each record that is merged, a list of each one's cases. */
    const arrows = new Map<string, string>();
    const cases: { reference: string; customerId: string }[] = [];
    const end = (customerId: string): string => {
      const next = arrows.get(customerId);
      return next === undefined ? customerId : end(next);
    };
    await fc.assert(
      fc.asyncProperty(anyHistory, async (history) => {
        for (const step of history) {
          const who = records[step.who] ?? '';
          if (step.does === 'raise') cases.unshift({ reference: await raiseFor(who), customerId: who });
          else if (step.does === 'unmerge') {
            await unmerge(who);
            arrows.delete(who);
          } else {
            const into = records[step.into] ?? '';
            if (arrows.has(who) || end(into) === who) continue;
            await merge(who, into);
            arrows.set(who, into);
          }
        }
        for (const customerId of records) {
          const survivor = end(customerId);
          const theirs = cases.filter((one) => end(one.customerId) === survivor);
          expect(await timelineOf(customerId)).toEqual({
            survivor,
            cases: theirs.map(({ reference }) => reference).slice(0, 100),
          });
        }
      }),
      { numRuns: 12 },
    );
    const again = await engine.place();
    await log.build({}, again.databases);
    expect(await everyRow(again.databases, [timelineProjection])).toEqual(
      await everyRow(log.readModels, [timelineProjection]),
    );
  });
});
