import { EventStoreDBClient } from '@eventstore/db-client';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb';
import type {
  BatchAppendReq,
  BatchAppendResp,
  ReadReq,
  ReadResp,
} from '@eventstore/db-client/generated/streams_pb';
import type { ClientDuplexStream, ClientReadableStream } from '@grpc/grpc-js';
import { checkedConnectionString, refusal } from './connection-string';

export type AppendStream = ClientDuplexStream<BatchAppendReq, BatchAppendResp>;
export type ReadStream = ClientReadableStream<ReadResp>;

/**
 * The client with its own calls left aside. It finds the leader, authenticates, reconnects; the messages are ours,
 * for three reasons: the client's calls parse and rebuild JSON, so that text does not come back to the letter; its
 * batch append has no time-out; and that one keeps the unanswered appends of all clients of the process in one
 * place, where the trouble of one reaches the others.
 */
export class Connection extends EventStoreDBClient {
  /** @throws RefusalToStart when the string is not one, without showing it */
  static to(connectionString: string): Connection {
    if (connectionString.startsWith('unix:')) {
      return new Connection({ endpoint: connectionString }, { insecure: true });
    }
    const text = checkedConnectionString(connectionString);
    try {
      const client = EventStoreDBClient.connectionString(text);
      // The client's own factory makes no subclasses, and its parser is not for others to use.
      return Object.setPrototypeOf(client, Connection.prototype) as Connection;
    } catch (error) {
      const file = /certificate/.test((error as Error).message);
      throw refusal(file ? 'names a certificate file that cannot be read' : 'cannot be understood');
    }
  }

  /**
   * Begins a call; `listen` hears all of it.
   * @throws Error when there is no connection to begin it on
   */
  async appends(listen: (stream: AppendStream) => void): Promise<AppendStream> {
    const begin = this.GRPCStreamCreator(StreamsClient, 'batchAppend', (client) => {
      const stream = client.batchAppend(
        ...this.callArguments({ requiresLeader: true }, { deadline: Infinity }),
      );
      listen(stream);
      return stream;
    });
    return begin();
  }

  /** Everything that a read answers with, or its error; `timeout` in milliseconds. */
  read(request: ReadReq, timeout: number): Promise<ReadResp[]> {
    return new Promise((resolve, reject) => {
      const responses: ReadResp[] = [];
      const listen = (stream: ReadStream): void => {
        stream.on('data', (response: ReadResp) => responses.push(response));
        stream.on('error', reject);
        stream.on('end', () => resolve(responses));
      };
      this.beginReading(request, Date.now() + timeout, listen).catch(reject);
    });
  }

  /** A read that only ends when it is cancelled, or breaks. */
  subscribe(request: ReadReq, listen: (stream: ReadStream) => void): Promise<ReadStream> {
    return this.beginReading(request, Infinity, listen);
  }

  /** Cancels what is under way and closes the connection. */
  async close(): Promise<void> {
    await this.dispose();
    (await this.getChannel()).close();
  }

  private async beginReading(
    request: ReadReq,
    deadline: number,
    listen: (stream: ReadStream) => void,
  ): Promise<ReadStream> {
    const begin = this.GRPCStreamCreator(StreamsClient, 'read', (client) => {
      const stream = client.read(request, ...this.callArguments({ requiresLeader: true }, { deadline }));
      listen(stream);
      return stream;
    });
    return begin();
  }
}
