import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import fc from 'fast-check';
import { sql } from 'kysely';
import { defaultCatalogue } from '../domain/catalogue/default-catalogue';
import { domainCodec } from '../domain/events';
import { EmbeddedEventStore } from '../event-store/embedded/embedded-event-store';
import { type Position, START } from '../event-store/event-store';
import type { Databases } from '../platform/database/databases';
import {
  ask,
  assign,
  at,
  close,
  forward,
  raise,
  reopen,
  resolve,
  schedule,
  take,
} from '../testing/case-builders';
import { everyRow, LogBuilder } from '../testing/log-builder';
import { onEachEngine, type PlaceUnderTest } from '../testing/on-each-engine';
import { allProjections } from './all-projections';
import { Fenced } from './checkpoint';
import { caseViewProjection } from './case-view/case-view.projection';
import { metricsProjection } from './metrics/metrics.projection';
import { OpenProjection, PoisonousEvent } from './open-projection';
import { openProjector } from './open-projector';
import { Projector } from './projector';
import { queueProjection } from './queue/queue.projection';
import { ReadModel } from './read-model';

const CUSTOMER = '5f1c1d1e-6b0a-4e0b-9a64-0c6a5a3f2d11';
const names = allProjections.map(({ name }) => name);

onEachEngine((engine) => {
  let log: LogBuilder;
  let place: PlaceUnderTest;
  beforeEach(async () => {
    place = await engine.place();
    log = await LogBuilder.open(defaultCatalogue(), place.databases);
  });
  afterEach(() => log.dispose());

  /** Cases at every stage, their events between each other's, and a holiday proclaimed in the middle of them. */
  async function writeHistory(): Promise<void> {
    const lamp = await log.aCase(raise({ customerId: CUSTOMER }), forward(), assign(), schedule());
    const foi = await log.aCase(
      raise({
        kind: 'information-request',
        service: { code: 'freedom-of-information', version: 1 },
        standard: { code: 'foi', version: 1 },
      }),
      ask('AcknowledgeQuery', { reference: lamp, channel: 'email', promised: [] }),
    );
    await log.customer(CUSTOMER, {
      type: 'RegisterCustomer',
      details: { name: 'Joan Carter' },
      occurredAt: '2026-06-01T10:30:00.000Z',
    });
    const answered = await log.aCase(raise(), resolve());
    await log.goesOn(lamp, take(), resolve());
    await proclaimHoliday();
    await log.goesOn(answered, close(), reopen(), assign('j.ward'));
    await log.goesOn(foi, ask('PauseClock', { reason: 'fees-notice', basis: 's.10' }));
    await log.goesOn(lamp, ask('AddNote', { noteId: 'n', visibility: 'staff', text: 'Again?' }), reopen());
    await log.goesOn(foi, at('2026-06-02T10:00:00.000Z', ask('ResumeClock', {})));
  }

  function proclaimHoliday(): Promise<void> {
    const scotland = defaultCatalogue().calendars.find(({ division }) => division === 'scotland');
    const holidays = [...(scotland?.holidays ?? []), { date: '2026-06-15', title: 'World Cup bank holiday' }];
    return log.publish({ calendars: [{ division: 'scotland', holidays }] }, '2026-06-01T12:00:00.000Z');
  }

  /** An event of some later day, or of a faulty program, straight into the log. */
  async function writeRaw(stream: string, type: string): Promise<Position> {
    const metadata = {
      recordedAt: '2026-06-01T12:00:00.000Z',
      occurredAt: '2026-06-01T12:00:00.000Z',
      actor: { kind: 'system', id: 'test' },
      commandId: 'raw',
      $correlationId: 'raw',
      $causationId: 'raw',
      schemaVersion: 1,
    };
    const event = { type, data: '{"nonsense":true}', metadata: JSON.stringify(metadata) };
    const id = '0b8f7a52-58c1-4f0e-9a53-6d2f6d9b7c10';
    return (await log.store.append(stream, 'any', [{ id, ...event }])).position;
  }

  /** What a projector says of itself, while it catches up. */
  async function catchUp(databases = log.readModels) {
    const stopped: Record<string, Error> = {};
    const moved: Record<string, string> = {};
    const projector = await openProjector(log.store, databases, {
      stopped: (projection, fault) => (stopped[projection] = fault),
      moved: (projection, position) => (moved[projection] = position),
    });
    await projector.catchUp();
    await projector.close();
    return { stopped, moved };
  }

  describe('the projector', () => {
    it('leaves the same rows whatever it takes at a time, with a calendar published among them', async () => {
      await writeHistory();
      const atOnce = await everyRow(await log.build());
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 80 }),
          fc.integer({ min: 1, max: 3 }),
          async (batch, recomputedAtOnce) => {
            const { databases } = await engine.place();
            expect(await everyRow(await log.build({ batch, recomputedAtOnce }, databases))).toEqual(atOnce);
          },
        ),
        {
          numRuns: engine.engine === 'sqlite' ? 12 : 5,
          examples: [
            [1, 1],
            [2, 2],
            [3, 1],
          ],
        },
      );
    });

    it('carries on where it was when it is started again', async () => {
      const lamp = await log.aCase(raise(), forward());
      await catchUp();
      await log.goesOn(lamp, assign(), schedule());
      await proclaimHoliday();
      await catchUp();
      await log.goesOn(lamp, take(), resolve());
      await catchUp();
      expect(await everyRow(log.readModels)).toEqual(await everyRow(await log.build()));
    });

    it('goes on following a calendar where it was stopped, while events come in between', async () => {
      await catchUp();
      const lamps = [];
      for (let n = 0; n < 6; n++) lamps.push(await log.aCase(raise(), forward()));
      const [first] = lamps;
      if (!first) throw new Error('there are six');
      await proclaimHoliday();
      const page = await log.store.readAll();
      const projection = await OpenProjection.open(queueProjection, log.readModels, 2);
      await projection.apply(
        page.events.map((event) => domainCodec.decode(event)),
        page.next,
      );
      const model = new ReadModel(queueProjection, log.readModels, log.store, 0);
      expect(await model.recomputation()).toEqual({ done: 2, of: 6 });
      expect(await projection.recomputeSome()).toBe(true);
      await projection.close();

      await log.goesOn(first, assign());
      const { events, next } = await log.store.readAll({ from: page.next });
      const again = await OpenProjection.open(queueProjection, log.readModels, 2);
      await again.apply(
        events.map((event) => domainCodec.decode(event)),
        next,
      );
      expect(await model.recomputation()).toEqual({ done: 4, of: 6 });
      while (await again.recomputeSome());
      expect(await model.recomputation()).toBeUndefined();
      await again.close();
      await model.close();
      expect(await everyRow(log.readModels, [queueProjection])).toEqual(
        await everyRow(await log.build(), [queueProjection]),
      );
    });

    it('follows a calendar while it waits for what comes next', async () => {
      await catchUp();
      for (let n = 0; n < 4; n++) await log.aCase(raise());
      await proclaimHoliday();
      const ending = new AbortController();
      const projector = await openProjector(log.store, log.readModels, { recomputedAtOnce: 1 }, [
        queueProjection,
      ]);
      const running = projector.run(ending.signal);
      const model = new ReadModel(queueProjection, log.readModels, log.store, 5_000);
      await model.ask(() => Promise.resolve(), await log.store.head());
      while (await model.recomputation()) await turnOfTheLoop();
      ending.abort();
      await running;
      await model.close();
      await projector.close();
      expect(await everyRow(log.readModels, [queueProjection])).toEqual(
        await everyRow(await log.build(), [queueProjection]),
      );
    });

    it('changes nothing when there is nothing new', async () => {
      await writeHistory();
      await catchUp();
      const before = await everyRow(log.readModels);
      expect((await catchUp()).moved).toEqual({});
      expect(await everyRow(log.readModels)).toEqual(before);
    });

    it('counts an event once, however often it is handed over', async () => {
      await log.aCase(raise(), forward(), forward('housing', 'repairs'), forward());
      const { events, next } = await log.store.readAll();
      const batch = events.map((event) => domainCodec.decode(event));
      for (let start = 0; start < 2; start++) {
        const projection = await OpenProjection.open(metricsProjection, log.readModels);
        await projection.apply(batch, next);
        await projection.apply(batch, next);
        await projection.close();
      }
      const rows = await everyRow(log.readModels, [metricsProjection]);
      expect(rows['metrics: case_facts']).toMatchObject([{ forwards: 3 }]);
    });

    it('has nothing to say of an empty log', async () => {
      const empty = EmbeddedEventStore.open({ file: `${log.folder}/empty.db` });
      const projector = await openProjector(empty, log.readModels);
      await projector.catchUp();
      await projector.close();
      await empty.close();
      expect(await everyRow(log.readModels)).toMatchObject({
        'case-view: case_view': [],
        'case-view: checkpoint': [{ position: START, event_at: 0 }],
        'queue: queue': [],
      });
    });

    it('passes what nobody wants, and remembers that it has', async () => {
      await log.aCase(raise());
      const position = await writeRaw('weather-2026', 'ItRained');
      expect(await catchUp()).toEqual({
        stopped: {},
        moved: Object.fromEntries(names.map((name) => [name, position])),
      });
    });

    it('follows the log until it is told to stop', async () => {
      const ending = new AbortController();
      const reached = new Map<string, () => void>();
      const projector = await openProjector(log.store, log.readModels, {
        moved: (projection, position) => reached.get(`${projection} ${position}`)?.(),
      });
      const running = projector.run(ending.signal);
      const lamp = await log.aCase(raise());
      await log.goesOn(lamp, resolve());
      const head = await log.store.head();
      await Promise.all(
        names.map((name) => new Promise<void>((resolved) => reached.set(`${name} ${head}`, resolved))),
      );
      ending.abort();
      await running;
      await projector.close();
      expect(await everyRow(log.readModels)).toEqual(await everyRow(await log.build()));
    });
  });

  describe('an event that cannot be read', () => {
    it('stops the read model that wants it, by name, with all before it applied; the others go on', async () => {
      const before = await log.aCase(raise({ customerId: CUSTOMER }), forward());
      const poisonous = await writeRaw(`customer-${CUSTOMER}`, 'CustomerRegistered');
      const after = await log.aCase(raise());
      const { stopped, moved } = await catchUp();

      expect(Object.keys(stopped)).toEqual(['timeline']);
      expect(stopped['timeline']).toBeInstanceOf(PoisonousEvent);
      expect(stopped['timeline']?.message).toContain(
        `timeline stopped at CustomerRegistered, customer-${CUSTOMER}@0 (position ${poisonous})`,
      );
      const others = names.filter((name) => name !== 'timeline');
      expect(Object.keys(moved).sort()).toEqual(others.sort());

      const rows = await everyRow(log.readModels);
      const references = (table: string) =>
        (rows[table] as { reference: string }[]).map((row) => row.reference);
      expect(references('timeline: timeline_case')).toEqual([before]);
      expect(references('case-view: case_view')).toEqual([before, after].sort());
      expect(rows['timeline: checkpoint']).toMatchObject([
        { position: String(Number(poisonous) - 1).padStart(16, '0') },
      ]);
    });

    it('stops it again when it is started again, and nothing is applied twice', async () => {
      await log.aCase(raise({ customerId: CUSTOMER }), forward());
      await writeRaw(`customer-${CUSTOMER}`, 'CustomerRegistered');
      await catchUp();
      const rows = await everyRow(log.readModels);
      expect(Object.keys((await catchUp()).stopped)).toEqual(['timeline']);
      expect(await everyRow(log.readModels)).toEqual(rows);
    });

    it('of the catalogue stops them all, for they all count by it', async () => {
      await writeRaw('catalogue-standards', 'StandardPublished');
      expect(Object.keys((await catchUp()).stopped).sort()).toEqual([...names].sort());
    });
  });

  describe('two projectors on the same read models', () => {
    it('get in each other’s way once: the second writes nothing and steps back', async () => {
      await writeHistory();
      const first = await openProjector(log.store, log.readModels);
      const second = await openProjector(log.store, await place.again());
      await first.catchUp();
      const rows = await everyRow(log.readModels);
      await expect(second.catchUp()).rejects.toBeInstanceOf(Fenced);
      await second.close();
      await first.close();
      expect(await everyRow(log.readModels)).toEqual(rows);
    });

    // Two threads of one process cannot wait for each other's SQLite file.
    const onPostgres = engine.engine === 'postgres' ? it : it.skip;
    onPostgres('at the same moment leave every row as one alone would', async () => {
      await writeHistory();
      const stepBack = (error: unknown): void => expect(error).toBeInstanceOf(Fenced);
      for (let round = 0; round < 3; round++) {
        const both = [
          await openProjector(log.store, log.readModels, { batch: 5 }),
          await openProjector(log.store, await place.again(), { batch: 7 }),
        ];
        await Promise.all(both.map((projector) => projector.catchUp().catch(stepBack)));
        for (const projector of both) await projector.close();
      }
      await catchUp();
      expect(await everyRow(log.readModels)).toEqual(await everyRow(await log.build()));
    });
  });
});

describe('a read model on SQLite', () => {
  let log: LogBuilder;
  beforeEach(async () => (log = await LogBuilder.open()));
  afterEach(() => log.dispose());

  it('that has no room to write stops with that reason, blames no event, and goes on when there is room', async () => {
    await log.aCase(raise(), forward());
    const full: Databases = {
      ...log.readModels,
      open: async (...parameters) => {
        const db = await log.readModels.open(...parameters);
        await sql`PRAGMA max_page_count = 1`.execute(db);
        return db;
      },
    };
    const projection = await OpenProjection.open(caseViewProjection, full);
    const stopped: Error[] = [];
    const projector = new Projector(log.store, [projection], { stopped: (_, fault) => stopped.push(fault) });
    await projector.catchUp();
    expect(stopped.map(({ name, message }) => [name, message])).toEqual([
      ['Error', 'database or disk is full'],
    ]);
    expect(projection.position).toBe(START);
    await projector.close();

    const again = await openProjector(log.store, log.readModels, {}, [caseViewProjection]);
    await again.catchUp();
    await again.close();
    expect(await everyRow(log.readModels, [caseViewProjection])).toEqual(
      await everyRow(await log.build(), [caseViewProjection]),
    );
  });
});
