import { sql } from 'kysely';
import { defaultCatalogue } from '../../domain/catalogue/default-catalogue';
import { ask, assign, close, forward, raise, resolve } from '../../testing/case-builders';
import { LogBuilder } from '../../testing/log-builder';
import { onEachEngine, type PlaceUnderTest } from '../../testing/on-each-engine';
import { allProjections } from '../all-projections';
import { openProjector } from '../open-projector';
import { databaseOf, type Projection } from '../projection';
import { metricsProjection } from '../metrics/metrics.projection';
import { queueProjection } from '../queue/queue.projection';
import { timelineProjection } from '../timeline/timeline.projection';
import { Builds } from '../builds/builds';
import { UpkeepOfVerifications } from './upkeep-of-verifications';
import { Verifications } from './verifications';
import type { Verdict } from './verify-read-models';

const CASES = 1_200;

onEachEngine((engine) => {
  let log: LogBuilder;
  let place: PlaceUnderTest;
  let verifications: Verifications;

  beforeEach(async () => {
    place = await engine.place();
    log = await LogBuilder.open(defaultCatalogue(), place.databases);
    verifications = new Verifications(place.databases);
  });
  afterEach(() => log.dispose());

  /** Has these verified, by a projector that catches up on the way. */
  async function verify(...projections: Projection[]): Promise<Verdict[]> {
    for (const projection of projections) await verifications.ask(projection);
    const projector = await openProjector(log.store, place.databases);
    await projector.catchUp();
    await projector.close();
    const all = await Promise.all(projections.map((projection) => verifications.of(projection)));
    return all.map((one) => {
      if (one?.state !== 'done' || !one.verdict) throw new Error(`It ${one?.state}: ${one?.reason}`);
      return one.verdict;
    });
  }

  const meddle = async (projection: Projection, statement: string): Promise<void> => {
    const db = await place.databases.open(databaseOf(projection));
    await sql.raw(statement).execute(db);
    await db.destroy();
  };

  describe('A verification', () => {
    it('finds nothing in read models that follow from the log, and leaves nothing behind', async () => {
      const lamp = await log.aCase(raise(), forward(), assign());
      await log.goesOn(
        lamp,
        ask('AddNote', { noteId: 'n', visibility: 'staff', text: 'Dark' }),
        resolve(),
        close(),
      );
      await log.aCase(raise(), forward());
      const verdicts = await verify(...allProjections);
      for (const verdict of verdicts) {
        expect(verdict).toMatchObject({ missing: 0, extra: 0, altered: 0, differences: [] });
        expect(verdict.position).toBe(await log.store.head());
        expect(verdict.rows).toBeGreaterThan(0);
      }
      for (const projection of allProjections) {
        expect(await place.databases.exists(`${databaseOf(projection)}.scratch`)).toBe(false);
      }
    });

    it('finds a single row that was altered, one that is missing and one too many, by case, among many pages', async () => {
      const references: string[] = [];
      for (let n = 0; n < CASES; n++) references.push(await log.aCase(raise(), forward()));
      await verify(queueProjection);
      const [altered, missing] = [references[700] ?? '', references[1_100] ?? ''];
      await meddle(queueProjection, `update queue set department = 'parks' where reference = '${altered}'`);
      await meddle(queueProjection, `delete from queue where reference = '${missing}'`);
      await meddle(queueProjection, `insert into queue (reference, revision) values ('zzz', 0)`);
      const [verdict] = await verify(queueProjection);
      expect(verdict).toMatchObject({ missing: 1, extra: 1, altered: 1 });
      expect(verdict?.differences).toEqual(
        expect.arrayContaining([
          { table: 'queue', key: { reference: altered }, kind: 'altered', columns: ['department'] },
          { table: 'queue', key: { reference: missing }, kind: 'missing' },
          { table: 'queue', key: { reference: 'zzz' }, kind: 'extra' },
        ]),
      );
    }, 120_000);

    it('tells what is altered by the names of columns, and nothing of what is in them', async () => {
      const lamp = await log.aCase(raise(), forward());
      await verify(timelineProjection);
      await meddle(
        timelineProjection,
        `update timeline_entry set data = '{"secret":"Joan"}' where revision = 0`,
      );
      const [verdict] = await verify(timelineProjection);
      expect(verdict?.differences).toEqual([
        {
          table: 'timeline_entry',
          key: { reference: lamp, revision: 0 },
          kind: 'altered',
          columns: ['data'],
        },
      ]);
    });

    it('finds that a case is kept as counting for something else than its facts say', async () => {
      const lamp = await log.aCase(raise(), forward());
      await verify(metricsProjection);
      await meddle(metricsProjection, `update case_facts set verdict = replace(verdict, '1', '2')`);
      expect(await verify(metricsProjection)).toMatchObject([
        { altered: 1, differences: [{ key: { reference: lamp }, columns: ['verdict'] }] },
      ]);
    });

    it('tells of each how far it has come, not of every batch, and ends with what came of it', async () => {
      await verify(queueProjection, timelineProjection);
      const projections = [queueProjection, timelineProjection];
      for (const projection of projections) await verifications.ask(projection);
      const builds = (await new Builds(place.databases).all()).filter(({ state }) => state === 'live');
      const live = projections.flatMap((projection) =>
        builds
          .filter((build) => build.projection === projection.name)
          .map((build) => ({ build, projection })),
      );
      const told: unknown[] = [];
      const upkeep = new UpkeepOfVerifications(
        verifications,
        async (_, options) => {
          for (let events = 1; events <= 1_000; events++) {
            for (const { name } of projections) {
              options.progress?.(name, { events, of: 1_000, part: events / 1_000, doneAt: null });
            }
          }
          while (told.length < 2) {
            const all = await verifications.all();
            told.splice(0, 2, ...all.flatMap(({ progress: come }) => come?.events ?? []));
          }
          for (const { name } of projections) {
            options.progress?.(name, { events: 1_000, of: 1_000, part: 1, doneAt: null });
            options.verified?.(name, {
              build: name,
              position: '1',
              rows: 1,
              missing: 0,
              extra: 0,
              altered: 0,
              differences: [],
            });
          }
        },
        {},
      );
      await upkeep.finish(live);
      expect(told).toEqual([1, 1]);
      expect((await verifications.all()).map(({ state }) => state)).toEqual(['done', 'done']);
    });

    it('compares as of one moment, though more has happened since', async () => {
      await log.aCase(raise(), forward());
      await verify(queueProjection);
      await log.aCase(raise(), forward());
      expect(await verify(queueProjection)).toMatchObject([{ missing: 0, extra: 0, altered: 0 }]);
    });
  });
});
