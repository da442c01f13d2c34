import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedEventStore } from '@guildhall/event-store/embedded/embedded-event-store';
import type { EventData } from '@guildhall/event-store/event-store';
import { openDatabase } from '@guildhall/platform/sqlite/open-database';
import { type BenchResult, median } from './bench-result';

const IN_FLIGHT = 64;
const STREAMS = 2_000;
const EVENTS = 12_800;
const ROUNDS = 12;

/**
 * Durable appends of one event each, 64 in flight, against bare `node:sqlite` that inserts the same bytes under the
 * same indexes in transactions of 64. The rounds take turns, on new files in one folder, and so does who goes first:
 * a busy machine is busy for both. The medians are compared.
 */
export async function appendBench(): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), 'guildhall-bench-'));
  try {
    const ours: number[] = [];
    const ceiling: number[] = [];
    const measures = [
      async (file: string, events: EventData[]) => ours.push(perSecond(await timeStore(file, events))),
      async (file: string, events: EventData[]) => ceiling.push(perSecond(await timeBare(file, events))),
    ];
    for (let round = 0; round < ROUNDS; round++) {
      const events = Array.from({ length: EVENTS }, eventOf);
      for (const measure of measures) {
        const file = join(mkdtempSync(join(folder, 'round-')), 'events.sqlite');
        await measure(file, events);
      }
      measures.reverse();
    }
    return {
      what: `append one event, durable, ${IN_FLIGHT} in flight, against bare node:sqlite in transactions of ${IN_FLIGHT}`,
      ours: Math.round(median(ours)),
      ceiling: Math.round(median(ceiling)),
      unit: 'events/s',
      ratio: median(ours) / median(ceiling),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Milliseconds: each of 64 callers appends its next event as soon as its last one is acknowledged. */
async function timeStore(file: string, events: readonly EventData[]): Promise<number> {
  const store = EmbeddedEventStore.open({ file });
  const started = performance.now();
  let taken = 0;
  const caller = async () => {
    for (let index = taken++; index < events.length; index = taken++) {
      const event = events[index];
      if (event) await store.append(streamOf(index), 'any', [event]);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, caller));
  const elapsed = performance.now() - started;
  await store.close();
  return elapsed;
}

/** Milliseconds: no check, no look-up and no promise, only the rows that {@link timeStore} leaves behind. */
async function timeBare(file: string, events: readonly EventData[]): Promise<number> {
  // An empty log of the store's own making, so that the tables and indexes are the same.
  await EmbeddedEventStore.open({ file }).close();
  const db = openDatabase(file);
  const begin = db.prepare('BEGIN IMMEDIATE');
  const addStream = db.prepare('INSERT INTO streams (name) VALUES (?)');
  const addEvent = db.prepare(
    'INSERT INTO events (stream, revision, id, type, created, data, metadata) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const commit = db.prepare('COMMIT');
  const created = Date.now();

  const started = performance.now();
  for (let first = 0; first < events.length; first += IN_FLIGHT) {
    begin.run();
    events.slice(first, first + IN_FLIGHT).forEach(({ id, type, data, metadata }, offset) => {
      const index = first + offset;
      if (index < STREAMS) addStream.run(streamOf(index));
      addEvent.run(1 + (index % STREAMS), Math.floor(index / STREAMS), id, type, created, data, metadata);
    });
    commit.run();
  }
  const elapsed = performance.now() - started;
  db.close();
  return elapsed;
}

function streamOf(index: number): string {
  return `case-${index % STREAMS}`;
}

/** About as long as a case's events are: 250 bytes of data and 400 of metadata. */
function eventOf(): EventData {
  const id = randomUUID();
  return {
    id,
    type: 'CaseNoted',
    data: JSON.stringify({ note: 'x'.repeat(180), noteId: id }),
    metadata: JSON.stringify({
      $causationId: id,
      $correlationId: id,
      actor: { id: 'officer-7', kind: 'officer' },
      commandId: id,
      occurredAt: '2026-11-22T09:00:00.000Z',
      recordedAt: '2026-11-22T09:00:00.000Z',
      schemaVersion: 1,
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    }),
  };
}

function perSecond(milliseconds: number): number {
  return (EVENTS * 1_000) / milliseconds;
}
