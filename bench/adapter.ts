import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient, jsonEvent, type JSONEventData, NO_STREAM } from '@eventstore/db-client';
import type { EventData } from '@guildhall/event-store/event-store';
import { EventStoreDb } from '@guildhall/event-store/eventstoredb/event-store-db';
import { type BenchResult, median } from './bench-result';

const IN_FLIGHT = 256;
/** Each caller appends so many events to a stream, at the revision where it is, before it begins the next. */
const EVENTS_EACH = 10;
const EVENTS = 10_240;
const ROUNDS = 10;
const SERVER = join(__dirname, '../test/processes/serve-log.js');

/** An event as each of the two takes it: the client makes JSON itself, of objects. */
interface Sample {
  text: EventData;
  object: JSONEventData;
}

/** Appends one event at a revision. */
type Append = (stream: string, revision: number, event: Sample) => Promise<unknown>;

/**
 * Appends of one event each, 256 in flight, each at the revision of its stream as commands do it: through the
 * adapter, and through the client's own batch append. Both on one node, over TCP, in turns, and the median of the
 * rounds' own ratios beside the medians: a busy machine is busy for both.
 */
export async function adapterBench(): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), 'guildhall-bench-'));
  const server = spawn(process.execPath, [SERVER, join(folder, 'events.db')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const connectionString = await said(server);
  const store = EventStoreDb.open({ connectionString });
  const client = EventStoreDBClient.connectionString(connectionString);
  try {
    const ours: number[] = [];
    const ceiling: number[] = [];
    const measures = [
      async () => ours.push(await perSecond(throughAdapter(store))),
      async () => ceiling.push(await perSecond(throughClient(client))),
    ];
    for (const measure of measures) await measure(); // Warm.
    ours.length = ceiling.length = 0;
    for (let round = 0; round < ROUNDS; round++) {
      for (const measure of measures) await measure();
      measures.reverse();
    }
    const ratios = ours.map((figure, round) => figure / (ceiling[round] ?? NaN)).sort((a, b) => a - b);
    const spread = `${ratios[0]?.toFixed(2)} to ${ratios.at(-1)?.toFixed(2)} in ${ROUNDS} rounds`;
    return {
      what: `append one event through the adapter, ${IN_FLIGHT} in flight, against the client's own batch append on the same node (${spread})`,
      ours: median(ours),
      ceiling: median(ceiling),
      unit: 'events/s',
      ratio: median(ratios),
    };
  } finally {
    await store.close();
    await client.dispose();
    server.kill();
    rmSync(folder, { recursive: true });
  }
}

const throughAdapter =
  (store: EventStoreDb): Append =>
  (stream, revision, { text }) =>
    store.append(stream, revision < 0 ? 'none' : revision, [text]);

const throughClient =
  (client: EventStoreDBClient): Append =>
  (stream, revision, { object }) =>
    client.appendToStream(stream, object, { expectedRevision: revision < 0 ? NO_STREAM : BigInt(revision) });

async function perSecond(append: Append): Promise<number> {
  const run = randomUUID();
  const events = Array.from({ length: EVENTS }, sampleOf);
  const streams = EVENTS / EVENTS_EACH;
  let taken = 0;
  const caller = async (): Promise<void> => {
    for (let stream = taken++; stream < streams; stream = taken++) {
      for (let revision = -1; revision < EVENTS_EACH - 1; revision++) {
        const event = events[stream * EVENTS_EACH + revision + 1];
        if (event) await append(`case-${run}-${stream}`, revision, event);
      }
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: IN_FLIGHT }, caller));
  return (EVENTS * 1_000) / (performance.now() - started);
}

/** About as long as a case's events are: 250 bytes of data and 400 of metadata. */
function sampleOf(): Sample {
  const id = randomUUID();
  const type = 'CaseNoted';
  const data = { note: 'x'.repeat(180), noteId: id };
  const metadata = {
    $causationId: id,
    $correlationId: id,
    actor: { id: 'officer-7', kind: 'officer' },
    commandId: id,
    occurredAt: '2026-11-22T09:00:00.000Z',
    recordedAt: '2026-11-22T09:00:00.000Z',
    schemaVersion: 1,
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  };
  return {
    text: { id, type, data: JSON.stringify(data), metadata: JSON.stringify(metadata) },
    object: jsonEvent({ id, type, data, metadata }),
  };
}

async function said(server: ChildProcess): Promise<string> {
  if (!server.stdout) throw new Error('The server says nothing');
  const [line] = (await once(server.stdout, 'data')) as [Buffer];
  return line.toString().trim().replace('ready ', '');
}
