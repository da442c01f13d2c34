import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '../../platform/sqlite/open-database';
import { readPragma } from '../../platform/sqlite/pragma';
import { RevisionConflict, START } from '../event-store';
import type { EventData, StoredEvent } from '../event-store';
import { describeEventStoreContract } from '../event-store.contract';
import { EmbeddedEventReader } from './embedded-event-reader';
import { EmbeddedEventStore } from './embedded-event-store';
import { LogCorrupted } from '../log-corrupted';

describeEventStoreContract('The embedded store', () => {
  const folder = mkdtempSync(join(tmpdir(), 'guildhall-log-'));
  const file = join(folder, 'events.sqlite');
  let store = EmbeddedEventStore.open({ file });
  return Promise.resolve({
    store,
    reopen: async () => {
      await store.close();
      store = EmbeddedEventStore.open({ file });
      return store;
    },
    dispose: async () => {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  });
});

describe('The embedded store', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'guildhall-log-'));
    file = join(folder, 'events.sqlite');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('numbers the log from 1, without a gap, though appends are refused in between', async () => {
    const store = EmbeddedEventStore.open({ file });

    await Promise.allSettled(
      Array.from({ length: 100 }, (_, index) =>
        store.append(`case-${index}`, index % 3 === 0 ? 'exists' : 'none', [event(), event()]),
      ),
    );

    const { events } = await store.readAll();
    expect(events).toHaveLength(132);
    expect(events.map(({ position }) => position)).toEqual(
      events.map((_, index) => String(index + 1).padStart(16, '0')),
    );
    await store.close();
  });

  it('takes appends in the order of asking: a later one may rest on an earlier one of the same commit', async () => {
    const store = EmbeddedEventStore.open({ file });

    const outcomes = await Promise.allSettled([
      store.append('case-1', 'none', [event()]),
      store.append('case-1', 'none', [event()]),
      store.append('case-1', 0, [event(), event()]),
      store.append('case-1', 1, [event()]),
      store.append('case-1', 2, [event()]),
    ]);

    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(outcomes[3]).toMatchObject({ reason: new RevisionConflict('case-1', 1, 2) });
    await store.close();
  });

  it('shows nobody what belongs to the system, and goes on past it', async () => {
    const store = EmbeddedEventStore.open({ file });
    await store.append('case-1', 'none', [event()]);
    await store.write((appender) => [
      appender.append('$settings', 'any', [event()]),
      appender.append('case-2', 'any', [{ ...event(), type: '$>' }]),
    ]);
    await store.append('case-3', 'none', [event()]);

    const { events, next, atEnd } = await store.readAll();
    expect(events.map(({ stream }) => stream)).toEqual(['case-1', 'case-3']);
    expect([next, atEnd]).toEqual([await store.head(), true]);
    await store.close();
  });

  it('tells as base64 what something else appended and is not text', async () => {
    const store = EmbeddedEventStore.open({ file });
    const bytes = Uint8Array.of(0, 159, 255);
    await store.write((appender) =>
      appender.append('scan-1', 'any', [{ ...event(), data: bytes, metadata: bytes }]),
    );

    expect(await store.readStream('scan-1')).toMatchObject([{ data: 'AJ//', metadata: 'AJ//' }]);
    await store.close();
  });

  it('brings a log of the first version up to date, with all that is in it', async () => {
    const before = EmbeddedEventStore.open({ file });
    await before.append('case-1', 'none', [event(), event()]);
    const events = await before.readStream('case-1');
    await before.close();
    backToTheFirstVersion(file);

    const store = EmbeddedEventStore.open({ file });
    expect(await store.readStream('case-1')).toEqual(events);
    await store.write((appender) => appender.append('case-1', 1, [{ ...event(), data: Uint8Array.of(255) }]));
    await store.close();

    const again = EmbeddedEventStore.open({ file });
    expect(await again.readStream('case-1')).toHaveLength(3);
    await again.close();
  });

  it('is read without checksums where nobody has opened it for writing since there are any', async () => {
    const before = EmbeddedEventStore.open({ file });
    await before.append('case-1', 'none', [event(), event()]);
    await before.close();
    backToTheFirstVersion(file);

    const reader = EmbeddedEventReader.open({ file });
    expect(await reader.readStream('case-1')).toHaveLength(2);
    await reader.close();
  });

  it('dates events by the clock it was given', async () => {
    const store = EmbeddedEventStore.open({ file, now: () => 1_700_000_000_123 });

    await store.append('case-1', 'none', [event()]);

    expect((await store.readStream('case-1'))[0]?.created).toBe(1_700_000_000_123);
    await store.close();
  });

  it('syncs every commit on the very connection it writes with, and refuses one that would not', async () => {
    const db = openDatabase(file);
    const store = new EmbeddedEventStore(db);
    expect(readPragma(db, 'synchronous')).toBe(2);
    expect(readPragma(db, 'journal_mode')).toBe('wal');
    await store.close();

    using careless = openDatabase(file, { durability: 'rebuildable' });
    expect(() => new EmbeddedEventStore(careless)).toThrow('needs synchronous = 2 and has 1');
  });

  it('commits the appends under way before it closes, and takes none after', async () => {
    const store = EmbeddedEventStore.open({ file });
    const subscription = store.subscribeToAll();
    const underWay = Array.from({ length: 300 }, (_, index) =>
      store.append(`case-${index}`, 'none', [event()]),
    );

    await store.close();

    expect((await Promise.all(underWay)).at(-1)?.position).toBe('0000000000000300');
    await expect(store.append('case-late', 'none', [event()])).rejects.toThrow(
      'the database has been closed',
    );
    await expect(store.health()).rejects.toThrow('the database has been closed');
    for await (const message of subscription) throw new Error(`A closed store says ${message.kind}`);
  });

  it('moves a filtered read on in bounded steps', async () => {
    const store = EmbeddedEventStore.open({ file });
    for (let index = 0; index < 5; index++) {
      const many = Array.from({ length: 1_000 }, () => event('Other'));
      await store.append(`case-${index}`, 'none', many);
    }
    await store.append('case-5', 'none', [event('Wanted')]);
    const filter = { eventTypes: ['Wanted'] };

    const first = await store.readAll({ filter });
    expect(first).toEqual({ events: [], next: '0000000000002000', atEnd: false });
    const messages = store.subscribeToAll({ filter })[Symbol.asyncIterator]();
    expect((await messages.next()).value).toEqual({ kind: 'events', events: [], checkpoint: first.next });

    const last = await store.readAll({ filter, direction: 'backwards' });
    expect(last).toMatchObject({ events: [{ type: 'Wanted' }], next: '0000000000003002', atEnd: false });
    await store.close();
  });

  it('refuses a position that it never gave out', async () => {
    const store = EmbeddedEventStore.open({ file });

    for (const position of ['1', '00000000000000x1', '-000000000000001', '0000000000000000']) {
      await expect(store.readAll({ from: position as typeof START })).rejects.toThrow('is not a position');
      await expect(store.countAfter(position as typeof START)).rejects.toThrow(TypeError);
    }
    await store.close();
  });

  it('refuses a file that a newer version wrote, and says what to do', async () => {
    await EmbeddedEventStore.open({ file }).close();
    new DatabaseSync(file).exec('PRAGMA user_version = 99');

    expect(() => EmbeddedEventStore.open({ file })).toThrow(
      /events\.sqlite was written by a newer Guildhall .* Start that newer version again, or restore a backup/,
    );
  });

  describe('when the disk is full', () => {
    it('says so, loses nothing that it acknowledged, keeps nothing that it refused, and recovers', async () => {
      const db = openDatabase(file);
      const store = new EmbeddedEventStore(db);
      db.exec(`PRAGMA max_page_count = ${Number(readPragma(db, 'page_count')) + 40}`);
      const acknowledged: string[] = [];
      const reasons: string[] = [];
      const attempt = async (stream: string) => {
        const events = [event('CaseNoted', 'x'.repeat(500)), event('CaseNoted', 'y'.repeat(500))];
        try {
          await store.append(stream, 'any', events);
          acknowledged.push(...events.map(({ id }) => id));
        } catch (error) {
          reasons.push((error as Error).message);
        }
      };

      while (reasons.length === 0) {
        await Promise.all(Array.from({ length: 16 }, (_, index) => attempt(`case-${index}`)));
      }

      expect(acknowledged.length).toBeGreaterThan(0);
      expect(new Set(reasons)).toEqual(new Set(['Nothing was saved: database or disk is full']));
      expect(await idsOf(store)).toEqual(acknowledged);

      db.exec('PRAGMA max_page_count = 1000000');
      await expect(store.health()).resolves.toBeUndefined();
      await attempt('case-after');
      await store.close();

      const reopened = EmbeddedEventStore.open({ file });
      expect(await idsOf(reopened)).toEqual(acknowledged);
      await reopened.close();
    });
  });

  describe('over a damaged file', () => {
    const inDamaged = async (
      damage: (db: DatabaseSync) => void,
      look: (store: EmbeddedEventStore) => Promise<void>,
    ) => {
      const store = EmbeddedEventStore.open({ file });
      for (let index = 0; index < 10; index++) await store.append(`case-${index % 2}`, 'any', [event()]);
      await store.close();
      const db = new DatabaseSync(file);
      damage(db);
      db.close();
      const damaged = EmbeddedEventStore.open({ file });
      await look(damaged);
      await damaged.close();
    };

    it('names the event that is missing from the log, whichever way it reads', async () => {
      await inDamaged(
        (db) => db.exec('DELETE FROM events WHERE position = 5'),
        async (store) => {
          const missing = 'the event at position 0000000000000005 is missing or unreadable';
          await expect(store.readAll()).rejects.toThrow(LogCorrupted);
          await expect(store.readAll()).rejects.toThrow(missing);
          await expect(store.readAll({ direction: 'backwards' })).rejects.toThrow(missing);
          await expect(store.readAll({ filter: { streamPrefixes: ['case-1'] } })).rejects.toThrow(missing);
          expect((await store.readAll({ max: 3 })).events).toHaveLength(3);
          await expect(idsOf(store)).rejects.toThrow(missing);
        },
      );
    });

    it('names the event that is missing from a stream, whichever way it reads', async () => {
      await inDamaged(
        (db) => db.exec('DELETE FROM events WHERE position = 5'),
        async (store) => {
          const missing = 'the event at revision 2 of stream case-0 is missing';
          await expect(store.readStream('case-0')).rejects.toThrow(missing);
          await expect(store.readStream('case-0', { from: 2 })).rejects.toThrow(missing);
          await expect(store.readStream('case-0', { direction: 'backwards' })).rejects.toThrow(missing);
          expect(await store.readStream('case-0', { from: 3 })).toHaveLength(2);
          expect(await store.readStream('case-1')).toHaveLength(5);
        },
      );
    });

    it('names the first event when it is the one that is missing', async () => {
      await inDamaged(
        (db) => db.exec('DELETE FROM events WHERE position = 1'),
        async (store) => {
          await expect(store.readAll()).rejects.toThrow('position 0000000000000001');
          await expect(store.readAll({ direction: 'backwards' })).rejects.toThrow(
            'position 0000000000000001',
          );
          const backwards = store.readStream('case-0', { direction: 'backwards' });
          await expect(backwards).rejects.toThrow('revision 0 of stream case-0');
        },
      );
    });

    it('names the events of a stream that has lost its name', async () => {
      await inDamaged(
        (db) => db.exec(`DELETE FROM streams WHERE name = 'case-1'`),
        async (store) => {
          await expect(store.readAll()).rejects.toThrow('position 0000000000000002');
        },
      );
    });

    it.each([
      `id = 'another'`,
      `type = 'Other'`,
      'created = created + 1',
      'revision = 9',
      `data = '{"text":"other"}'`,
      `metadata = '{"a":1}'`,
    ])('names the event that was altered, whichever way it reads: %s', async (change) => {
      await inDamaged(
        (db) => db.exec(`UPDATE events SET ${change} WHERE position = 10`),
        async (store) => {
          const altered = 'the event at position 0000000000000010 is not what was written';
          await expect(store.readAll()).rejects.toThrow(altered);
          await expect(store.readAll({ direction: 'backwards', max: 1 })).rejects.toThrow(altered);
          await expect(store.readStream('case-1')).rejects.toThrow(LogCorrupted);
          expect((await store.readAll({ max: 8 })).events).toHaveLength(8);
          expect(await store.readStream('case-0')).toHaveLength(5);
        },
      );
    });

    it('names the events of a stream whose name was altered', async () => {
      await inDamaged(
        (db) => db.exec(`UPDATE streams SET name = 'case-9' WHERE name = 'case-1'`),
        async (store) => {
          await expect(store.readStream('case-9')).rejects.toThrow(
            '0000000000000002 is not what was written',
          );
        },
      );
    });

    it('takes no more events once it is known, whichever connection has met it, and is read where it is whole', async () => {
      await inDamaged(
        (db) => db.exec('DELETE FROM events WHERE position = 5'),
        async (store) => {
          await store.append('case-1', 'any', [event()]);
          const reader = EmbeddedEventReader.open({ file });
          expect(() => reader.records.assertNoneMissing()).toThrow('position 0000000000000005');
          await reader.close();

          expect((await store.damage.first).place).toBe('position 0000000000000005');
          await expect(store.append('case-1', 'any', [event()])).rejects.toThrow(LogCorrupted);
          await expect(store.health()).rejects.toThrow('position 0000000000000005');
          expect(await store.readStream('case-1')).toHaveLength(6);
        },
      );
    });

    it('names the first event of a page that cannot be read', async () => {
      const store = EmbeddedEventStore.open({ file });
      const marked = Array.from({ length: 300 }, (_, index) => event('CaseNoted', `mark ${index + 1}.`));
      await store.append('case-1', 'none', marked);
      await store.close();
      const bytes = readFileSync(file);
      const page = Math.floor(bytes.indexOf('mark 150.') / 4_096);
      writeFileSync(file, bytes.fill(0xff, page * 4_096, (page + 1) * 4_096));

      const damaged = EmbeddedEventStore.open({ file });
      const error = await damaged.readAll().then(
        () => undefined,
        (reason: unknown) => reason as LogCorrupted,
      );

      expect(error).toBeInstanceOf(LogCorrupted);
      const first = Number(/^position (\d{16})$/.exec(error?.place ?? '')?.[1]);
      expect(first).toBeGreaterThan(100);
      expect(first).toBeLessThanOrEqual(150);
      expect((await damaged.readAll({ max: first - 2 })).events).toHaveLength(first - 2);
      await damaged.close();
    });
  });

  function event(type = 'CaseNoted', text = ''): EventData {
    return { id: randomUUID(), type, data: JSON.stringify({ text }), metadata: '{}' };
  }

  async function idsOf(store: EmbeddedEventStore): Promise<string[]> {
    const events: StoredEvent[] = [];
    for await (const message of store.subscribeToAll()) {
      if (message.kind === 'caught-up') break;
      events.push(...message.events);
    }
    return events.map(({ id }) => id);
  }
});

/** As it was when the log took text only, and had no checksums. */
function backToTheFirstVersion(file: string): void {
  using db = new DatabaseSync(file);
  db.exec('ALTER TABLE events DROP COLUMN checksum');
  db.enableDefensive(false);
  db.exec(`
    PRAGMA writable_schema = ON;
    UPDATE sqlite_schema SET sql = replace(sql, 'data ANY', 'data TEXT') WHERE name = 'events';
    PRAGMA user_version = 1;
    PRAGMA writable_schema = RESET;
  `);
}
