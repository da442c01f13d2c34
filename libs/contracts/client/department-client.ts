import { type FeedEvent, parseDepartmentEvent } from '../department-event';
import { ConsumerGroup } from './consumer-group';
import { FeedApi, type FeedApiOptions } from './feed-api';
import { Patience } from './patience';
import { type Message, serverSentEvents } from './server-sent-events';

/** Milliseconds without a sign of life, which comes every 15 s, after which the connection is taken for dead. */
const SILENCE = 45_000;

/** An event in its place. */
export interface Placed {
  /** Keep it with what you have done for the event: the feed goes on after it. */
  position: string;
  event: FeedEvent;
}

export interface Page {
  events: Placed[];
  /** Where the next page goes on: the `after` of it. */
  next: string;
  /** There was nothing more when the page was read. */
  atEnd: boolean;
}

/**
 * A department's feed over HTTP. Every event is checked against the contract as it comes in; `isKnown` tells the ones
 * that this version of the contract knows, by whose `type` the data is typed.
 */
export class DepartmentClient {
  private readonly api: FeedApi;

  constructor(options: FeedApiOptions) {
    this.api = new FeedApi(options);
  }

  /**
   * Some events, at most 100 unless it says otherwise. `after`: a position, `beginning` or `end`.
   * @throws FeedProblem when it is refused, such as for a position that the feed does not know
   */
  async page({ after = 'beginning', limit = 100 }: { after?: string; limit?: number } = {}): Promise<Page> {
    const query = new URLSearchParams({ after, limit: String(limit) });
    const page = await this.api.get<Page>(`feed?${query.toString()}`);
    return {
      ...page,
      events: page.events.map(({ position, event }) => ({ position, event: parseDepartmentEvent(event) })),
    };
  }

  /**
   * Every event after a position (`beginning` when left out, or `end`), and then each as it is published. A connection
   * that breaks is made again, from where it was. Ends with the signal.
   * @throws FeedProblem when it is refused
   * @throws InvalidDepartmentEvent when an event is not what the contract says
   */
  async *follow({
    after = 'beginning',
    signal,
  }: {
    after?: string;
    signal: AbortSignal;
  }): AsyncGenerator<Placed, void, undefined> {
    const patience = new Patience();
    let position = after;
    while (!signal.aborted) {
      let fault: unknown;
      try {
        for await (const { id, event, data } of this.connect(position, signal)) {
          patience.itWentWell();
          position = id;
          if (event !== 'caught-up') yield { position, event: parseDepartmentEvent(data) };
        }
      } catch (thrown) {
        fault = thrown;
      }
      await patience.after(fault, signal);
    }
  }

  /** Shares the work on the feed with others of the same name. */
  group(name: string): ConsumerGroup {
    return new ConsumerGroup(this.api, name);
  }

  private async *connect(position: string, signal: AbortSignal): AsyncGenerator<Message> {
    const silence = new AbortController();
    const ended = AbortSignal.any([signal, silence.signal]);
    const response = await this.api.send('feed/live', {
      headers: { accept: 'text/event-stream', 'last-event-id': position },
      signal: ended,
    });
    if (response.body) yield* serverSentEvents(watched(response.body, () => silence.abort()));
  }
}

/** Calls out when nothing has come for too long. */
async function* watched(
  chunks: AsyncIterable<Uint8Array>,
  tooSilent: () => void,
): AsyncGenerator<Uint8Array> {
  let timer = setTimeout(tooSilent, SILENCE);
  try {
    for await (const chunk of chunks) {
      clearTimeout(timer);
      yield chunk;
      timer = setTimeout(tooSilent, SILENCE);
    }
  } finally {
    clearTimeout(timer);
  }
}
