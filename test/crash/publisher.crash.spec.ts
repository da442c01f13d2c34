import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DepartmentFeedPublisher } from '../../libs/department-feeds/publisher/department-feed-publisher';
import { EmbeddedEventStore } from '../../libs/event-store/embedded/embedded-event-store';
import { expectedFeeds, feedsIn } from '../../libs/testing/feeds';
import { LogBuilder } from '../../libs/testing/log-builder';

const SCRIPT = join(process.cwd(), 'dist/test/processes/publish-until-killed.js');
const KILLS = 15;
/** Milliseconds that each life lasts at most. */
const LONGEST_LIFE = 250;

describe('a publisher whose process is killed again and again while cases are written', () => {
  let log: LogBuilder;
  beforeEach(async () => (log = await LogBuilder.open()));
  afterEach(() => log.dispose());

  it('publishes every event once and in order, and leaves none out', async () => {
    await log.store.close();
    for (let kill = 0; kill < KILLS; kill++) await liveAndDie(log.logFile, Math.random() * LONGEST_LIFE);

    const store = EmbeddedEventStore.open({ file: log.logFile });
    const before = await feedsIn(store);
    await new DepartmentFeedPublisher(store).catchUp();
    const feeds = await feedsIn(store);
    const expected = await expectedFeeds(store);
    await store.close();

    expect(Object.keys(before)).toContain('highways');
    expect(feeds).toEqual(expected);
  }, 120_000);
});

async function liveAndDie(file: string, milliseconds: number): Promise<void> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', SCRIPT, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  await sleep(milliseconds);
  child.kill('SIGKILL');
  const [, signal] = (await once(child, 'close')) as [number | null, string | null];
  // It ends by being killed, not by a fault of its own.
  expect(signal).toBe('SIGKILL');
}
