import { termsOfEvent } from '../domain/customer/contact-term';
import { type EncodedEvent, eventId, type EventCodec, type Sealer } from '../event-sourcing/event-codec';
import type { EventMetadata } from '../event-sourcing/metadata';
import type { Message } from '../event-sourcing/decider';
import type { AnyStored, Recorded } from '../event-sourcing/recorded-event';
import type { AppendResult, EventStore, ExpectedRevision } from '../event-store/event-store';
import type { KeyChoice, Keyring } from '../keyring/keyring';
import type { CommandContext } from './command-context';
import { Histories } from './histories';

const PAGE = 1_000;

/** Whose key the stream's own key is wrapped with, when it is made. */
export type KeyOwner = Pick<KeyChoice, 'customerId'>;

interface Place {
  stream: string;
  revision: number;
  position: string;
}

/** The log as commands use it: events in and out of the store, checked, sealed and numbered on the way. */
export class EventLog {
  private readonly histories: Histories<EncodedEvent & Place>;

  constructor(
    private readonly store: EventStore,
    private readonly codec: EventCodec,
    private readonly keyring: Pick<Keyring, 'sealerFor'>,
    /** How many events it remembers at most; the default suits one process. */
    remembered?: number,
  ) {
    this.histories = new Histories((event) => codec.decode(event), remembered);
  }

  /**
   * The whole history of a stream as it stands now, oldest first; empty when it does not exist.
   * @typeParam Stored what the stream holds: its name says so, and the codec has checked each event
   */
  async load<Stored extends Message = AnyStored>(stream: string): Promise<readonly Recorded<Stored>[]> {
    const history = [...this.histories.of(stream)];
    for (;;) {
      const page = await this.store.readStream(stream, { from: history.length, max: PAGE });
      for (const event of page) history.push(this.codec.decode(event));
      if (page.length < PAGE) break;
    }
    this.histories.read(stream, history);
    return history as readonly Recorded[] as unknown as readonly Recorded<Stored>[];
  }

  /**
   * The history as it was seen here last, without looking; undefined when it is not remembered. Append at its
   * revision, and the store says whether it is old; for an answer that appends nothing, {@link load} it.
   */
  recall<Stored extends Message = AnyStored>(stream: string): readonly Recorded<Stored>[] | undefined {
    return this.histories.latest(stream) as readonly Recorded<Stored>[] | undefined;
  }

  /**
   * Appends what was decided, all of it or nothing. What is personal is sealed under the stream's key, which is
   * durable first, and with it by what the stream is found.
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
      ? await this.sealerFor(stream, expected, { ...owner, findBy: termsOf(decisions) })
      : nothingToSeal;
    const encoded = decisions.flatMap(({ events, context }) => {
      const metadata = metadataOf(context);
      return events.map((event, index) =>
        this.codec.encode(event, metadata, { id: eventId(context.commandId, stream, index), stream, sealer }),
      );
    });
    const appended = await this.store.append(stream, expected, encoded);
    const [event, ...others] = encoded;
    // Of several only the last one's position is known, so they are read when they are needed.
    if (others.length > 0) this.histories.outgrown(stream);
    else if (event) this.histories.appended({ ...event, stream, ...appended });
    return appended;
  }

  /** A box of the stream names the key that it goes on with. */
  private async sealerFor(stream: string, expected: ExpectedRevision, choice: KeyChoice): Promise<Sealer> {
    const history = expected === 'none' ? [] : (this.recall(stream) ?? (await this.load(stream)));
    const box = history.map(({ data }) => data['sealed']).find((sealed) => typeof sealed === 'string');
    return this.keyring.sealerFor(stream, { ...choice, box });
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

const termsOf = (decisions: readonly Decided[]) =>
  decisions.flatMap(({ events }) => events.flatMap(termsOfEvent));

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
