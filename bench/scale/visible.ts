import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchResult } from '../bench-result';
import { percentile } from './percentiles';
import { asked } from './started';

const IN_FLIGHT = 64;
/** Seconds: of finding how much is too much, and of half of that. */
const FLAT_OUT = 5;
const HALF_LOAD = 10;
/** What anybody may wait to see what they have just done, in milliseconds. */
const LIMIT_MS = 100;

const query = {
  service: 'street-lighting-fault',
  channel: 'phone',
  summary: 'Street light out',
  location: { lat: 54.5705, lon: -1.3188, ward: 'Market' },
};

interface Raised {
  reference: string;
  position: string;
}

/**
 * From the answer to a command until every read model that shows cases answers with it, at half of the load that the
 * server can take: the 99th percentile. One command in eight is followed, so that the looking is not the load.
 */
export async function visible(url: string, cases: number): Promise<BenchResult> {
  const raise = (): Promise<Raised> => asked(`${url}/cases`, query);
  const most = await flatOut(raise);
  const settled = await raise();
  for (let stale = true; stale;) stale = await isStale(url, settled);

  const waits: number[] = [];
  const underWay: Promise<void>[] = [];
  const start = performance.now();
  const follow = async (number: number): Promise<void> => {
    const raised = await raise();
    if (number % 8 !== 0) return;
    const appended = performance.now();
    while (await isStale(url, raised)) continue;
    waits.push(performance.now() - appended);
  };
  for (let elapsed = 0; elapsed < HALF_LOAD; elapsed = (performance.now() - start) / 1_000) {
    while (underWay.length < (elapsed * most) / 2) underWay.push(follow(underWay.length));
    await sleep(5);
  }
  await Promise.all(underWay);
  const ours = percentile(waits, 99);
  const rate = Math.round(most / 2).toLocaleString('en-GB');
  const what = `appended → visible in every read model, p99, at ${rate} commands/s, half the most, beside ${cases.toLocaleString('en-GB')} cases`;
  return { what, ours, ceiling: LIMIT_MS, unit: 'ms', ratio: ours / LIMIT_MS };
}

/** Commands per second, as many as the server takes. */
async function flatOut(raise: () => Promise<unknown>): Promise<number> {
  const end = performance.now() + FLAT_OUT * 1_000;
  let commands = 0;
  const client = async (): Promise<void> => {
    for (; performance.now() < end; commands++) await raise();
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, client));
  return commands / FLAT_OUT;
}

/** Asks every read model of cases, each of which waits until it knows the command; whether any gave up. */
async function isStale(url: string, { reference, position }: Raised): Promise<boolean> {
  const answers = await Promise.all(
    [
      `/cases/${reference}`,
      `/cases/${reference}/timeline`,
      '/queue?department=governance&limit=1',
      '/service-excellence?from=2012-01-01&to=2012-01-01',
    ].map((path) =>
      asked<{ freshness: { stale: boolean } }>(
        `${url}${path}${path.includes('?') ? '&' : '?'}waitFor=${position}`,
      ),
    ),
  );
  return answers.some(({ freshness }) => freshness.stale);
}
