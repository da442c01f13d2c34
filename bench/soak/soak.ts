import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../../apps/demo/random';
import { Opened } from '../../apps/program/opened';
import { accountFor } from './account';
import { SoakedDepartment } from './department';
import { HttpClient } from '../http-client';
import type { Latencies } from './latencies';
import { Ledger } from './ledger';
import { LoadClient } from './load';
import { report } from './report';
import { ServedProgram } from './served-program';
import type { SoakOptions } from './soak-arguments';

/** Members of the department's consumer group. */
const MEMBERS = 2;
/** Seconds between two lines of progress. */
const PROGRESS = 15;
/** Milliseconds between two looks at whether the program is still there. */
const LOOK_EVERY = 200;

/**
 * Loads a real program as long as it is told to, killing it at random where that is asked for, and accounts for every
 * command that it acknowledged.
 * @returns how much is unaccounted for
 */
export async function soak(options: SoakOptions, folder: string, interrupted: AbortSignal): Promise<number> {
  const opened = new Opened();
  try {
    return await soakOpened(opened, options, folder, interrupted);
  } finally {
    await opened.close();
  }
}

async function soakOpened(
  opened: Opened,
  options: SoakOptions,
  folder: string,
  interrupted: AbortSignal,
): Promise<number> {
  const [program, ledger, latencies] = [
    new ServedProgram(folder),
    new Ledger(),
    new Map<string, Latencies>(),
  ];
  opened.add(() => program.abandon());
  const department = new SoakedDepartment(program, ledger, 'highways');
  const began = performance.now();
  await program.start();
  const memory = { atStart: await residentBytes(program), atEnd: NaN };

  const ending = new AbortController();
  const signal = AbortSignal.any([interrupted, ending.signal]);
  const following = new AbortController();
  opened.add(() => following.abort());
  const feed = department.follow(following.signal);
  const load = Promise.all([
    ...Array.from({ length: options.clients }, (_, client) =>
      new LoadClient(program, ledger, latencies, `${options.seed}/${client}`).run(signal),
    ),
    ...Array.from({ length: MEMBERS }, (_, member) => department.work(`member-${member}`, signal)),
  ]);
  const progress = setInterval(() => showProgress(began, program, ledger), PROGRESS * 1_000);
  try {
    await Promise.race([load, feed, killAndEnd(options, program, signal)]);
  } finally {
    clearInterval(progress);
    ending.abort();
  }
  await load;
  memory.atEnd = await residentBytes(program);
  const seconds = (performance.now() - began) / 1_000;

  process.stderr.write('Accounting for every command…\n');
  await caughtUp(program);
  const left = await department.finish();
  if (left !== 0) ledger.fault(`The consumer group has ${left} events left that it was never given`);
  await compareOverHttp(program, ledger);
  await sleep(1_000);
  following.abort();
  await feed;
  const code = await program.stop();
  if (code !== 0) ledger.fault(`It ended with ${code} when it was asked to stop: ${program.said()}`);
  const account = await accountFor(folder, ledger, department);
  process.stdout.write(report({ options, program, ledger, latencies, account, memory, seconds, department }));
  return ledger.faults.length;
}

/** Resolves when it has gone on for long enough, or was killed often enough. */
async function killAndEnd(
  { minutes, killEvery, kills, seed }: SoakOptions,
  program: ServedProgram,
  signal: AbortSignal,
): Promise<void> {
  const random = new Random(`${seed}/kills`);
  const now = (): number => performance.now();
  const until = kills === undefined ? now() + minutes * 60_000 : Infinity;
  const isOver = (): boolean => signal.aborted || now() >= until || program.kills >= (kills ?? Infinity);
  while (!isOver()) {
    // From half as long to one and a half times as long.
    const killAt = killEvery === undefined ? Infinity : now() + killEvery * random.between(500, 1_500);
    while (!isOver() && now() < killAt) {
      if (program.hasDied) throw new Error(`Guildhall has ended by itself: ${program.said()}`);
      await sleep(Math.min(LOOK_EVERY, killAt - now()));
    }
    if (isOver()) return;
    await program.kill();
    await program.start();
  }
}

/** Every read model knows all that there is. */
async function caughtUp(program: ServedProgram): Promise<void> {
  const http = new HttpClient();
  for (;;) {
    const { body } = await http.ask(`${program.url}/health/ready`);
    const projections = body['projections'] as { behind: number | null; status: string; reason?: string }[];
    const stopped = projections.find(({ status }) => status === 'stopped');
    if (stopped) throw new Error(`A read model has stopped: ${stopped.reason ?? ''}`);
    if (projections.every(({ behind }) => behind === 0)) break;
    await sleep(100);
  }
  http.close();
}

/** Each case that was acknowledged is there for whoever asks, as far as it was acknowledged. */
async function compareOverHttp(program: ServedProgram, ledger: Ledger): Promise<void> {
  const revisions = new Map<string, number>();
  for (const { answer } of ledger.sent.values()) {
    if (typeof answer !== 'object') continue;
    revisions.set(answer.reference, Math.max(answer.revision, revisions.get(answer.reference) ?? 0));
  }
  const http = new HttpClient();
  const left = [...revisions];
  const asker = async (): Promise<void> => {
    for (let next = left.pop(); next; next = left.pop()) {
      const [reference, revision] = next;
      const { status, body } = await http.ask(`${program.url}/cases/${reference}`);
      if (status !== 200 || !(Number(body['revision']) >= revision))
        ledger.fault(
          `GET /cases/${reference} answered ${status} at ${String(body['revision'])}, not ${revision}`,
        );
      const timeline = await http.ask(`${program.url}/cases/${reference}/timeline`);
      if (timeline.status !== 200 || (timeline.body['entries'] as unknown[]).length === 0)
        ledger.fault(`GET /cases/${reference}/timeline answered ${timeline.status}`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, asker));
  http.close();
}

async function residentBytes(program: ServedProgram): Promise<number> {
  const http = new HttpClient();
  const { body } = await http.ask(`${program.url}/metrics`);
  http.close();
  return Number(/^process_resident_memory_bytes (\S+)/m.exec(String(body['text']))?.[1]);
}

function showProgress(began: number, { kills }: ServedProgram, ledger: Ledger): void {
  const { acknowledged } = ledger.counts();
  const seconds = Math.round((performance.now() - began) / 1_000);
  process.stderr.write(
    `${seconds} s: ${acknowledged.toLocaleString('en-GB')} commands acknowledged, ${kills} kills, ${ledger.faults.length} faults\n`,
  );
}
