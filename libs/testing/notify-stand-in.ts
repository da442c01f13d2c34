import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Fault =
  | { status: number; error: string; message: string }
  /** What a gateway or proxy on the way answers, in HTML. */
  | { status: number; page: string }
  | 'silence'
  | 'hang-up'
  | 'hang-up-after-taking';

/** What Notify was sent and took. */
export interface TakenByNotify {
  id: string;
  type: string;
  reference: string;
  personalisation: Record<string, string>;
  email_address?: string;
  phone_number?: string;
}

const SERVICE = randomUUID();
const SECRET = randomUUID();

/** The part of GOV.UK Notify's HTTP API that sends and finds messages, on loopback. It checks tokens, and fails as told. */
export class NotifyStandIn {
  readonly apiKey = `council-${SERVICE}-${SECRET}`;
  readonly taken: TakenByNotify[] = [];
  /** How the next requests go wrong, one after the other. */
  readonly faults: Fault[] = [];
  /** Seconds since 1970, by Notify's clock. */
  now = (): number => Math.round(Date.now() / 1_000);

  private constructor(private readonly server: Server) {}

  static async start(): Promise<NotifyStandIn> {
    const server = createServer((request, response) => {
      void standIn.answer(request, response);
    });
    const standIn = new NotifyStandIn(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return standIn;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refuse = (status: number, error: string, message: string): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ status_code: status, errors: [{ error, message }] }));
    };
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const fault = this.faults.shift();
    if (fault === 'silence') return;
    if (fault === 'hang-up') {
      request.socket.destroy();
      return;
    }
    if (typeof fault === 'object' && 'page' in fault) {
      response.writeHead(fault.status, { 'content-type': 'text/html' }).end(fault.page);
      return;
    }
    if (typeof fault === 'object') {
      refuse(fault.status, fault.error, fault.message);
      return;
    }
    const unproven = this.faultInToken(request.headers.authorization ?? '');
    if (unproven) {
      refuse(403, 'AuthError', unproven);
      return;
    }

    const url = new URL(request.url ?? '', this.url);
    if (request.method === 'GET' && url.pathname === '/v2/notifications') {
      const reference = url.searchParams.get('reference');
      const notifications = this.taken.filter((one) => one.reference === reference);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ notifications, links: {} }));
      return;
    }
    const [, type = ''] = /^\/v2\/notifications\/(email|sms|letter)$/.exec(url.pathname) ?? [];
    if (request.method !== 'POST' || type === '') {
      refuse(404, 'NotFound', 'Not found');
      return;
    }
    const sent = JSON.parse(Buffer.concat(chunks).toString()) as Omit<TakenByNotify, 'id' | 'type'>;
    if (type === 'email' && !sent.email_address?.includes('@')) {
      refuse(400, 'ValidationError', 'email_address Not a valid email address');
      return;
    }
    const id = randomUUID();
    this.taken.push({ ...sent, id, type });
    if (fault === 'hang-up-after-taking') {
      request.socket.destroy();
      return;
    }
    response.writeHead(201, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ id, reference: sent.reference, content: {}, template: {}, uri: '' }));
  }

  /** A JSON Web Token by HMAC-SHA-256, of this service, not half a minute old (Notify's documentation). */
  private faultInToken(authorization: string): string | undefined {
    const [head = '', claims = '', signature = ''] = authorization.replace(/^Bearer /, '').split('.');
    const expected = createHmac('sha256', SECRET).update(`${head}.${claims}`).digest();
    const given = Buffer.from(signature, 'base64url');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      return 'Invalid token: signature, api token not found';
    }
    const { iss, iat } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as {
      iss: string;
      iat: number;
    };
    if (iss !== SERVICE) return 'Invalid token: service not found';
    return Math.abs(this.now() - iat) > 30
      ? 'Error: Your system clock must be accurate to within 30 seconds'
      : undefined;
  }
}
