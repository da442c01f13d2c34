import type { FastifyHttpOptions, FastifyInstance } from 'fastify';
import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type Problem, problem } from './problems/problem';

/** In milliseconds. A client may be slow, but not hold a connection for ever; docs/operating.md tells these limits. */
const LIMITS = {
  /** From the connection, or the end of the last request, to the last header: nobody types them. */
  headers: 10_000,
  /** To the end of the body: a megabyte over a bad mobile line. */
  request: 30_000,
  /** Between two requests on one connection. Longer than the 60 s that proxies keep theirs. */
  keepAlive: 72_000,
  /** Without a byte either way: a reader that never reads. Claims wait for a minute, what-if for longer. */
  silence: 300_000,
  /** How often they are looked at. */
  lookEvery: 1_000,
  /** When it closes: for requests in hand, the last of which may have been acknowledged but not answered. */
  grace: 5_000,
};

/** In bytes, request line and all headers together: 431 above. */
const LONGEST_HEAD = 16_384;
/** One connection is one file descriptor: above this, new ones are closed at once, and the databases keep theirs. */
const MOST_CONNECTIONS = 4_096;

/** What the server is made with, so that nobody can keep others from being served. */
export const connectionLimits = {
  requestTimeout: LIMITS.request,
  keepAliveTimeout: LIMITS.keepAlive,
  connectionTimeout: LIMITS.silence,
  http: {
    headersTimeout: LIMITS.headers,
    connectionsCheckingInterval: LIMITS.lookEvery,
    maxHeaderSize: LONGEST_HEAD,
    // We say so ourselves, as a problem.
    requireHostHeader: false,
  },
} satisfies FastifyHttpOptions<Server>;

/**
 * Lets go of clients when the server closes, which waits for every connection: those without a request in hand at once,
 * the others when they are answered, or after a while.
 */
export function letGoOfClients(server: FastifyInstance): void {
  const raw = server.server;
  raw.maxConnections = MOST_CONNECTIONS;
  /** With how many requests each has in hand: more than one where a client does not wait for its answers. */
  const inHand = new Map<Socket, number>();
  const more = (socket: Socket, change: number): void => {
    const before = inHand.get(socket);
    if (before !== undefined) inHand.set(socket, before + change);
  };
  raw.on('connection', (socket) => {
    inHand.set(socket, 0);
    socket.once('close', () => inHand.delete(socket));
  });
  raw.on('request', ({ socket }, response) => {
    more(socket, 1);
    response.once('close', () => more(socket, -1));
  });
  server.addHook('preClose', (done) => {
    for (const [socket, requests] of inHand) if (requests === 0) socket.destroy();
    setTimeout(() => raw.closeAllConnections(), LIMITS.grace).unref();
    done();
  });
}

/**
 * Answers also those who have said that they send nothing more (a half-closed connection), and closes it then. Node has
 * this switch, and says nothing of it.
 */
export function answerHalfClosed({ server }: FastifyInstance): void {
  Object.assign(server, { httpAllowHalfOpen: true });
}

/**
 * Calls `leave` once when whoever waits for this answer has gone. Somebody who hung up looks like somebody who only sends
 * nothing more: so what is waited for long, or may be given to one alone, goes to neither.
 */
export function whenGone(answer: ServerResponse, leave: () => void): void {
  const { socket } = answer.req;
  if (answer.destroyed || socket.readableEnded) {
    leave();
    return;
  }
  socket.once('end', leave);
  answer.once('close', () => {
    socket.off('end', leave);
    leave();
  });
}

/** Answers what is no HTTP, too slow or too long, and closes the connection: nobody knows where its next request begins. */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (socket.destroyed || error.code === 'ECONNRESET') return;
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const { status, title, ...rest } = problemOfClient(error.code);
  const body = JSON.stringify({ ...rest, title, status });
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\ncontent-type: application/problem+json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

function problemOfClient(code: string | undefined): Problem {
  if (code === 'HPE_HEADER_OVERFLOW') {
    const detail = `The path and the headers together are longer than ${LONGEST_HEAD} bytes. Send fewer or shorter ones.`;
    return problem('headers-too-large', 431, 'The headers are too large', detail);
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    const detail = `Headers are waited for ${LIMITS.headers / 1_000} seconds, and the whole request ${LIMITS.request / 1_000}. Send it again, faster.`;
    return problem('too-slow', 408, 'The request took too long', detail);
  }
  return problem(
    'malformed-request',
    400,
    'The request cannot be read',
    'This is not a request of HTTP/1.1.',
  );
}
