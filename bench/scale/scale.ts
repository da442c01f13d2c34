import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchResult } from '../bench-result';
import { figuresOfAYear } from './figures-of-a-year';
import { eventsIn, pastIn } from './past-log';
import { queuePages } from './queue-pages';
import { besideBareUpserts, rebuild } from './rebuild';
import { started } from './started';
import { visible } from './visible';

const DEFAULT_CASES = 100_000;
/** Smaller councils, for whom a page of a queue should take as long. */
const SMALLER = [10_000, 100_000];

/**
 * What a council with so many cases behind it can expect: its read models built from the start of the log, its queues and
 * its figures asked for over HTTP while nothing else is done, and how soon what it does is seen.
 * @param keptIn a folder in which the logs are kept, so that another run need not write them again
 */
export async function scaleBench(cases = DEFAULT_CASES, keptIn?: string): Promise<BenchResult[]> {
  const place = keptIn ?? mkdtempSync(join(tmpdir(), 'guildhall-scale-'));
  const results: BenchResult[] = [];
  try {
    for (const size of [...SMALLER.filter((smaller) => smaller < cases), cases]) {
      const folder = join(place, String(size));
      const events = await pastIn(folder, size, (written) => progress(`writing ${written} of ${size} cases`));
      progress(`building the read models of ${size} cases`);
      const rebuilt = await rebuild(folder, events);
      const { first, end } = await started<{ url: string }>('reading-server', folder);
      try {
        progress(`asking the server of ${size} cases`);
        results.push(await queuePages(first.url, size));
        if (size < cases) continue;
        results.push(...(await figuresOfAYear(first.url, size)));
        results.push(await visible(first.url, size));
      } finally {
        await end();
      }
      // Last, for it leaves gigabytes to the disk, which others would wait behind.
      progress(`writing the rows of ${size} cases without Guildhall`);
      results.push(...(await besideBareUpserts(folder, size, rebuilt, await eventsIn(folder))));
    }
    return results;
  } finally {
    progress('');
    if (keptIn === undefined) rmSync(place, { recursive: true });
  }
}

/** On a terminal's last line, out of the way of the table. */
const progress = (doing: string): void => void process.stderr.write(`\r\u001b[K${doing}`);
