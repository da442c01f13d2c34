import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import {
  Agent as HttpAgent,
  type ClientRequest,
  type IncomingMessage,
  request as httpRequest,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { isLoopback, type Networks } from './networks';
import { addressIn } from './webhook-url';

/** What each part of a delivery may take, in milliseconds. */
export interface Patience {
  /** Until there is a connection: name, TCP and TLS. */
  connect: number;
  /** From there until the receiver has answered with a status. */
  answer: number;
  /** For the rest of the answer, which nobody reads. */
  rest: number;
}

const PATIENCE: Patience = { connect: 5_000, answer: 10_000, rest: 3_000 };

/** Of an answer's body so much is taken, in bytes, so that its connection can be used again; then it is cut off. */
const MOST_OF_A_BODY = 65_536;
/** How long an idle connection is kept, in milliseconds: less than the 5 s after which many servers close theirs. */
const KEPT_OPEN = 4_000;

/** What came of sending: the receiver's status, or why there was none, in words that quote nothing of its. */
export type Sent = { status: number; retryAfter: number | undefined } | { fault: string };

/** All addresses of a name, as the system knows them. */
export type Resolve = (
  name: string,
  answer: (error: Error | null, addresses?: LookupAddress[]) => void,
) => void;

const resolveBySystem: Resolve = (name, answer) => systemLookup(name, { all: true }, answer);

/** Refused by us before anything was sent. */
class NotAllowed extends Error {}

/** The receiver did not keep to the time it has. */
class TooSlow extends Error {}

/** Sends deliveries. Follows no redirect, and connects to no address that is not allowed, whatever a name resolves to. */
export class Sender {
  private readonly http = new HttpAgent({ keepAlive: true, timeout: KEPT_OPEN });
  private readonly https = new HttpsAgent({ keepAlive: true, timeout: KEPT_OPEN });

  constructor(
    private readonly networks: Networks,
    private readonly patience: Patience = PATIENCE,
    private readonly resolve: Resolve = resolveBySystem,
  ) {}

  /** Undefined when the signal cut it off. */
  async send(
    url: URL,
    headers: Record<string, string>,
    body: string,
    signal: AbortSignal,
  ): Promise<Sent | undefined> {
    const address = addressIn(url);
    if (address !== undefined && !this.mayConnect(url, address)) return { fault: notAllowed.message };
    try {
      return await this.attempt(url, headers, Buffer.from(body), signal);
    } catch (error) {
      return signal.aborted ? undefined : { fault: inWords(error) };
    }
  }

  close(): void {
    this.http.destroy();
    this.https.destroy();
  }

  private async attempt(
    url: URL,
    headers: Record<string, string>,
    body: Buffer,
    signal: AbortSignal,
  ): Promise<Sent> {
    const options = {
      method: 'POST',
      headers: { ...headers, 'content-length': body.length },
      lookup: this.lookupFor(url),
      signal,
    };
    const request =
      url.protocol === 'https:'
        ? httpsRequest(url, { ...options, agent: this.https })
        : httpRequest(url, { ...options, agent: this.http });
    try {
      return await answerTo(request, body, this.patience);
    } catch (error) {
      // The receiver closed an idle connection in the moment in which we used it: nobody's fault.
      const isStale = request.reusedSocket && codeOf(error) === 'ECONNRESET';
      if (isStale && !signal.aborted) return this.attempt(url, headers, body, signal);
      throw error;
    }
  }

  /**
   * Resolves a name once and hands the connection the very addresses that were judged: a name that is resolved again
   * may lead elsewhere by then (DNS rebinding). One address that is not allowed rules out all of them.
   */
  private lookupFor(url: URL): LookupFunction {
    return (name, { all }, answer) => {
      this.resolve(name, (error, addresses = []) => {
        const [first] = addresses;
        if (error || !first) answer(error ?? new NotAllowed('Its name has no address.'), '');
        else if (!addresses.every(({ address }) => this.mayConnect(url, address))) answer(notAllowed, '');
        else if (all) answer(null, addresses);
        else answer(null, first.address, first.family);
      });
    };
  }

  /** Without TLS, only to this machine. */
  private mayConnect(url: URL, address: string): boolean {
    return this.networks.allows(address) && (url.protocol === 'https:' || isLoopback(address));
  }
}

const notAllowed = new NotAllowed(
  'Its host leads to an address that is not on the public internet, and GUILDHALL_WEBHOOK_NETWORKS does not allow it.',
);

/** The status is the answer. What comes after it is taken, within bounds, and counts for nothing. */
function answerTo(request: ClientRequest, body: Buffer, patience: Patience): Promise<Sent> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const within = (part: keyof Patience, what: string): void => {
      clearTimeout(timer);
      const limit = patience[part];
      timer = setTimeout(() => request.destroy(new TooSlow(`${what} within ${limit / 1_000} s.`)), limit);
    };
    within('connect', 'No connection');
    request.once('socket', (socket) => {
      const connected = (): void => within('answer', 'No answer');
      if (request.reusedSocket) connected();
      else socket.once('encrypted' in socket ? 'secureConnect' : 'connect', connected);
    });
    let answered: Sent | undefined;
    const over = (error?: Error): void => {
      clearTimeout(timer);
      if (answered) resolve(answered);
      else reject(error ?? new Error('Closed'));
    };
    request.once('response', (response) => {
      within('rest', 'The answer did not end');
      answered = { status: response.statusCode ?? 0, retryAfter: retryAfterIn(response) };
      let taken = 0;
      response.on('data', (chunk: Buffer) => {
        taken += chunk.length;
        if (taken > MOST_OF_A_BODY) response.destroy();
      });
      response.on('error', over);
      response.once('close', over);
    });
    request.on('error', over);
    request.end(body);
  });
}

/** Milliseconds that the receiver asks to be left alone: given in seconds or as a date (RFC 9110, 10.2.3). */
function retryAfterIn({ headers }: IncomingMessage): number | undefined {
  const text = headers['retry-after'] ?? '';
  const wait = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now();
  return wait > 0 ? wait : undefined;
}

const codeOf = (error: unknown): string =>
  (error as NodeJS.ErrnoException).code ?? 'for no reason that it gave';

const known: Record<string, string> = {
  ECONNREFUSED: 'Nobody listens there: the connection was refused.',
  ECONNRESET: 'The connection was cut off before there was an answer.',
  ENOTFOUND: 'Its host name is not known.',
  EAI_AGAIN: 'Its host name could not be looked up.',
};

/** Never the error's own message, which may quote what the receiver sent. */
function inWords(error: unknown): string {
  if (error instanceof NotAllowed || error instanceof TooSlow) return error.message;
  const code = codeOf(error);
  if (code.startsWith('HPE_')) return `What it answered is not HTTP (${code}).`;
  return known[code] ?? `The connection failed (${code}).`;
}
