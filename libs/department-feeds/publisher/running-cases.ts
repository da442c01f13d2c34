import { CaseClosed, CaseLeft, CaseWithdrawn } from '../../contracts/department-events';
import type { EventReader } from '../../event-store/event-store';
import { readPublished } from './published-event';

const PAGE = 1_000;

/** After these a case's clock does not run for the department; after anything else it may. */
const ends: ReadonlySet<string> = new Set([CaseLeft.type, CaseClosed.type, CaseWithdrawn.type]);

/**
 * The cases of a feed whose clocks may run, in the order of their references. Reads the whole feed: bank holidays are
 * published a few times a year, and an index would have to be kept all the year.
 */
export async function runningCases(log: EventReader, stream: string): Promise<string[]> {
  const running = new Set<string>();
  for (let from = 0; ; from += PAGE) {
    const page = await log.readStream(stream, { from, max: PAGE });
    for (const event of page) {
      const published = readPublished(event);
      if (!published) continue;
      const { type, subject } = published.event;
      if (ends.has(type)) running.delete(subject);
      else running.add(subject);
    }
    if (page.length < PAGE) return [...running].sort();
  }
}
