import { departmentStream } from '../../contracts/department-event';
import { checkTold } from '../../contracts/enveloped';
import { type EventStore, type Position, RevisionConflict, START } from '../../event-store/event-store';
import { blaming } from './cause';
import { type Due, isAfter, lastPublished, type Place, placeOf, stored } from './published-event';
import { Recent } from './recent';
import { timesTold } from './told-before';

/** Events of one append: some hundred kilobytes, where EventStoreDB takes a megabyte. */
const APPENDED_AT_ONCE = 250;

/** Cases whose count is remembered, each some hundred bytes. */
const REMEMBERED = 10_000;

/** Where a feed ends. */
interface End {
  revision: number;
  /** Everything up to here has been published. */
  place: Place;
}

const beforeAll: Place = { position: START, reference: '' };

/**
 * What one department is told. Its own end says what has been published, and every append names the revision it goes
 * behind: whatever was published already, by whomever, is left out, and nothing is left out that was not.
 */
export class DepartmentFeed {
  readonly stream: string;
  private due: Due[] = [];
  /** Undefined until it has been looked at; null when there is nothing yet. */
  private known: End | null | undefined;
  private readonly sequences = new Recent<number>(REMEMBERED);

  constructor(
    private readonly store: EventStore,
    readonly department: string,
    private readonly calendars: () => readonly Position[],
  ) {
    this.stream = departmentStream(department);
  }

  /** @throws UnpublishableEvent when it is not what the contract says */
  add(due: Due): void {
    this.due.push({ ...due, told: blaming(due.cause, () => checkTold(due.told)) });
  }

  /** There is as much to publish as one append takes. */
  get isFull(): boolean {
    return this.due.length >= APPENDED_AT_ONCE;
  }

  /** Null when nothing has been published. */
  async end(): Promise<End | null> {
    this.known ??= await this.lookAtEnd();
    return this.known;
  }

  /** Publishes what was added, in that order, and leaves out what has been. */
  async publish(): Promise<void> {
    while (this.due.length > 0) {
      const end = await this.end();
      const left = end ? this.due.findIndex((due) => isAfter(placeOf(due), end.place)) : 0;
      this.due = left < 0 ? [] : this.due.slice(left);
      const next = this.due.slice(0, APPENDED_AT_ONCE);
      if (next.length > 0 && (await this.append(next, end))) this.due = this.due.slice(next.length);
    }
  }

  /** Answers false when somebody else has published here meanwhile. */
  private async append(next: readonly Due[], end: End | null): Promise<boolean> {
    const events = [];
    for (const due of next) events.push(stored(due, await this.nextSequence(due, end)));
    try {
      const { revision } = await this.store.append(this.stream, end ? end.revision : 'none', events);
      const last = next.at(-1);
      if (last) this.known = { revision, place: placeOf(last) };
      return true;
    } catch (fault) {
      if (!(fault instanceof RevisionConflict)) throw fault;
      // The stream is where it was: it holds some of these events further up, which looking again does not mend.
      if (fault.actual === end?.revision) throw new Error(`${this.stream} is out of order`, { cause: fault });
      this.known = undefined;
      this.sequences.clear();
      return false;
    }
  }

  private async nextSequence(due: Due, end: End | null): Promise<number> {
    const before = this.sequences.get(due.reference) ?? (await this.timesTold(due, end));
    this.sequences.set(due.reference, before + 1);
    return before + 1;
  }

  private async timesTold(due: Due, end: End | null): Promise<number> {
    if (!end || due.isFirst) return 0;
    const feed = { stream: this.stream, last: end.revision };
    return timesTold(this.store, feed, placeOf(due), this.calendars());
  }

  private async lookAtEnd(): Promise<End | null> {
    const [last] = await this.store.readStream(this.stream, { direction: 'backwards', max: 1 });
    if (!last) return null;
    const place = (await lastPublished(this.store, this.stream, last.revision)) ?? beforeAll;
    return { revision: last.revision, place };
  }
}
