import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { EmbeddedJobs } from '../../libs/jobs/embedded/embedded-jobs';
import { until } from '../../libs/testing/until';
import { type Said, timers } from '../processes/jobs-until-killed';

const SCRIPT = join(process.cwd(), 'dist/test/processes/jobs-until-killed.js');
const KILLS = 30;
/** In milliseconds, from the first word it says. */
const LONGEST_LIFE = 150;

describe('A program that is killed while it does its jobs', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'guildhall-crash-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it(`forgets none, and does none again that it had finished, ${KILLS} times on one file`, async () => {
    const file = join(folder, 'jobs.sqlite');
    const said: Said[] = [];
    for (let kill = 0; kill < KILLS; kill++) said.push(...(await runUntilKilled(file, `life-${kill}`)));
    said.push(...(await finish(file)));

    const idsOf = (what: Said['what']): Set<string> =>
      new Set(said.flatMap((word) => (word.what !== what ? [] : 'ids' in word ? word.ids : word.id)));
    const [finished, unwanted] = [idsOf('finished'), idsOf('unwanted')];
    expect(finished.size).toBeGreaterThan(KILLS);
    expect([...idsOf('acknowledged')].filter((id) => !finished.has(id) && !unwanted.has(id))).toEqual([]);
    expect(begunAgain(said)).toEqual([]);
  }, 120_000);
});

/** Starts the program, lets it live for a random while, and answers what it had said when it was killed. */
async function runUntilKilled(file: string, name: string): Promise<Said[]> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', SCRIPT, file, name], {
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
  return whole.split('\n').map((line) => JSON.parse(line) as Said);
}

/** Does what is left, and is not killed. */
async function finish(file: string): Promise<Said[]> {
  const said: Said[] = [];
  const jobs = EmbeddedJobs.open({ file });
  const queue = jobs.queue(timers);
  queue.work(({ id }) => {
    said.push({ what: 'begun', id }, { what: 'finished', id });
    return Promise.resolve(undefined);
  });
  const left = async (): Promise<number> => {
    const { scheduled, due, inHand } = await queue.figures();
    return scheduled + due + inHand;
  };
  await until(left, (count) => count === 0);
  expect(await queue.dead()).toEqual([]);
  await jobs.close();
  return said;
}

/** Jobs that somebody would notice twice: they were begun although it was settled that they were finished or not wanted. */
function begunAgain(said: readonly Said[]): string[] {
  const settled = new Set<string>();
  return said.flatMap((word) => {
    if (word.what === 'settled' || word.what === 'cancelled') settled.add(word.id);
    return word.what === 'begun' && settled.has(word.id) ? word.id : [];
  });
}
