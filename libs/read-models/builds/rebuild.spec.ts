import { sql } from 'kysely';
import { defaultCatalogue } from '../../domain/catalogue/default-catalogue';
import type { Database } from '../../platform/database/databases';
import { assign, forward, raise, resolve } from '../../testing/case-builders';
import { everyRow, LogBuilder } from '../../testing/log-builder';
import { onEachEngine, type PlaceUnderTest } from '../../testing/on-each-engine';
import { allProjections } from '../all-projections';
import { OpenProjection } from '../open-projection';
import { openProjector, type OpenProjectorOptions } from '../open-projector';
import { databaseOf, parseKept, type Projection } from '../projection';
import { queueProjection } from '../queue/queue.projection';
import { ReadModel } from '../read-model';
import { type Build, currentOf, databaseOfBuild } from './build';
import { Builds } from './builds';
import { NotBuilt } from './live-build';
import { ReadModelOperations } from './read-model-operations';

const QUEUE = databaseOf(queueProjection);

onEachEngine((engine) => {
  let log: LogBuilder;
  let place: PlaceUnderTest;
  let builds: Builds;
  let model: ReadModel;
  beforeEach(async () => {
    place = await engine.place();
    log = await LogBuilder.open(defaultCatalogue(), place.databases);
    builds = new Builds(place.databases);
    model = new ReadModel(queueProjection, place.databases, log.store, 5_000, builds);
  });
  afterEach(async () => {
    await model.close();
    await log.dispose();
  });

  const project = (options: OpenProjectorOptions = {}, projection: Projection = queueProjection) =>
    openProjector(log.store, place.databases, options, [projection]);
  async function catchUp(options: OpenProjectorOptions = {}, projection = queueProjection): Promise<void> {
    const projector = await project(options, projection);
    await projector.catchUp();
    await projector.close();
  }
  const states = async () => (await builds.all()).map((build) => `${databaseOfBuild(build)} ${build.state}`);
  const cases = async (db: Database) => (await db.selectFrom('queue').select('reference').execute()).length;
  const meddle = async (build: Pick<Build, 'projection' | 'version' | 'number'>, statement: string) => {
    const db = await place.databases.open(databaseOfBuild(build));
    await sql.raw(statement).execute(db);
    await db.destroy();
  };
  const live = async (): Promise<Build> => {
    const build = currentOf(await builds.all(), queueProjection);
    if (!build) throw new Error('None is live');
    return build;
  };
  /** The columns of each index of a database but those of the keys of its tables. */
  const indexesIn = async (name: string): Promise<string[]> => {
    const db = await place.databases.open(name);
    const { rows } = await sql
      .raw<{ columns: string }>(
        engine.engine === 'postgres'
          ? `select substring(indexdef from '\\(([^)]*)\\)') as columns from pg_indexes
             where schemaname = current_schema() and indexdef not like '% UNIQUE %'`
          : `select (select group_concat(name, ', ') from pragma_index_info(list.name)) as columns
             from sqlite_master as tables, pragma_index_list(tables.name) as list
             where tables.type = 'table' and list.origin = 'c'`,
      )
      .execute(db);
    await db.destroy();
    return rows.map(({ columns }) => columns.replaceAll(', ', ','));
  };
  const asIfBuiltAnew = async () => {
    expect(await everyRow(place.databases, [queueProjection])).toEqual(
      await everyRow(await log.build(), [queueProjection]),
    );
  };

  describe('a read model', () => {
    it('is live when it has caught up, and not before', async () => {
      await log.aCase(raise(), forward());
      const projector = await project();
      expect(await states()).toEqual([`${QUEUE} building`]);
      await expect(model.ask(cases, undefined)).rejects.toBeInstanceOf(NotBuilt);
      await projector.catchUp();
      await projector.close();
      expect(await states()).toEqual([`${QUEUE} live`]);
      expect((await model.ask(cases, await log.store.head())).answer).toBe(1);
    });

    it('has every index that queries need once it is live, and is written without them until then', async () => {
      const wanted = allProjections.flatMap(({ parts }) =>
        parts.flatMap(({ table: { columns, indexes = [], partialIndexes = {}, writersIndexes = [] } }) =>
          [...indexes, ...Object.values(partialIndexes).flat(), ...writersIndexes].map((index) =>
            index.filter((column) => engine.engine === 'sqlite' || columns[column] !== 'long-text'),
          ),
        ),
      );
      await log.aCase(raise(), forward());
      for (const projection of allProjections) await catchUp({}, projection);
      const perBuild = (await builds.all()).map((build) => indexesIn(databaseOfBuild(build)));
      expect((await Promise.all(perBuild)).flat().sort()).toEqual(wanted.map(String).sort());

      const unread = await OpenProjection.open(queueProjection, place.databases, undefined, 'unread');
      await unread.close();
      expect(await indexesIn('unread')).toEqual([]);
    });

    it('answers whoever was told that it is live', async () => {
      await log.aCase(raise(), forward());
      await expect(model.ask(cases, undefined)).rejects.toBeInstanceOf(NotBuilt);
      await catchUp();
      const operations = new ReadModelOperations(place.databases, log.store, builds);
      expect(await operations.one('queue')).toMatchObject({ status: 'live' });
      expect((await model.ask(cases, undefined)).answer).toBe(1);
    });

    it('is built again when that is asked for, and answers from the old one until the new one has caught up', async () => {
      for (let n = 0; n < 5; n++) await log.aCase(raise(), forward());
      await catchUp();
      await meddle(
        await live(),
        `delete from queue where reference in (select reference from queue limit 2)`,
      );
      expect((await model.ask(cases, undefined)).answer).toBe(3);

      await builds.ask(queueProjection);
      expect(await states()).toEqual([`${QUEUE} live`, `${QUEUE}.b2 building`]);
      expect((await model.ask(cases, undefined)).answer).toBe(3);
      await catchUp({ batch: 3 });
      expect(await states()).toEqual([`${QUEUE} kept`, `${QUEUE}.b2 live`]);
      await asIfBuiltAnew();
      // Whoever looks again is answered from the new one.
      const another = new ReadModel(queueProjection, place.databases, log.store, 5_000);
      expect((await another.ask(cases, undefined)).answer).toBe(5);
      await another.close();
    });

    it('takes what happens while it is built, and is followed from then on', async () => {
      for (let n = 0; n < 5; n++) await log.aCase(raise(), forward());
      await catchUp();
      const ending = new AbortController();
      const projector = await project({ batch: 3 });
      const running = projector.run(ending.signal);
      await builds.ask(queueProjection);
      let raised = 5;
      for (; (await states()).includes(`${QUEUE}.b2 building`) || raised < 20; raised++) {
        await log.aCase(raise(), forward(), assign());
        expect((await model.ask(cases, await log.store.head())).answer).toBe(raised + 1);
      }
      await log.aCase(raise());
      expect((await model.ask(cases, await log.store.head())).answer).toBe(raised + 1);
      ending.abort();
      await running;
      await projector.close();
      expect(await states()).toEqual([`${QUEUE} kept`, `${QUEUE}.b2 live`]);
      await asIfBuiltAnew();
    });

    it('goes back to the build that was kept, once that has caught up', async () => {
      const lamp = await log.aCase(raise(), forward());
      await catchUp();
      expect(await builds.askBack(queueProjection)).toBeUndefined();
      await builds.ask(queueProjection);
      await catchUp();
      await log.goesOn(lamp, assign());
      await log.aCase(raise());
      await builds.askBack(queueProjection);
      expect(await states()).toEqual([`${QUEUE} building`, `${QUEUE}.b2 live`]);
      await catchUp();
      expect(await states()).toEqual([`${QUEUE} live`, `${QUEUE}.b2 kept`]);
      await asIfBuiltAnew();
    });

    it('keeps the one that was live before until it is told to throw it away, with older versions', async () => {
      await log.aCase(raise());
      await catchUp({}, { ...queueProjection, version: 1 });
      await catchUp();
      for (let n = 0; n < 2; n++) {
        await builds.ask(queueProjection);
        await catchUp();
      }
      expect(await states()).toEqual(['queue.v1 live', `${QUEUE}.b2 kept`, `${QUEUE}.b3 live`]);
      expect(await place.databases.exists(QUEUE)).toBe(false);
      expect(await builds.discard(queueProjection)).toBe(2);
      expect(await states()).toEqual([`${QUEUE}.b3 live`]);
      for (const gone of ['queue.v1', QUEUE, `${QUEUE}.b2`]) {
        expect(await place.databases.exists(gone)).toBe(false);
      }
      expect(await builds.discard(queueProjection)).toBe(0);
    });

    it('answers on when the build that it answers from is thrown away in the same moment', async () => {
      await log.aCase(raise());
      await catchUp();
      expect((await model.ask(cases, undefined)).answer).toBe(1);
      await builds.ask(queueProjection);
      await catchUp();
      await log.aCase(raise());
      await catchUp();
      await builds.discard(queueProjection);
      expect((await model.ask(cases, await log.store.head())).answer).toBe(2);
    });

    it('is asked for twice and built once', async () => {
      await catchUp();
      expect(await builds.ask(queueProjection)).toEqual(await builds.ask(queueProjection));
    });

    it('that meets an event it cannot get past stays as it is, and is built once that is mended', async () => {
      await log.aCase(raise(), resolve());
      await catchUp();
      await builds.ask(queueProjection);
      const stopped: string[] = [];
      const broken: Projection = {
        ...queueProjection,
        parts: queueProjection.parts.map((part) => ({
          ...part,
          apply: () => Promise.reject(new Error('It is a fault of ours')),
        })),
      };
      await catchUp({ stopped: (_, fault) => stopped.push(fault.message) }, broken);
      expect(stopped).toEqual([expect.stringContaining('queue stopped at QueryRaised')]);
      expect(await states()).toEqual([`${QUEUE} live`, `${QUEUE}.b2 building`]);
      expect((await builds.all())[1]?.reason).toContain('It is a fault of ours');
      await builds.ask(queueProjection);
      await catchUp();
      expect(await states()).toEqual([`${QUEUE} kept`, `${QUEUE}.b3 live`]);
      await asIfBuiltAnew();
    });
  });

  describe('a read model that was damaged', () => {
    beforeEach(async () => {
      for (let n = 0; n < 3; n++) await log.aCase(raise(), forward());
      await catchUp();
    });

    it.each([
      ['lacks a table', 'drop table queue'],
      ['lacks a column', 'alter table queue rename column due to owing'],
      ['has lost its checkpoint', 'delete from checkpoint'],
    ])('because it %s, is noticed at the next start, set aside and built again', async (_, statement) => {
      await meddle(await live(), statement);
      const damaged: string[] = [];
      await catchUp({ damaged: (name) => damaged.push(name) });
      expect(damaged).toEqual(['queue']);
      expect(await states()).toEqual([`${QUEUE} set-aside`, `${QUEUE}.b2 live`]);
      expect(await place.databases.exists(`${QUEUE}.damaged`)).toBe(true);
      await asIfBuiltAnew();
    });

    it('is noticed by whoever asks it, and built again without a restart', async () => {
      const ending = new AbortController();
      const wentLive = Promise.withResolvers<undefined>();
      const projector = await project({ wentLive: () => wentLive.resolve(undefined) });
      const running = projector.run(ending.signal);
      await meddle(await live(), `update queue set state = 'garbage'`);
      const question = model.ask(async (db) => {
        const { rows } = await sql<{ state: string }>`select state from queue`.execute(db);
        return rows.map(({ state }) => parseKept(state));
      }, undefined);
      await expect(question).rejects.toMatchObject({ name: 'NotBuilt', wasDamaged: true });
      await wentLive.promise;
      expect(await states()).toEqual([`${QUEUE} set-aside`, `${QUEUE}.b2 live`]);
      expect((await model.ask(cases, await log.store.head())).answer).toBe(3);
      ending.abort();
      await running;
      await projector.close();
      await asIfBuiltAnew();
    });

    it('a second time is set aside in place of the first', async () => {
      for (let n = 0; n < 2; n++) {
        await meddle(await live(), 'drop table queue');
        await catchUp();
      }
      expect(await states()).toEqual([`${QUEUE}.b2 set-aside`, `${QUEUE}.b3 live`]);
      expect(await place.databases.exists(`${QUEUE}.damaged`)).toBe(false);
      expect(await place.databases.exists(`${QUEUE}.b2.damaged`)).toBe(true);
    });

    it('with the account of builds is found all the same', async () => {
      await builds.ask(queueProjection);
      await catchUp();
      const db = await place.databases.open('builds');
      await sql`drop table builds`.execute(db);
      await db.destroy();
      await catchUp();
      expect((await model.ask(cases, await log.store.head())).answer).toBe(3);
      await asIfBuiltAnew();
    });
  });
});
