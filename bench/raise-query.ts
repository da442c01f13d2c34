import autocannon from 'autocannon';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BenchResult, median } from './bench-result';

const CONNECTIONS = 64;
/** Seconds of each round, after one of warming up. */
const ROUND = 4;
const ROUNDS = 3;

const query = JSON.stringify({
  service: 'street-lighting-fault',
  channel: 'phone',
  summary: 'Street light out',
  description: 'Dark for a week outside the surgery; an old lady fell there yesterday evening.',
  location: { lat: 54.5705, lon: -1.3188, ward: 'Hartburn' },
  address: '12 Larch Close, Stockton-on-Tees',
});

type Mode = 'empty' | 'paused' | 'whole';

/** Requests per second of one kind of server, on an empty folder of its own. `settings` name another log, say. */
export async function raised(mode: Mode, settings: NodeJS.ProcessEnv = {}): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'guildhall-bench-'));
  const server = fork(join(__dirname, 'raise-server.js'), [mode], {
    env: { ...process.env, PORT: '0', GUILDHALL_DATA: folder, ...settings },
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  try {
    const [{ url }] = (await once(server, 'message')) as [{ url: string }];
    const load = (duration: number) =>
      autocannon({
        url: `${url}/cases`,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: query,
        connections: CONNECTIONS,
        duration,
      });
    await load(1);
    const { requests, duration, non2xx, errors } = await load(ROUND);
    if (non2xx + errors > 0) throw new Error(`${mode}: ${non2xx} refusals and ${errors} errors under load`);
    return requests.total / duration;
  } finally {
    server.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Durable raise-query commands per second over HTTP, with and without projections, against the same route with nothing behind it. */
export async function raiseQueryBench(): Promise<BenchResult[]> {
  const figures: Record<Mode, number[]> = { empty: [], paused: [], whole: [] };
  for (let n = 0; n < ROUNDS; n++) {
    for (const mode of ['empty', 'paused', 'whole'] as const) figures[mode].push(await raised(mode));
  }
  const [ceiling, paused, whole] = [figures.empty, figures.paused, figures.whole].map(median) as [
    number,
    number,
    number,
  ];
  const against = { ceiling, unit: 'commands/s' };
  return [
    {
      what: 'raise a query over HTTP, durable, 64 in flight, projections paused',
      ours: paused,
      ratio: paused / ceiling,
      ...against,
    },
    { what: 'the same with projections running beside it', ours: whole, ratio: whole / ceiling, ...against },
  ];
}
