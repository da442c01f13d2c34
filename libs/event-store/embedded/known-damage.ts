import { BroadcastChannel } from 'node:worker_threads';
import { LogCorrupted } from '../log-corrupted';

/**
 * What is known to be wrong with a log. It does not pass, so the first that is met is remembered, and told to every thread
 * of the process that has the same file open: whoever reads it meets it, and whoever appends has to know.
 */
export class KnownDamage {
  /** Settles when the first damage is met: with what is damaged. */
  readonly first: Promise<LogCorrupted>;
  readonly #file: string;
  readonly #channel: BroadcastChannel | undefined;
  readonly #tell: (fault: LogCorrupted) => void;
  #met: LogCorrupted | undefined;

  /** `file`: null of a log in memory, which nobody else has open. */
  constructor(file: string | null) {
    this.#file = file ?? 'memory';
    const { promise, resolve } = Promise.withResolvers<LogCorrupted>();
    this.first = promise;
    this.#tell = resolve;
    if (file === null) return;
    this.#channel = new BroadcastChannel(`damage of ${file}`);
    this.#channel.unref();
    this.#channel.onmessage = (message: unknown) => {
      const { place, what } = (message as { data: Pick<LogCorrupted, 'place' | 'what'> }).data;
      this.#remember(new LogCorrupted(file, place, what));
    };
  }

  /** Answers what was met, to be thrown. */
  meet(place: string, what: LogCorrupted['what'], options?: ErrorOptions): LogCorrupted {
    const fault = new LogCorrupted(this.#file, place, what, options);
    if (this.#remember(fault)) this.#channel?.postMessage({ place, what });
    return fault;
  }

  /** @throws LogCorrupted that was met before */
  assertNone(): void {
    if (this.#met) throw this.#met;
  }

  get isMet(): boolean {
    return this.#met !== undefined;
  }

  close(): void {
    this.#channel?.close();
  }

  #remember(fault: LogCorrupted): boolean {
    if (this.#met) return false;
    this.#met = fault;
    this.#tell(fault);
    return true;
  }
}
