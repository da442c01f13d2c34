import { randomUUID } from 'node:crypto';
import type { Position } from '../event-store/event-store';
import { LogBuilder } from '../testing/log-builder';
import { readBatch } from './replay';

describe('a batch of the log', () => {
  let log: LogBuilder;
  /** After the catalogue. */
  let start: Position;
  beforeEach(async () => {
    log = await LogBuilder.open();
    start = await log.store.head();
  });
  afterEach(() => log.dispose());

  const append = async (events: number, length: number): Promise<void> => {
    for (let written = 0; written < events; written++) {
      const data = JSON.stringify({ text: 'x'.repeat(length) });
      const event = { id: randomUUID(), type: 'NoteAdded', data, metadata: '{}' };
      await log.store.append('case-0000000000', 'any', [event]);
    }
  };

  /** How many events there are in each, to the end of the log. */
  async function batches(max: number): Promise<number[]> {
    const sizes: number[] = [];
    for (let [from, atEnd] = [start, false]; !atEnd;) {
      const batch = await readBatch(log.store, from, max);
      sizes.push(batch.events.length);
      [from, atEnd] = [batch.next, batch.atEnd];
    }
    return sizes;
  }

  it('is as long as was asked for, over as many pages as that takes', async () => {
    await append(700, 10);
    expect(await batches(600)).toEqual([600, 100]);
  });

  it('is shorter where events are long, and passes none over', async () => {
    await append(700, 60_000);
    const sizes = await batches(20_000);
    expect(sizes.length).toBeGreaterThan(2);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(700);
  });
});
