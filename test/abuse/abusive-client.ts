import { Agent, request } from 'node:http';
import type { AbusiveRequest } from './described-requests';

export interface Heard {
  status: number;
  type: string;
  text: string;
}

/** Sends requests as they are, over connections that it keeps. Rejects when there is no answer. */
export class AbusiveClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 32 });

  constructor(private readonly url: string) {}

  send(asked: AbusiveRequest, correlationId: string): Promise<Heard> {
    const { method, path, headers, body } = asked;
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(this.url);
      const sent = { 'x-correlation-id': correlationId, ...headers };
      const length = body !== undefined && { 'content-length': Buffer.byteLength(body) };
      const options = { hostname, port, method, path, agent: this.agent, headers: { ...sent, ...length } };
      const outgoing = request(options, (incoming) => {
        let text = '';
        incoming.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        incoming.on('error', reject);
        incoming.on('end', () =>
          resolve({ status: incoming.statusCode ?? 0, type: incoming.headers['content-type'] ?? '', text }),
        );
      });
      // A server may close a connection that was kept just when the next request is on its way: it was not read.
      outgoing.on('error', (error) =>
        outgoing.reusedSocket ? resolve(this.send(asked, correlationId)) : reject(error),
      );
      outgoing.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
