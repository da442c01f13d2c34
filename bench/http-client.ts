import { Agent, request } from 'node:http';

/** Nothing takes so long that it works, in milliseconds. */
const PATIENCE = 60_000;

export interface HttpAnswer {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  // The account says what it should hold.
  body: Record<string, unknown>;
}

/** Keeps its connections open. Rejects when the server goes away before the answer is whole. */
export class HttpClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 64 });

  async ask(
    url: string,
    {
      method = 'GET',
      body,
      headers,
    }: { method?: string; body?: object; headers?: Record<string, string> } = {},
  ): Promise<HttpAnswer> {
    const text = body && JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const outgoing = request(
        url,
        {
          method,
          agent: this.agent,
          timeout: PATIENCE,
          headers: { ...(text !== undefined && { 'content-type': 'application/json' }), ...headers },
        },
        (incoming) => {
          let answer = '';
          incoming.setEncoding('utf8');
          incoming.on('data', (chunk: string) => (answer += chunk));
          incoming.on('error', reject);
          incoming.on('close', () => {
            if (!incoming.complete) reject(new Error('The answer was cut off'));
            else {
              const isJson = String(incoming.headers['content-type']).includes('json');
              const read = isJson ? (JSON.parse(answer) as Record<string, unknown>) : { text: answer };
              resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: read });
            }
          });
        },
      );
      outgoing.on('timeout', () => outgoing.destroy(new Error(`No answer in ${PATIENCE} ms`)));
      outgoing.on('error', reject);
      outgoing.end(text);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
