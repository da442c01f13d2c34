import type { BatchAppendResp } from '@eventstore/db-client/generated/streams_pb';
import type { EventData, ExpectedRevision } from '../event-store';
import { type AppendAnswer, appendAnswer, appendRequests } from './append-message';
import type { AppendStream, Connection } from './connection';
import type { Connections } from './connections';
import { lastingFailure } from './failure';

interface Waiting {
  /** What is asked, for those who read an error. */
  what: string;
  settle: (answer: AppendAnswer) => void;
}

/** One call that carries many appends, each answered by its correlation id, in whatever order. */
class AppendCall {
  readonly #waiting = new Map<string, Waiting>();
  readonly #stream: Promise<AppendStream>;
  #retired = false;

  constructor(
    readonly connection: Connection,
    /** Told of what went wrong with the connection. */
    private readonly failed: (error: unknown) => void,
  ) {
    this.#stream = connection.appends((stream) => {
      stream.on('data', (response: BatchAppendResp) => this.#answer(response));
      stream.on('error', (error) => this.#end(error));
      stream.on('end', () => this.#end());
    });
    this.#stream.catch((error: unknown) => this.#end(error as Error));
  }

  /** Takes no more appends: it broke, or left one without an answer. */
  get isRetired(): boolean {
    return this.#retired;
  }

  /** Never rejects; answers within `timeout` milliseconds. */
  send(
    stream: string,
    expected: ExpectedRevision,
    events: readonly EventData[],
    timeout: number,
  ): Promise<AppendAnswer> {
    const deadline = new Date(Date.now() + timeout);
    const { correlationId, requests } = appendRequests(stream, expected, events, deadline);
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#retire(undefined);
        settle({ kind: 'unresolved', reason: `no answer within ${timeout} ms` });
      }, timeout);
      const settle = (answer: AppendAnswer): void => {
        clearTimeout(timer);
        this.#waiting.delete(correlationId);
        resolve(answer);
        if (this.#retired && this.#waiting.size === 0) void this.#hangUp();
      };
      this.#waiting.set(correlationId, { what: `to append to ${stream}`, settle });
      void this.#stream.then(
        (open) => {
          if (!this.#waiting.has(correlationId)) return;
          for (const request of requests) open.write(request);
        },
        () => undefined,
      );
    });
  }

  /** An answer that comes after its time-out is nobody's any more. */
  #answer(response: BatchAppendResp): void {
    const waiting = this.#waiting.get(response.getCorrelationId()?.getString() ?? '');
    waiting?.settle(appendAnswer(response, waiting.what));
  }

  #retire(error: unknown): void {
    if (!this.#retired) this.failed(error);
    this.#retired = true;
  }

  #end(error?: Error): void {
    this.#retire(error);
    const reason = error?.message ?? 'the server ended the call';
    for (const { what, settle } of [...this.#waiting.values()]) {
      const lasting = error && lastingFailure(error, what);
      settle(lasting ? { kind: 'refused', error: lasting } : { kind: 'unresolved', reason });
    }
  }

  async #hangUp(): Promise<void> {
    (await this.#stream.catch(() => undefined))?.cancel();
  }
}

/** Sends appends over one shared call, and over a new one when that does not answer any more. */
export class AppendCalls {
  #call: AppendCall | undefined;

  constructor(
    private readonly connections: Connections,
    /** How long one append waits for its answer, in milliseconds. */
    private readonly timeout: number,
  ) {}

  send(stream: string, expected: ExpectedRevision, events: readonly EventData[]): Promise<AppendAnswer> {
    const connection = this.connections.current;
    if (!this.#call || this.#call.isRetired || this.#call.connection !== connection) {
      this.#call = new AppendCall(connection, (error) => this.connections.failed(connection, error));
    }
    return this.#call.send(stream, expected, events, this.timeout);
  }
}
