import type { ReadResp } from '@eventstore/db-client/generated/persistent_pb';
import type { ProtocolError } from '../errors';
import type { Outlet } from '../server/calls';

/** Latencies that a consumer's statistics are made of, at most. */
const MEASURED = 1_000;

/** What is known of a consumer when it connects. */
export interface ConsumerDetails {
  user: string;
  /** Its address. */
  from: string;
  connectionName: string;
  /** Messages it may have in hand. */
  slots: number;
}

/** One connection to a persistent subscription. */
export class Consumer {
  inFlight = 0;
  total = 0;
  /** Milliseconds from delivery to answer, the latest ones. */
  readonly latencies: number[] = [];
  readonly since = Date.now();
  #ready = true;

  constructor(
    readonly details: ConsumerDetails,
    private readonly outlet: Outlet<ReadResp>,
    /** Ends the connection, saying why. */
    readonly drop: (reason: ProtocolError) => void,
  ) {}

  get isFree(): boolean {
    return this.#ready && this.inFlight < this.details.slots;
  }

  /** @param whenReady is called when it takes messages again, if it does not now */
  send(message: ReadResp, whenReady: () => void): void {
    this.inFlight++;
    this.total++;
    if (this.outlet.write(message)) return;
    this.#ready = false;
    void this.outlet.ready().then(() => {
      this.#ready = true;
      whenReady();
    });
  }

  /** A message of its own was answered, or taken from it. */
  free(latency?: number): void {
    this.inFlight--;
    if (latency === undefined) return;
    if (this.latencies.length === MEASURED) this.latencies.shift();
    this.latencies.push(latency);
  }
}
