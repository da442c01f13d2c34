import { randomUUID } from 'node:crypto';
import type { EmbeddedEventStore } from '../../event-store/embedded/embedded-event-store';
import type { LogRecord } from '../../event-store/embedded/log-record';
import type { GroupName } from '../errors';
import { appendEvents, metadataRecord } from '../streams/append-events';
import { deleteStream } from '../streams/delete-stream';
import { LINK, linkTo, targetOf } from '../streams/links';
import type { StreamPages } from '../streams/stream-pages';
import { metastreamOf } from '../streams/stream-state';
import { parkedStreamOf } from './system-streams';

/** A parked message, and where it stands in the parked stream. */
export interface Parked {
  revision: number;
  /** Left out when its event may no longer be read. */
  record: LogRecord | undefined;
}

/** The messages that a group has given up on, until somebody wants them replayed: links in a stream of the log. */
export class ParkedMessages {
  readonly #stream: string;

  constructor(
    private readonly store: EmbeddedEventStore,
    private readonly pages: StreamPages,
    name: GroupName,
  ) {
    this.#stream = parkedStreamOf(name);
  }

  /** Resolves when it is on disk. */
  async add(record: LogRecord, reason: string): Promise<void> {
    const link = {
      id: randomUUID(),
      type: LINK,
      data: linkTo(record),
      metadata: JSON.stringify({ added: new Date().toISOString(), reason, $causedBy: record.id }),
    };
    await appendEvents(this.store, this.#stream, 'any', [link]);
  }

  count(): number {
    return this.pages.exists(this.#stream)
      ? this.pages.last(this.#stream) - this.pages.first(this.#stream) + 1
      : 0;
  }

  /** Some of them after this revision, in the order in which they were parked. */
  after(revision: number, max: number): Parked[] {
    const { records } = this.pages.page(this.#stream, 'forwards', revision + 1, max);
    return records.map((link) => {
      const target = targetOf(link);
      return { revision: link.revision, record: target && this.pages.event(target.stream, target.revision) };
    });
  }

  /** Those up to this revision are settled. */
  async forget(revision: number): Promise<void> {
    await appendEvents(this.store, metastreamOf(this.#stream), 'any', [
      metadataRecord({ $tb: revision + 1 }),
    ]);
  }

  async forgetAll(): Promise<void> {
    await deleteStream(this.store, this.#stream, 'any');
  }
}
