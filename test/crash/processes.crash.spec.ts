import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LogBuilder } from '../../libs/testing/log-builder';
import { openProcesses } from '../processes/processes-until-killed';

const SCRIPT = join(process.cwd(), 'dist/test/processes/processes-until-killed.js');
const KILLS = 15;
/** Milliseconds that each life lasts at most. */
const LONGEST_LIFE = 400;

describe('a worker that is killed again and again while dates pass', () => {
  let log: LogBuilder;
  beforeEach(async () => (log = await LogBuilder.open()));
  afterEach(() => log.dispose());

  it('records each missed date of each case, and none twice', async () => {
    await log.store.close();
    for (let kill = 0; kill < KILLS; kill++) await liveAndDie(log.folder, Math.random() * LONGEST_LIFE);

    const { store, jobs, catalogue, runner } = await openProcesses(log.folder);
    await runner.catchUp();
    await jobs.settled();
    const missed = new Map<string, string[]>();
    for (let from, atEnd = false; !atEnd;) {
      const page = await store.readAll({ from, filter: { streamPrefixes: ['case-'] } });
      for (const { stream, type, data } of page.events) {
        const targets = missed.get(stream) ?? [];
        if (type === 'TargetMissed') targets.push((JSON.parse(data) as { target: string }).target);
        missed.set(stream, targets);
      }
      ({ next: from, atEnd } = page);
    }
    await jobs.close();
    await catalogue.close();
    await store.close();

    expect(missed.size).toBeGreaterThan(KILLS);
    const wrong = [...missed].filter(([, targets]) => targets.toSorted().join() !== 'acknowledge,resolve');
    expect(wrong).toEqual([]);
  }, 120_000);
});

async function liveAndDie(folder: string, milliseconds: number): Promise<void> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', SCRIPT, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  await sleep(milliseconds);
  child.kill('SIGKILL');
  const [, signal] = (await once(child, 'close')) as [number | null, string | null];
  // It ends by being killed, not by a fault of its own.
  expect(signal).toBe('SIGKILL');
}
