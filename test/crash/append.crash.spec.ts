import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { EmbeddedEventStore } from '../../libs/event-store/embedded/embedded-event-store';
import { START, type Position, type StoredEvent } from '../../libs/event-store/event-store';
import type { Acknowledgement } from '../processes/append-until-killed';

const SCRIPT = join(process.cwd(), 'dist/test/processes/append-until-killed.js');
const KILLS = 50;
/** In milliseconds, from its first acknowledgement: long enough for some checkpoints of the write-ahead log. */
const LONGEST_LIFE = 200;

describe('A process that is killed while it appends', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'guildhall-crash-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it(`has lost nothing that it acknowledged and left no append half written, ${KILLS} times on one file`, async () => {
    const file = join(folder, 'events.sqlite');
    const acknowledged: Acknowledgement[] = [];
    let checkpoint = START;

    for (let kill = 0; kill < KILLS; kill++) {
      const before = acknowledged.length;
      acknowledged.push(...(await appendUntilKilled(file)));
      expect(acknowledged.length).toBeGreaterThan(before);

      checkpoint = await expectIntact(file, checkpoint, acknowledged.slice(before));
    }

    await expectIntact(file, START, acknowledged);
  }, 120_000);
});

/** Starts the process, lets it live for a random while, and answers what it had acknowledged when it was killed. */
async function appendUntilKilled(file: string): Promise<Acknowledgement[]> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', SCRIPT, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  await Promise.race([once(child.stdout, 'data'), ended]);
  await setTimeout(Math.random() * LONGEST_LIFE);
  child.kill('SIGKILL');

  const [, signal] = (await ended) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
  const whole = said.slice(0, said.lastIndexOf('\n'));
  return whole.split('\n').map((line) => JSON.parse(line) as Acknowledgement);
}

/**
 * Finds the log behind this position as it must be, and answers how far it goes. Each process writes streams of its
 * own, so this part of the log can be judged by itself. Plain comparisons: Jest's would take minutes.
 */
async function expectIntact(
  file: string,
  from: Position,
  acknowledged: readonly Acknowledgement[],
): Promise<Position> {
  const store = EmbeddedEventStore.open({ file });
  const log: StoredEvent[] = [];
  let checkpoint = from;
  for await (const message of store.subscribeToAll({ from, batch: 5_000 })) {
    checkpoint = message.checkpoint;
    if (message.kind === 'caught-up') break;
    log.push(...message.events);
  }
  await store.close();

  expect(outOfOrder(log)).toEqual([]);
  expect(halfWritten(log)).toEqual([]);
  expect(missing(log, acknowledged)).toEqual([]);
  expect(new Set(log.map(({ id }) => id)).size).toBe(log.length);
  return checkpoint;
}

/** Events that do not follow the last position of the log and the last revision of their stream. */
function outOfOrder(log: readonly StoredEvent[]): StoredEvent[] {
  const lengths = new Map<string, number>();
  let last = START;
  return log.filter(({ stream, revision, position }) => {
    const length = lengths.get(stream) ?? 0;
    const follows = position > last && revision === length;
    lengths.set(stream, length + 1);
    last = position;
    return !follows;
  });
}

/** Events that do not stand where they must behind the first of their append, or whose append is cut short. */
function halfWritten(log: readonly StoredEvent[]): StoredEvent[] {
  const parts = log.map((event) => JSON.parse(event.data) as { append: number; index: number; of: number });
  return log.filter(({ stream }, at) => {
    const { append, index, of } = parts[at] ?? { append: -1, index: -1, of: -1 };
    const start = at - index;
    const end = start + of - 1;
    const isOurs = (place: number) => log[place]?.stream === stream && parts[place]?.append === append;
    return !(isOurs(start) && parts[start]?.index === 0 && isOurs(end) && parts[end]?.index === of - 1);
  });
}

/** Acknowledgements whose events are not all in the log, or whose last is not where it said. */
function missing(log: readonly StoredEvent[], acknowledged: readonly Acknowledgement[]): Acknowledgement[] {
  const byId = new Map(log.map((event) => [event.id, event]));
  return acknowledged.filter(({ stream, ids, revision, position }) => {
    const last = byId.get(ids.at(-1) ?? '');
    const allThere = ids.every((id) => byId.get(id)?.stream === stream);
    return !allThere || last?.revision !== revision || last.position !== position;
  });
}
