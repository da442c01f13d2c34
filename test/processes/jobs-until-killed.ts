import { writeSync } from 'node:fs';
import { z } from 'zod';
import { EmbeddedJobs } from '../../libs/jobs/embedded/embedded-jobs';
import { queueType } from '../../libs/jobs/jobs';

/** What the crash test is told, one line of JSON each. */
export type Said =
  | { what: 'acknowledged'; ids: string[] }
  | { what: 'unwanted'; id: string }
  | { what: 'cancelled'; id: string }
  | { what: 'begun'; id: string }
  /** By its handler. */
  | { what: 'finished'; id: string }
  /** It is on disk that it was finished. */
  | { what: 'settled'; id: string };

export const timers = queueType<{ case: string }>({
  name: 'timers',
  payload: z.object({ case: z.string() }),
  // It is killed more often than a job that kills its program would be tried.
  retry: { attempts: 1_000, firstDelayMs: 5, longestDelayMs: 5 },
});

const AT_ONCE = 20;

/** Straight to the pipe: what the program has said, it has said, whenever it is killed. */
function say(said: Said): void {
  writeSync(1, `${JSON.stringify(said)}\n`);
}

/** Schedules jobs that are due within moments, some of them twice or moved, cancels one in ten, and does what is due. */
async function run(file: string, name: string): Promise<never> {
  const jobs = EmbeddedJobs.open({
    file,
    onOutcome: ({ id, outcome }) => {
      if (outcome === 'done') say({ what: 'settled', id });
    },
  });
  const queue = jobs.queue(timers);
  queue.work(
    async ({ id, attempt }) => {
      say({ what: 'begun', id });
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
      if (attempt === 1 && id.endsWith('7')) throw new Error('Not the first time');
      say({ what: 'finished', id });
    },
    { concurrency: 20 },
  );
  for (let round = 0; ; round++) {
    const ids = Array.from({ length: AT_ONCE }, (_, index) => `${name}-${round}-${index}`);
    const at = Date.now() + Math.floor(Math.random() * 40);
    await queue.schedule(ids.map((id) => ({ id, at: at + 1_000, payload: { case: id } })));
    // Moved to sooner, before anybody is told.
    await queue.schedule(ids.map((id) => ({ id, at, payload: { case: id } })));
    say({ what: 'acknowledged', ids });
    const [unwanted = ''] = ids;
    say({ what: 'unwanted', id: unwanted });
    await queue.cancel([unwanted]);
    say({ what: 'cancelled', id: unwanted });
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

if (require.main === module) {
  const [file = '', name = ''] = process.argv.slice(2);
  void run(file, name);
}
