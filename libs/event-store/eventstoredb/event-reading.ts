import type { ReadReq } from '@eventstore/db-client/generated/streams_pb';
import type { StoredEvent } from '../event-store';
import { StoreUnavailable } from '../store-unavailable';
import { backOff } from './backoff';
import type { Connections } from './connections';
import { lastingFailure } from './failure';
import type { EventStoreDbMetrics } from './metrics';
import type { Timing } from './timing';
import { storedEventOf } from './stored-event';

/** Reads that come to an end, tried again while their failure may pass: reading twice does no harm. */
export class EventReading {
  constructor(
    private readonly connections: Connections,
    private readonly timing: Timing,
    private readonly metrics: EventStoreDbMetrics,
  ) {}

  /**
   * The events, system events among them; none of a stream that does not exist.
   * @throws StoreUnavailable when there is no answer
   * @throws RefusedByServer, StreamDeleted when it is no use to try again
   */
  async read(
    request: ReadReq,
    what: string,
    until = Date.now() + this.timing.patience,
  ): Promise<StoredEvent[]> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.readOnce(request);
      } catch (error) {
        const lasting = lastingFailure(error, what);
        if (lasting) throw lasting;
        if (Date.now() > until) {
          throw new StoreUnavailable(
            `EventStoreDB cannot be asked ${what}: ${(error as Error).message}. Try again when it is back.`,
            { cause: error },
          );
        }
      }
      this.metrics.retriedReads++;
      await backOff(attempt);
    }
  }

  /** Without patience: for those who have other ways. */
  async readOnce(request: ReadReq): Promise<StoredEvent[]> {
    const connection = this.connections.current;
    const responses = await connection.read(request, this.timing.readTimeout).catch((error: unknown) => {
      this.connections.failed(connection, error);
      throw error;
    });
    return responses.flatMap((response) => storedEventOf(response) ?? []);
  }
}
