import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedEventStore } from '../../libs/event-store/embedded/embedded-event-store';
import type { AppendResult, StoredEvent } from '../../libs/event-store/event-store';
import { EventStoreDb } from '../../libs/event-store/eventstoredb/event-store-db';
import { StoreUnavailable } from '../../libs/event-store/store-unavailable';
import { TcpProxy } from '../../libs/testing/tcp-proxy';
import { until } from '../../libs/testing/until';

const SCRIPT = join(process.cwd(), 'dist/test/processes/serve-log.js');
const KILLS = 8;
const WRITERS = 64;

/** A server that can be killed and started again, at a place that stays the same. */
class Server {
  #child: ChildProcess | undefined;
  #port = 9;

  constructor(private readonly file: string) {}

  readonly place = (): { host: string; port: number } => ({ host: '127.0.0.1', port: this.#port });

  async start(): Promise<void> {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', SCRIPT, this.file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child = child;
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    this.#port = Number(/:(\d+)\?/.exec(said.toString())?.[1]);
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    this.#child = undefined;
    const ended = once(child, 'close');
    child.kill('SIGKILL');
    await ended;
  }
}

interface Acknowledged extends AppendResult {
  stream: string;
  ids: string[];
}

describe('A server that is killed and started again', () => {
  let folder: string;
  let server: Server;
  let proxy: TcpProxy;
  let store: EventStoreDb;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'guildhall-crash-'));
    server = new Server(join(folder, 'events.db'));
    await server.start();
    proxy = await TcpProxy.to(server.place);
    store = EventStoreDb.open({ connectionString: `esdb://127.0.0.1:${proxy.port}?tls=false` });
  });
  afterEach(async () => {
    await store.close();
    await proxy.close();
    await server.kill();
    rmSync(folder, { recursive: true });
  });

  it(`has every acknowledged append once, ${KILLS} times over, and shows it once and in order to who listens`, async () => {
    const acknowledged: Acknowledged[] = [];
    const clear: unknown[] = [];
    const unclear: unknown[] = [];
    let over = false;
    const isOver = (): boolean => over;
    const write = async (writer: number): Promise<void> => {
      const stream = `case-${writer}`;
      for (let revision = -1; !isOver();) {
        const events = Array.from({ length: 1 + (writer % 3) }, event);
        const ids = events.map(({ id }) => id);
        for (;;) {
          try {
            const result = await store.append(stream, revision < 0 ? 'none' : revision, events);
            acknowledged.push({ ...result, stream, ids });
            revision = result.revision;
            break;
          } catch (error) {
            // Whoever is told that it is not known sends the same again.
            (error instanceof StoreUnavailable ? clear : unclear).push(error);
            if (isOver()) return;
          }
        }
      }
    };
    const seen: StoredEvent[] = [];
    const listening = new AbortController();
    const listen = async (): Promise<void> => {
      for await (const message of store.subscribeToAll({ signal: listening.signal })) {
        if (message.kind === 'events') seen.push(...message.events);
      }
    };

    const listener = listen();
    const writers = Array.from({ length: WRITERS }, (_, writer) => write(writer));
    for (let kill = 0; kill < KILLS; kill++) {
      const before = acknowledged.length;
      await until(() => acknowledged.length >= before + 300);
      await sleep(Math.random() * 100);
      await server.kill();
      await server.start();
    }
    over = true;
    await Promise.all(writers);
    const head = await store.head();
    await until(
      () => seen.at(-1)?.position,
      (position) => position === head,
    );
    listening.abort();
    await listener;
    await server.kill();

    expect(unclear).toEqual([]);
    const log = await wholeLog(join(folder, 'events.db'));
    const places = new Map(log.map(({ stream, id, revision }) => [id, `${stream}@${revision}`]));
    expect(places.size).toBe(log.length);
    const missing = acknowledged.filter(({ stream, ids, revision }) =>
      ids.some((id, index) => places.get(id) !== `${stream}@${revision - ids.length + 1 + index}`),
    );
    expect(missing).toEqual([]);
    expect(seen.map(({ id }) => id)).toEqual(log.map(({ id }) => id));
    expect(store.metrics.unresolvedAppends).toBeGreaterThan(0);
  }, 120_000);

  it('is found again when it was away for long', async () => {
    await store.append('case-1', 'none', [event()]);
    await server.kill();
    const append = store.append('case-1', 0, [event()]);
    await sleep(6_000);
    await server.start();

    expect(await append).toMatchObject({ revision: 1 });
  }, 60_000);
});

async function wholeLog(file: string): Promise<StoredEvent[]> {
  const store = EmbeddedEventStore.open({ file });
  const { events } = await store.readAll({ max: 1_000_000 });
  await store.close();
  return events;
}

function event() {
  return { id: randomUUID(), type: 'LampNoted', data: '{"note":"out"}', metadata: '{}' };
}
