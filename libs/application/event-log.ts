import { eventId, type EventCodec } from '../event-sourcing/event-codec';
import type { EventMetadata } from '../event-sourcing/metadata';
import type { Recorded } from '../event-sourcing/recorded-event';
import type { AppendResult, EventStore, ExpectedRevision } from '../event-store/event-store';
import type { Keyring, KeyOwner } from '../keyring/keyring';
import type { CommandContext } from './command-context';

const PAGE = 1_000;

/** The log as commands use it: events in and out of the store, checked, sealed and numbered on the way. */
export class EventLog {
  constructor(
    private readonly store: EventStore,
    private readonly codec: EventCodec,
    private readonly keyring: Keyring,
  ) {}

  /** The whole history of a stream, oldest first; empty when it does not exist. */
  async load(stream: string): Promise<Recorded[]> {
    const history: Recorded[] = [];
    for (;;) {
      const page = await this.store.readStream(stream, { from: history.length, max: PAGE });
      for (const event of page) history.push(this.codec.decode(event));
      if (page.length < PAGE) return history;
    }
  }

  /**
   * Appends what was decided, all of it or nothing. What is personal is sealed under the stream's key, which is
   * durable first.
   * @throws RevisionConflict when the stream is not at `expected`
   * @throws UnwritableEvent when an event does not fit its schema: nothing is written
   */
  async append(
    stream: string,
    expected: ExpectedRevision,
    decisions: readonly Decided[],
    owner?: KeyOwner,
  ): Promise<AppendResult> {
    await this.keyring.prepare(stream, owner);
    return this.store.append(
      stream,
      expected,
      decisions.flatMap(({ events, context }) => {
        const metadata = metadataOf(context);
        return events.map((event, index) =>
          this.codec.encode(event, metadata, {
            id: eventId(context.commandId, stream, index),
            stream,
            sealer: this.keyring,
          }),
        );
      }),
    );
  }
}

/** The events that one command led to. */
export interface Decided {
  events: readonly { type: string; data: object }[];
  context: CommandContext;
}

function metadataOf(context: CommandContext): Omit<EventMetadata, 'schemaVersion'> {
  return {
    recordedAt: context.recordedAt,
    occurredAt: context.occurredAt,
    actor: context.actor,
    commandId: context.commandId,
    $correlationId: context.correlationId,
    $causationId: context.causationId ?? context.commandId,
    traceparent: context.traceparent,
    provenance: context.provenance,
  };
}
