import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { whenGone } from '../connections';

/** A client that has not taken the rest of its answer by then, in milliseconds, is cut off. */
const GRACE = 2_000;

/** Requests that stay open while somebody waits: they end when the client goes away, and before the server closes. */
@Injectable()
export class OpenRequests implements OnModuleDestroy {
  private readonly open = new Map<FastifyReply['raw'], AbortController>();
  private isClosing = false;

  /** Aborted when there is nobody left to answer, or no time. */
  signalOf({ raw }: FastifyReply): AbortSignal {
    const ending = new AbortController();
    if (this.isClosing) ending.abort();
    this.open.set(raw, ending);
    raw.once('close', () => this.open.delete(raw));
    whenGone(raw, () => ending.abort());
    return ending.signal;
  }

  /**
   * Nest calls it before it closes the server, which waits for every answer under way: for ever, if it were left to
   * clients that do not read.
   */
  onModuleDestroy(): void {
    this.isClosing = true;
    for (const ending of this.open.values()) ending.abort();
    setTimeout(() => {
      for (const raw of this.open.keys()) raw.destroy();
    }, GRACE).unref();
  }
}
