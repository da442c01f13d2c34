import { randomUUID } from 'node:crypto';
import type { EmbeddedEventStore } from '../../event-store/embedded/embedded-event-store';
import type { GroupName } from '../errors';
import { appendEvents } from '../streams/append-events';
import { deleteStream } from '../streams/delete-stream';
import type { StreamPages } from '../streams/stream-pages';
import { checkpointStreamOf } from './system-streams';

/** How far a group has come, kept in the log: everything up to there is settled, so that a restart goes on after it. */
export class Checkpoints {
  readonly #stream: string;

  constructor(
    private readonly store: EmbeddedEventStore,
    private readonly pages: StreamPages,
    name: GroupName,
  ) {
    this.#stream = checkpointStreamOf(name);
  }

  /** As the source writes a place; undefined when there is none yet. */
  read(): string | undefined {
    const [record] = this.pages.page(this.#stream, 'backwards', Infinity, 1).records;
    return record && (JSON.parse(String(record.data)) as string);
  }

  async write(place: string): Promise<void> {
    const record = {
      id: randomUUID(),
      type: '$SubscriptionCheckpoint',
      data: JSON.stringify(place),
      metadata: '',
    };
    await appendEvents(this.store, this.#stream, 'any', [record]);
  }

  async forget(): Promise<void> {
    await deleteStream(this.store, this.#stream, 'any');
  }
}
