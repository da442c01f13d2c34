import { eventId, type EventCodec, type Sealer } from '../event-sourcing/event-codec';
import type { EventMetadata } from '../event-sourcing/metadata';
import type { Recorded } from '../event-sourcing/recorded-event';
import type { AppendResult, EventStore, ExpectedRevision } from '../event-store/event-store';
import type { KeyChoice, Keyring } from '../keyring/keyring';
import type { CommandContext } from './command-context';

const PAGE = 1_000;
/** Streams whose box is remembered, each a few hundred bytes. */
const REMEMBERED = 10_000;

/** Whose key the stream's own key is wrapped with, when it is made. */
export type KeyOwner = Pick<KeyChoice, 'customerId'>;

/** The log as commands use it: events in and out of the store, checked, sealed and numbered on the way. */
export class EventLog {
  /** A box of each stream that was read lately: it names the key that the stream goes on with. */
  private readonly boxes = new Map<string, string>();

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
      if (page.length < PAGE) break;
    }
    this.rememberBox(stream, history);
    return history;
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
    const sealer = decisions.some(({ events }) => events.some(({ type }) => this.codec.seals(type)))
      ? await this.sealerFor(stream, expected, owner)
      : nothingToSeal;
    return this.store.append(
      stream,
      expected,
      decisions.flatMap(({ events, context }) => {
        const metadata = metadataOf(context);
        return events.map((event, index) =>
          this.codec.encode(event, metadata, {
            id: eventId(context.commandId, stream, index),
            stream,
            sealer,
          }),
        );
      }),
    );
  }

  private async sealerFor(stream: string, expected: ExpectedRevision, owner?: KeyOwner): Promise<Sealer> {
    const box = expected === 'none' ? undefined : await this.boxOf(stream);
    return this.keyring.sealerFor(stream, { ...owner, box });
  }

  private async boxOf(stream: string): Promise<string | undefined> {
    if (!this.boxes.has(stream)) await this.load(stream);
    return this.boxes.get(stream);
  }

  private rememberBox(stream: string, history: readonly Recorded[]): void {
    const box = history.find(({ data }) => typeof data['sealed'] === 'string')?.data['sealed'];
    if (typeof box !== 'string') return;
    if (this.boxes.size >= REMEMBERED) this.boxes.clear();
    this.boxes.set(stream, box);
  }
}

const nothingToSeal: Sealer = {
  seal: (stream) => {
    throw new Error(`Nothing personal was expected in ${stream}`);
  },
};

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
