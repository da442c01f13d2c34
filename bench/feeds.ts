import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DepartmentClient } from '@guildhall/contracts/client/department-client';
import type { BenchResult } from './bench-result';

const IN_FLIGHT = 64;
/** Seconds: of warming up, of finding how much is too much, of half of that. */
const WARM_UP = 2;
const FLAT_OUT = 4;
const HALF_LOAD = 10;
/** What a department may wait for an event, in milliseconds. */
const LIMIT = 100;

const query = {
  service: 'street-lighting-fault',
  channel: 'phone',
  summary: 'Street light out',
  description: 'Dark for a week outside the surgery; an old lady fell there yesterday evening.',
};

/** The 99th of a hundred. */
const p99 = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.99) - 1] ?? NaN;

async function post(url: string, body: object): Promise<{ reference: string }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return (await response.json()) as { reference: string };
}

/** Two commands: a query is raised and goes to the department. */
async function raiseAndForward(url: string): Promise<void> {
  const { reference } = await post(`${url}/cases`, query);
  await post(`${url}/cases/${reference}/forward`, { department: 'highways' });
}

/** As many as the server takes. Answers cases per second. */
async function flatOut(url: string, seconds: number): Promise<number> {
  const end = performance.now() + seconds * 1_000;
  let cases = 0;
  const client = async (): Promise<void> => {
    for (; performance.now() < end; cases++) await raiseAndForward(url);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, client));
  return cases / seconds;
}

/** So many a second, whether or not the server keeps up. Answers how many there were. */
async function steadily(url: string, perSecond: number, seconds: number): Promise<number> {
  const start = performance.now();
  const underWay: Promise<void>[] = [];
  for (;;) {
    const elapsed = (performance.now() - start) / 1_000;
    while (underWay.length < Math.min(elapsed, seconds) * perSecond) underWay.push(raiseAndForward(url));
    if (elapsed >= seconds) break;
    await sleep(5);
  }
  await Promise.all(underWay);
  return underWay.length;
}

/**
 * How long after a command was received its event is with the department's live reader: the 99th percentile at half
 * of the load that the server can take, everything else running beside it. The time to append it is in the figure.
 */
export async function feedsBench(): Promise<BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'guildhall-bench-'));
  const server = fork(join(__dirname, 'raise-server.js'), ['whole'], {
    env: { ...process.env, PORT: '0', GUILDHALL_DATA: folder },
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const ending = new AbortController();
  try {
    const [{ url }] = (await once(server, 'message')) as [{ url: string }];
    await flatOut(url, WARM_UP);
    const most = await flatOut(url, FLAT_OUT);

    const client = new DepartmentClient({ url, department: 'highways' });
    await caughtUp(client);
    const waits: number[] = [];
    const reading = (async () => {
      for await (const { event } of client.follow({ after: 'end', signal: ending.signal })) {
        waits.push(Date.now() - Date.parse(event.recordedtime));
      }
    })();
    const published = await steadily(url, most / 2, HALF_LOAD);
    while (waits.length < published) await sleep(10);
    ending.abort();
    await reading;

    const ours = p99(waits);
    const rate = Math.round(most).toLocaleString('en-GB');
    const what = `command → seen by a department's live reader, p99, at ${rate} commands/s, half the most`;
    return [{ what, ours, ceiling: LIMIT, unit: 'ms', ratio: ours / LIMIT }];
  } finally {
    ending.abort();
    server.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Resolves when the feed has not moved for a second: what was raised flat out has been published. */
async function caughtUp(client: DepartmentClient): Promise<void> {
  for (let before = '', quiet = 0; quiet < 10;) {
    const { next } = await client.page({ after: 'end' });
    quiet = next === before ? quiet + 1 : 0;
    before = next;
    await sleep(100);
  }
}
