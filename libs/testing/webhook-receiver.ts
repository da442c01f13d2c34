import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Patience, until } from './until';

/** A request that a receiver was sent. */
export interface Received {
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** How a receiver answers, well or badly. */
export type Behaviour = (response: ServerResponse, received: Received) => void;

export const takeIt: Behaviour = (response) => void response.writeHead(204).end();
export const answer =
  (status: number, headers: Record<string, string> = {}): Behaviour =>
  (response) =>
    void response.writeHead(status, headers).end();

/** A real HTTP server on loopback that keeps what it is sent, and behaves as it is told. */
export class WebhookReceiver {
  readonly received: Received[] = [];
  behave: Behaviour = takeIt;
  connections = 0;

  private constructor(private readonly server: ReturnType<typeof createServer>) {
    server.on(
      'request',
      (request: IncomingMessage, response: ServerResponse) => void this.take(request, response),
    );
    server.on('connection', () => this.connections++);
  }

  /** @param port any free one when 0 */
  static async start(port = 0, host = '127.0.0.1'): Promise<WebhookReceiver> {
    const server = createServer();
    const receiver = new WebhookReceiver(server);
    server.listen(port, host);
    await once(server, 'listening');
    return receiver;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/guildhall`;
  }

  /** The `webhook-id` of each request, in the order in which they came. */
  get ids(): string[] {
    return this.received.map(({ headers }) => headers['webhook-id'] ?? '');
  }

  /** What each CloudEvent was about, such as `A1`: the first event of case A; repeats are left out. */
  get told(): string[] {
    const firsts = new Map(this.received.map(({ headers, body }) => [headers['webhook-id'], body]));
    return [...firsts.values()].map((body) => {
      const { subject, sequence } = JSON.parse(body) as { subject: string; sequence: string };
      return `${subject}${Number(sequence)}`;
    });
  }

  /** Resolves when so many requests have come. */
  async until(count: number, patience?: Patience): Promise<void> {
    await until(
      () => this.received.length,
      (come) => come >= count,
      patience,
    );
  }

  /** Dies: every connection is cut. */
  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return; // The sender died in the middle of it.
    }
    const received = {
      path: request.url ?? '',
      headers: singly(request.headers),
      body: Buffer.concat(chunks).toString(),
    };
    this.received.push(received);
    this.behave(response, received);
  }
}

const singly = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value = '']) => [name, String(value)]));
