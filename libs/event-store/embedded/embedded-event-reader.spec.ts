import { randomUUID } from 'node:crypto';
import { on, once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { openDatabase } from '../../platform/sqlite/open-database';
import type { EventData, EventStore, StoredEvent, SubscriptionMessage } from '../event-store';
import { describeEventStoreContract } from '../event-store.contract';
import { EmbeddedEventReader } from './embedded-event-reader';
import { EmbeddedEventStore } from './embedded-event-store';

describeEventStoreContract('The embedded store, read over another connection', () => {
  const folder = mkdtempSync(join(tmpdir(), 'guildhall-reader-'));
  const file = join(folder, 'events.sqlite');
  let both = openBoth(file);
  return Promise.resolve({
    store: both,
    reopen: async () => {
      await both.close();
      both = openBoth(file);
      return both;
    },
    dispose: async () => {
      await both.close();
      rmSync(folder, { recursive: true });
    },
  });
});

/** Appends through the store, reads through a reader. */
function openBoth(file: string): EventStore {
  const store = EmbeddedEventStore.open({ file });
  const reader = EmbeddedEventReader.open({ file, pollEvery: 1 });
  return {
    append: (...append) => store.append(...append),
    health: () => store.health(),
    readStream: (...read) => reader.readStream(...read),
    readAll: (...read) => reader.readAll(...read),
    subscribeToAll: (...subscription) => reader.subscribeToAll(...subscription),
    head: () => reader.head(),
    countAfter: (position) => reader.countAfter(position),
    partUpTo: (position) => reader.partUpTo(position),
    close: async () => {
      await reader.close();
      await store.close();
    },
  };
}

/** What runs in the other thread: it passes on what its subscription says, and may be told to look or to stop. */
const LISTENER = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { EmbeddedEventReader } = require(workerData.compiled);
  const reader = EmbeddedEventReader.open(workerData);
  parentPort.on('message', (order) => (order === 'wake' ? reader.wake() : reader.close()));
  (async () => {
    for await (const message of reader.subscribeToAll({ batch: 50 })) parentPort.postMessage(message);
    parentPort.close();
  })();
`;
const COMPILED = join(process.cwd(), 'dist/libs/event-store/embedded/embedded-event-reader.js');

describe('A reader', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'guildhall-reader-'));
    file = join(folder, 'events.sqlite');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('of a file that does not exist is refused', () => {
    expect(() => EmbeddedEventReader.open({ file })).toThrow('unable to open');
  });

  it('of a file that holds no log yet is refused, and told what to do', () => {
    openDatabase(file).close();

    expect(() => EmbeddedEventReader.open({ file })).toThrow(
      'holds no event log yet: open it for writing first',
    );
  });

  it('of a file that a newer version wrote is refused, and told what to do', async () => {
    await EmbeddedEventStore.open({ file }).close();
    using newer = openDatabase(file);
    newer.exec('PRAGMA user_version = 99');

    expect(() => EmbeddedEventReader.open({ file })).toThrow('was written by a newer Guildhall');
  });

  describe('in another thread', () => {
    let store: EmbeddedEventStore;
    let thread: Worker;

    beforeEach(() => {
      store = EmbeddedEventStore.open({ file });
    });
    afterEach(async () => {
      thread.postMessage('stop');
      expect(await once(thread, 'exit')).toEqual([0]); // Its subscription has ended without an error.
      await store.close();
    });

    /** What the thread's subscription says. */
    async function* listen(pollEvery?: number): AsyncGenerator<SubscriptionMessage> {
      thread = new Worker(LISTENER, { eval: true, workerData: { compiled: COMPILED, file, pollEvery } });
      for await (const [message] of on(thread, 'message')) yield message as SubscriptionMessage;
    }

    it('hears everything that is acknowledged in this one, in order, while writers race', async () => {
      const heard: StoredEvent[] = [];
      const writers = Array.from({ length: 20 }, async (_, writer) => {
        for (let round = 0; round < 20; round++)
          await store.append(`case-${writer}`, 'any', [event(), event()]);
      });

      for await (const message of listen()) {
        if (message.kind === 'events') heard.push(...message.events);
        if (heard.length === 800) break;
      }

      await Promise.all(writers);
      expect(heard).toEqual((await store.readAll()).events);
    });

    it('looks when it is woken, however seldom it would by itself', async () => {
      const messages = listen(2 ** 31 - 1);
      expect((await messages.next()).value).toMatchObject({ kind: 'caught-up' });

      const { position } = await store.append('case-1', 'none', [event()]);
      thread.postMessage('wake');

      expect((await messages.next()).value).toMatchObject({ kind: 'events', checkpoint: position });
    });
  });
});

function event(): EventData {
  return { id: randomUUID(), type: 'CaseNoted', data: '{}', metadata: '{}' };
}
