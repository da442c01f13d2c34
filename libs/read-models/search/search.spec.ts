import { sql } from 'kysely';
import { defaultCatalogue } from '../../domain/catalogue/default-catalogue';
import { databaseOf } from '../projection';
import { upsert } from '../../platform/database/table';
import { ask, assign, at, forward, raise, resolve } from '../../testing/case-builders';
import { LogBuilder } from '../../testing/log-builder';
import { onEachEngine } from '../../testing/on-each-engine';
import { searchProjection, searchTables } from './search.projection';
import { allWards, type CaseFilters, findCases, type SoughtBy } from './search.query';

const JOAN = '5f1c1d1e-6b0a-4e0b-9a64-0c6a5a3f2d11';
const PAGE = { limit: 10 };

onEachEngine((engine) => {
  let log: LogBuilder;
  beforeEach(async () => {
    const { databases } = await engine.place();
    log = await LogBuilder.open(defaultCatalogue(), databases);
  });
  afterEach(() => log.dispose());

  const on = (day: number): string => `2026-06-${String(day).padStart(2, '0')}T09:30:00.000Z`;
  const aCase = (service: string, ward: string, day: number, customerId?: string): Promise<string> =>
    log.aCase(raise({ service: { code: service, version: 1 }, location: { ward }, customerId }, on(day)));
  const find = (
    tiers: SoughtBy[][],
    filters: CaseFilters = {},
    page: { after?: string; limit: number } = PAGE,
  ) => log.ask(searchProjection, (db) => findCases(db, tiers, filters, page));
  const references = async (...asked: Parameters<typeof find>): Promise<string[]> =>
    (await find(...asked)).cases.map(({ reference }) => reference);

  it('finds cases by their service, their place, their customer and their reference', async () => {
    const lamp = await aCase('street-lighting-fault', 'Hartburn', 1, JOAN);
    const hole = await aCase('pothole', 'Hartburn', 2);
    expect(await references([[{ service: 'pothole' }]])).toEqual([hole]);
    expect(await references([[{ ward: 'Hartburn' }]])).toEqual([hole, lamp]);
    expect(await references([[{ customer: JOAN }]])).toEqual([lamp]);
    expect(await references([[{ references: [hole, lamp] }]])).toEqual([hole, lamp]);
    expect(await references([[{ references: [] }]])).toEqual([]);
    expect(await references([[{ ward: 'Norton West' }]])).toEqual([]);
    expect(await references([])).toEqual([]);
  });

  it('answers the better tier first, in each the latest first, and nothing twice within one', async () => {
    const first = await aCase('pothole', 'Hartburn', 1);
    const second = await aCase('street-lighting-fault', 'Hartburn', 2);
    const third = await aCase('pothole', 'Norton West', 3);
    expect(await references([[{ service: 'pothole' }], [{ service: 'street-lighting-fault' }]])).toEqual([
      third,
      first,
      second,
    ]);
    expect(await references([[{ service: 'pothole' }, { ward: 'Hartburn' }]])).toEqual([
      third,
      second,
      first,
    ]);
  });

  it('leaves out what the filters do not pass', async () => {
    const open = await aCase('pothole', 'Hartburn', 1);
    const resolved = await aCase('pothole', 'Norton West', 2);
    await log.goesOn(
      resolved as never,
      ...[forward('highways', 'road-defects'), assign(), resolve()].map((command) => at(on(3), command)),
    );
    const holes: SoughtBy[][] = [[{ service: 'pothole' }]];
    expect(await references(holes, { status: 'open' })).toEqual([open]);
    expect(await references(holes, { department: 'highways' })).toEqual([resolved]);
    expect(await references(holes, { wards: ['Hartburn', 'Fairfield'] })).toEqual([open]);
    expect(await references(holes, { ward: 'Norton West' })).toEqual([resolved]);
    expect(await references(holes, { since: Date.parse(on(2)) })).toEqual([resolved]);
    expect(await references(holes, { service: 'graffiti' })).toEqual([]);
  });

  it('finds a case by the service that it turned out to be about', async () => {
    const reference = await aCase('pothole', 'Hartburn', 1);
    const to = { kind: 'service-request', service: { code: 'graffiti', version: 1 } } as const;
    await log.goesOn(reference as never, ask('Reclassify', { to, reason: 'Painted on.' }));
    expect(await references([[{ service: 'pothole' }]])).toEqual([]);
    expect(await references([[{ service: 'graffiti' }]])).toEqual([reference]);
  });

  it('pages through the tiers without leaving out or repeating a case', async () => {
    for (const day of [1, 1, 1, 2, 3]) await aCase('pothole', 'Hartburn', day);
    for (const day of [1, 4]) await aCase('graffiti', 'Hartburn', day);
    const tiers: SoughtBy[][] = [[{ service: 'pothole' }], [{ service: 'graffiti' }]];
    const all = await references(tiers);
    expect(all).toHaveLength(7);
    const seen: string[] = [];
    for (let after: string | undefined; ;) {
      const page = await find(tiers, {}, { after, limit: 2 });
      seen.push(...page.cases.map(({ reference }) => reference));
      after = page.next;
      if (after === undefined) break;
    }
    expect(seen).toEqual(all);
  });

  it('knows every place that cases were raised in', async () => {
    await aCase('pothole', 'Norton West', 1);
    await aCase('pothole', 'Hartburn', 1);
    await aCase('graffiti', 'Hartburn', 1);
    expect(await log.ask(searchProjection, allWards)).toEqual(['Hartburn', 'Norton West']);
  });

  it('keeps nothing readable of what people said', async () => {
    await log.aCase(raise({ customerId: JOAN, address: '12 Larch Close, TS18 1TU' }));
    const rows = await log.ask(searchProjection, (db) =>
      db.selectFrom(searchTables.cases).selectAll().execute(),
    );
    expect(JSON.stringify(rows)).not.toMatch(/Larch|TS18|Street light out/);
  });

  it('reads the head of an index for each way of seeking, and never the whole table', async () => {
    const { databases } = await engine.place();
    await log.build({}, databases);
    const db = await databases.open(databaseOf(searchProjection));
    const [{ table } = { table: undefined }] = searchProjection.parts;
    if (!table) throw new Error('The projection has lost its table');
    const rows = Array.from({ length: 20_000 }, (_, n) => ({
      reference: `AAA-AAA-${String(n).padStart(4, '0')}${n}`,
      revision: 0,
      state: '{}',
      customer: `customer-${n % 5_000}`,
      kind: 'service-request',
      service: `service-${n % 40}`,
      status: n % 20 === 0 ? 'open' : 'closed',
      department: `department-${n % 8}`,
      ward: `ward-${n % 25}`,
      raised_at: n,
    }));
    await upsert(db, table, rows);
    if (engine.engine === 'postgres') await sql`analyze ${sql.table(searchTables.cases)}`.execute(db);
    for (const [column, value] of [
      ['service', 'service-7'],
      ['ward', 'ward-7'],
      ['customer', 'customer-7'],
    ]) {
      const wanted = sql`select reference, raised_at from ${sql.table(searchTables.cases)}
        where ${sql.ref(column ?? '')} = ${sql.lit(value ?? '')}
        order by raised_at desc, reference desc limit 21`;
      const explain =
        engine.engine === 'postgres' ? sql`explain ${wanted}` : sql`explain query plan ${wanted}`;
      const plan = JSON.stringify((await explain.execute(db)).rows);
      expect(plan).toMatch(
        engine.engine === 'postgres' ? /Index (Only )?Scan|Bitmap Index/ : /SEARCH search USING/,
      );
      expect(plan).not.toMatch(/Seq Scan|SCAN search|TEMP B-TREE/);
    }
    await db.destroy();
  });
});
