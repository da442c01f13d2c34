import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP connection between two programs that can be cut, or go dead without a word. */
export class TcpProxy {
  readonly #server: Server;
  readonly #pairs = new Set<[Socket, Socket]>();
  #swallows = false;

  private constructor(target: () => { host: string; port: number }) {
    this.#server = createServer((client) => {
      const server = connect(target());
      const pair: [Socket, Socket] = [client, server];
      this.#pairs.add(pair);
      for (const [from, to] of [pair, pair.toReversed() as typeof pair]) {
        from.on('data', (bytes) => {
          if (!this.#swallows) to.write(bytes);
        });
        from.on('error', () => undefined);
        from.on('close', () => {
          to.destroy();
          this.#pairs.delete(pair);
        });
      }
    });
  }

  /** To a place that may change. */
  static async to(target: () => { host: string; port: number }): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** From now on nothing arrives, and nobody is told: a black hole. */
  swallow(): void {
    this.#swallows = true;
  }

  /** Connections work again: what was swallowed is lost, so those that are open are of no use any more. */
  heal(): void {
    this.#swallows = false;
    this.cut();
  }

  /** Breaks every connection. */
  cut(): void {
    for (const [client] of this.#pairs) client.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
