import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedEventStore } from './embedded/embedded-event-store';
import type { EventData, StoredEvent } from './event-store';
import { describeEventStoreContract } from './event-store.contract';
import { PrefixedEventStore } from './prefixed-event-store';

function open() {
  const folder = mkdtempSync(join(tmpdir(), 'guildhall-prefixed-'));
  const file = join(folder, 'events.db');
  let store = new PrefixedEventStore(EmbeddedEventStore.open({ file }), 'stockton.');
  return Promise.resolve({
    store,
    reopen: async () => {
      await store.close();
      store = new PrefixedEventStore(EmbeddedEventStore.open({ file }), 'stockton.');
      return store;
    },
    dispose: async () => {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  });
}

describeEventStoreContract('a part of a log', open, { longestName: 250 - 'stockton.'.length });

describe('Two councils on one log', () => {
  const log = EmbeddedEventStore.inMemory();
  const stockton = new PrefixedEventStore(log, 'stockton.');
  const bath = new PrefixedEventStore(log, 'bath.');
  afterAll(() => log.close());

  const noted = (): EventData => ({ id: randomUUID(), type: 'CaseNoted', data: '{}', metadata: '{}' });
  const streams = (events: readonly StoredEvent[]): string[] => events.map(({ stream }) => stream);

  it('have cases of the same name, and know nothing of each other', async () => {
    await stockton.append('case-1', 'none', [noted()]);
    await bath.append('case-1', 'none', [noted(), noted()]);
    await bath.append('customer-1', 'none', [noted()]);

    expect(await stockton.readStream('case-1')).toHaveLength(1);
    expect(streams((await stockton.readAll()).events)).toEqual(['case-1']);
    expect(streams((await bath.readAll({ filter: { streamPrefixes: ['case-'] } })).events)).toEqual([
      'case-1',
      'case-1',
    ]);
    for await (const message of bath.subscribeToAll()) {
      expect(streams(message.kind === 'events' ? message.events : [])).toEqual([
        'case-1',
        'case-1',
        'customer-1',
      ]);
      break;
    }
  });

  it('are told of a conflict in their own words', async () => {
    await expect(stockton.append('case-1', 'none', [noted()])).rejects.toMatchObject({
      stream: 'case-1',
      actual: 0,
    });
  });
});
