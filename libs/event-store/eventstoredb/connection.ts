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

/** Milliseconds between two signs of life, unless the connection string says so: the client's own choice. */
const KEEP_ALIVE = 10_000;

export type AppendStream = ClientDuplexStream<BatchAppendReq, BatchAppendResp>;
export type ReadStream = ClientReadableStream<ReadResp>;

/**
 * The client with its own calls left aside. It finds the leader, authenticates, reconnects; the messages are ours,
 * for three reasons: the client's calls parse and rebuild JSON, so that text does not come back to the letter; its
 * batch append has no time-out; and that one keeps the unanswered appends of all clients of the process in one
 * place, where the trouble of one reaches the others.
 */
export class Connection extends EventStoreDBClient {
  /** What the last call went over. */
  private caller?: StreamsClient;

  /**
   * The nth connection to a place. grpc-js shares connections whose settings are the same; so none are.
   * @throws RefusalToStart when the string is not one, without showing it
   */
  static to(connectionString: string, nth: number): Connection {
    if (connectionString.startsWith('unix:')) {
      const options = { endpoint: connectionString, keepAliveInterval: KEEP_ALIVE + nth };
      return new Connection(options, { insecure: true });
    }
    const text = withKeepAlive(checkedConnectionString(connectionString), nth);
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
      this.caller = client;
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
    this.caller?.close();
  }

  private async beginReading(
    request: ReadReq,
    deadline: number,
    listen: (stream: ReadStream) => void,
  ): Promise<ReadStream> {
    const begin = this.GRPCStreamCreator(StreamsClient, 'read', (client) => {
      this.caller = client;
      const stream = client.read(request, ...this.callArguments({ requiresLeader: true }, { deadline }));
      listen(stream);
      return stream;
    });
    return begin();
  }
}

/** Says how often a sign of life is given, and that a little differently each time. */
function withKeepAlive(connectionString: string, nth: number): string {
  const given = /([?&]keep[_-]?alive[_-]?interval=)(\d+)/i;
  if (given.test(connectionString)) {
    return connectionString.replace(given, (_, name: string, value) => `${name}${Number(value) + nth}`);
  }
  const separator = connectionString.includes('?') ? '&' : '?';
  return `${connectionString}${separator}keepAliveInterval=${KEEP_ALIVE + nth}`;
}
