import { Connection } from './connection';
import { isNotLeader } from './failure';

/** Milliseconds between two new connections: a server that is away is asked again about so often. */
const EVERY = 1_000;

/**
 * The connection in use, and a new one when it fails. The client reconnects too, but grpc-js hands it the connection
 * it had, dead or not, and waits longer and longer (up to two minutes) after a server has been away.
 */
export class Connections {
  readonly #old = new Set<Connection>();
  #current: Connection;
  #count = 0;
  #renewedAt = 0;

  constructor(
    private readonly connectionString: string,
    /** How long calls under way may go on over a connection that was given up, in milliseconds. */
    private readonly linger: number,
  ) {
    this.#current = Connection.to(connectionString, this.#count);
  }

  get current(): Connection {
    return this.#current;
  }

  /** A call over this connection failed: those that come go over another. */
  failed(connection: Connection, error: unknown): void {
    // Then the client knows where to go.
    if (isNotLeader(error)) return;
    if (connection !== this.#current || Date.now() - this.#renewedAt < EVERY) return;
    this.#renewedAt = Date.now();
    try {
      this.#current = Connection.to(this.connectionString, ++this.#count);
    } catch {
      return; // A certificate file is being replaced, say: the old connection reconnects too.
    }
    this.#old.add(connection);
    setTimeout(() => {
      this.#old.delete(connection);
      void connection.close();
    }, this.linger).unref();
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.#current, ...this.#old].map((connection) => connection.close()));
  }
}
