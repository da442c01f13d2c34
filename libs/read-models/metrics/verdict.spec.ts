import { sql } from 'kysely';
import type { CaseCommand } from '../../domain/case/case-commands';
import { defaultCatalogue } from '../../domain/catalogue/default-catalogue';
import type { Database } from '../../platform/database/databases';
import { ask, at, forward, raise } from '../../testing/case-builders';
import { LogBuilder } from '../../testing/log-builder';
import { onEachEngine } from '../../testing/on-each-engine';
import { measures, turningPoints } from './measures';
import { metricsProjection } from './metrics.projection';
import { casesBehind, metrics } from './metrics.query';
import { at as atTheMoment, basisOf, countedMeasures } from './verdict';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const on = (day: number, hour = 10): string => new Date(Date.UTC(2026, 5, day, hour)).toISOString();
const resolve = (day: number): CaseCommand => ask('Resolve', { outcome: 'fixed' }, on(day));
const plan = ask('ScheduleAction', { actionId: 'visit', what: 'Mend it', when: { day: '2026-06-04' } }, on(1, 11)); // prettier-ignore
const visit = (day: number): CaseCommand =>
  ask('RecordAction', { actionId: 'visit', outcome: 'done' }, on(day));
const reopen = (day: number): CaseCommand =>
  ask('Reopen', { by: 'customer', reason: 'Dark again.' }, on(day));

/** Cases that count for something else when a date passes, and some that never do. */
const cases: CaseCommand[][] = [
  [raise()],
  [raise(), ask('AcknowledgeQuery', { reference: 'A', channel: 'email', promised: [] }, on(2))],
  [raise(), at(on(1, 12), forward()), plan],
  [raise(), plan, visit(4), resolve(5)],
  [raise(), plan, visit(5), resolve(9), ask('Close', { reason: 'resolved' }, on(9, 11))],
  [raise(), resolve(3), reopen(6)],
  [raise(), resolve(3), reopen(6), resolve(12)],
  [raise(), ask('Withdraw', { by: 'customer' }, on(2))],
  [raise(), ask('PauseClock', { reason: 'weather', basis: 'storm' }, on(2))],
  [raise({ standard: undefined }), resolve(2)],
];

describe('a measure', () => {
  it('compares with now nothing but what its cases are said to turn at', () => {
    const compared = measures
      .flatMap((measure) => Object.values(measure).map(String))
      .flatMap((text) => [
        ...text.matchAll(/(\w+) <=? :now/g),
        ...text.matchAll(/(\w+) >=? :now/g),
        ...text.matchAll(/(\w+) < coalesce\(\w+, :now\)/g),
        ...text.matchAll(/coalesce\([\w, ]+, :now\) > (\w+)/g),
      ])
      .map(([, column]) => column);
    const mentions = measures
      .flatMap((measure) => (measure.kind === 'duration' ? [measure.of] : Object.values(measure).map(String)))
      .flatMap((text) => [...text.matchAll(/:now/g)]);
    expect(compared).toHaveLength(mentions.length);
    expect(new Set(compared)).toEqual(new Set(Object.keys(turningPoints)));
  });
});

onEachEngine((engine) => {
  let log: LogBuilder;
  beforeEach(async () => {
    const { databases } = await engine.place();
    log = await LogBuilder.open(defaultCatalogue(), databases);
    for (const commands of cases) await log.aCase(...commands);
  });
  afterEach(() => log.dispose());

  it('figures are what the conditions of each measure say, at any moment and just before and after every date', async () => {
    await log.ask(metricsProjection, async (db) => {
      for (const now of await momentsAround(db)) {
        const [all] = await metrics(db, { now });
        for (const measure of countedMeasures) {
          const { value, numerator = value, denominator } = all?.figures[measure.name] ?? { value: null };
          const place = `${measure.name} at ${new Date(now).toISOString()}`;
          expect([place, numerator, denominator]).toEqual([place, ...(await counted(db, measure, now))]);
          const behind = await casesBehind(db, { now, measure, counted: true, limit: 100 });
          const condition = `(${basisOf(measure)}) and (${measure.counts})`;
          expect([place, behind.length]).toEqual([place, await count(db, atTheMoment(now, condition))]);
        }
      }
    });
  });

  /** A millisecond before, at and after every date of every case. */
  async function momentsAround(db: Database): Promise<number[]> {
    const rows = await db.selectFrom('case_facts').selectAll().execute();
    const moments = rows.flatMap((row) =>
      Object.entries(turningPoints).flatMap(([column, later]) => {
        const instant = row[column];
        return instant == null ? [] : [-1, 0, 1].map((step) => Number(instant) + later + step);
      }),
    );
    return [...new Set([...moments, Date.parse(on(1)), Date.parse(on(1)) + 365 * DAY])];
  }

  /** Without verdicts: every row is asked. */
  async function counted(
    db: Database,
    measure: (typeof countedMeasures)[number],
    now: number,
  ): Promise<(number | undefined)[]> {
    const of = atTheMoment(now, basisOf(measure));
    if (measure.kind === 'ratio') {
      return [
        await sum(db, of, atTheMoment(now, measure.sum)),
        await sum(db, of, atTheMoment(now, measure.over)),
      ];
    }
    const counts = await count(db, `(${of}) and (${atTheMoment(now, measure.counts)})`);
    return [counts, measure.kind === 'tally' ? undefined : await count(db, of)];
  }

  const count = (db: Database, condition: string): Promise<number> => sum(db, condition, '1');

  async function sum(db: Database, condition: string, value: string): Promise<number> {
    const { rows } = await sql<{ total: number | null }>`
      select sum(case when ${sql.raw(condition)} then ${sql.raw(value)} else 0 end) as total
      from case_facts where status <> 'duplicate'`.execute(db);
    return Number(rows[0]?.total ?? 0);
  }
});
