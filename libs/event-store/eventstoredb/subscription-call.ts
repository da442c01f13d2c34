import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb';
import type { Connection, ReadStream } from './connection';

/** What is held for a slow consumer at most; then the server is told to wait. */
const HELD_MESSAGES = 1_000;
const HELD_BYTES = 4 * 1_024 * 1_024;

/** A subscription as the server tells it, held back when its consumer is slow. */
export class SubscriptionCall {
  #held: ReadResp[] = [];
  #bytes = 0;
  #stream: ReadStream | undefined;
  #failure: Error | undefined;
  #cancelled = false;
  #wake: () => void = () => undefined;

  constructor(connection: Connection, request: ReadReq) {
    connection
      .subscribe(request, (stream) => {
        this.#stream = stream;
        stream.on('data', (response: ReadResp) => this.#hold(response));
        stream.on('error', (error) => this.#fail(error));
        stream.on('end', () => this.#fail(new Error('the server ended the subscription')));
        if (this.#cancelled) stream.cancel();
      })
      .catch((error: unknown) => this.#fail(error as Error));
  }

  /** Why it ended, once everything that came before is taken. */
  get failure(): Error | undefined {
    return this.#held.length === 0 ? this.#failure : undefined;
  }

  get holdsMessages(): boolean {
    return this.#held.length > 0;
  }

  /** What has come, at most so many messages, the oldest first. */
  take(most: number): ReadResp[] {
    const taken = this.#held.splice(0, most);
    for (const response of taken) this.#bytes -= sizeOf(response);
    if (!this.#isFull) this.#stream?.resume();
    return taken;
  }

  /** Resolves when there is something to take, or a failure; after so many milliseconds; or with the signal. */
  news(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (this.#held.length > 0 || this.#failure || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        this.#wake = () => undefined;
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      signal.addEventListener('abort', wake);
      this.#wake = wake;
    });
  }

  cancel(): void {
    this.#cancelled = true;
    this.#held = [];
    this.#stream?.cancel();
  }

  get #isFull(): boolean {
    return this.#held.length >= HELD_MESSAGES || this.#bytes >= HELD_BYTES;
  }

  #hold(response: ReadResp): void {
    if (this.#cancelled) return;
    this.#held.push(response);
    this.#bytes += sizeOf(response);
    if (this.#isFull) this.#stream?.pause();
    this.#wake();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#wake();
  }
}

function sizeOf(response: ReadResp): number {
  const event = response.getEvent()?.getEvent();
  return event ? event.getData_asU8().length + event.getCustomMetadata_asU8().length : 0;
}
