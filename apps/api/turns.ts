import type { FastifyInstance } from 'fastify';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Of the requests that one connection has sent without waiting for answers, so many are carried out at once. */
const AT_ONCE = 8;
/** What was read before the connection could be paused. More than this is not asked by anybody who wants answers. */
const MOST_WAITING = 100;

/**
 * Has the requests of each connection take turns: of those beyond the first few nothing more is read until some are
 * answered, so that a client that asks without reading holds up nobody but itself.
 */
export function takeTurns(server: FastifyInstance): void {
  const turns = new WeakMap<Socket, Turns>();
  server.addHook('onRequest', ({ raw: { socket } }, { raw }, done) => {
    let own = turns.get(socket);
    if (!own) turns.set(socket, (own = new Turns(socket)));
    own.take(raw, done);
  });
}

/** The turns of one connection. */
class Turns {
  private inHand = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly socket: Socket) {
    // Whoever reads a body or has written an answer resumes it; while somebody waits, it stays paused.
    socket.on('resume', () => this.pauseWhileAnyWaits());
    socket.once('close', () => this.waiting.splice(0));
  }

  /** Calls `begin` when it is this request's turn, and never when the connection closes before. */
  take(response: ServerResponse, begin: () => void): void {
    const beginNow = (): void => {
      this.inHand++;
      response.once('close', () => this.next());
      begin();
    };
    if (this.inHand < AT_ONCE) {
      beginNow();
      return;
    }
    this.waiting.push(beginNow);
    if (this.waiting.length > MOST_WAITING) this.socket.destroy();
    else this.pauseWhileAnyWaits();
  }

  private next(): void {
    this.inHand--;
    if (this.waiting.length === 0) return;
    this.waiting.shift()?.();
    if (this.waiting.length === 0) this.socket.resume();
  }

  private pauseWhileAnyWaits(): void {
    if (this.waiting.length > 0) this.socket.pause();
  }
}
