import { departmentStream, type FeedEvent } from '../../contracts/department-event';
import type { EventReader, StoredEvent } from '../../event-store/event-store';

/** An event of a department's feed, in its place. */
export interface FeedEntry {
  /** Place in the department's stream, from 0. */
  revision: number;
  event: FeedEvent;
  /** The event as text, to the letter as it was published. */
  json: string;
}

export interface FeedPage {
  entries: readonly FeedEntry[];
  /** The revision that comes after this page. */
  next: number;
  /** There was nothing more when the page was read. */
  atEnd: boolean;
}

/** The feeds of all departments, to be read from any place. */
export class DepartmentFeeds {
  private readonly underWay = new Map<string, Promise<FeedPage>>();

  constructor(private readonly store: EventReader) {}

  /** Who asks for the same page while it is being read shares it: one event wakes many readers at the same place. */
  page(department: string, from: number, max: number): Promise<FeedPage> {
    const key = `${department} ${from} ${max}`;
    const already = this.underWay.get(key);
    if (already) return already;
    const reading = this.read(department, from, max).finally(() => this.underWay.delete(key));
    this.underWay.set(key, reading);
    return reading;
  }

  /** The entries at these revisions, given in ascending order; those that are there. */
  async pick(department: string, revisions: readonly number[]): Promise<FeedEntry[]> {
    const stream = departmentStream(department);
    const found = await Promise.all(runsIn(revisions).map((run) => this.store.readStream(stream, run)));
    const wanted = new Set(revisions);
    return found
      .flat()
      .filter(({ revision }) => wanted.has(revision))
      .flatMap(entryOf);
  }

  /** The revision that the next event will have: how many events there are. */
  async end(department: string): Promise<number> {
    const [last] = await this.store.readStream(departmentStream(department), {
      direction: 'backwards',
      max: 1,
    });
    return last ? last.revision + 1 : 0;
  }

  private async read(department: string, from: number, max: number): Promise<FeedPage> {
    // One more than wanted tells whether this is the end.
    const stored = await this.store.readStream(departmentStream(department), { from, max: max + 1 });
    const page = stored.slice(0, max);
    const next = (page.at(-1)?.revision ?? from - 1) + 1;
    return { entries: page.flatMap(entryOf), next, atEnd: stored.length <= max };
  }
}

/**
 * None for what is no CloudEvent: other clients of the store can write to a stream too, and a stray event must not end
 * the feed. What an event's data says was checked when it was published.
 */
function entryOf({ revision, data: json }: StoredEvent): FeedEntry[] {
  const event = parsed(json);
  const isEvent = typeof event?.type === 'string' && typeof event.subject === 'string';
  return isEvent ? [{ revision, event: event as FeedEvent, json }] : [];
}

function parsed(json: string): Partial<FeedEvent> | null {
  try {
    return JSON.parse(json) as Partial<FeedEvent> | null;
  } catch {
    return null;
  }
}

/** Ascending numbers as stretches without a gap. */
function runsIn(revisions: readonly number[]): { from: number; max: number }[] {
  const runs: { from: number; max: number }[] = [];
  for (const revision of revisions) {
    const run = runs.at(-1);
    if (run && run.from + run.max === revision) run.max++;
    else runs.push({ from: revision, max: 1 });
  }
  return runs;
}
