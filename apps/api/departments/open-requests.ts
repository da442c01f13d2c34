import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** Requests that stay open while somebody waits: they end when the client goes away, and before the server closes. */
@Injectable()
export class OpenRequests implements OnModuleDestroy {
  private readonly open = new Set<AbortController>();
  private isClosing = false;

  /** Aborted when there is nobody left to answer, or no time. */
  signalOf({ raw }: FastifyReply): AbortSignal {
    const ending = new AbortController();
    if (this.isClosing || raw.destroyed) {
      ending.abort();
      return ending.signal;
    }
    this.open.add(ending);
    raw.once('close', () => {
      this.open.delete(ending);
      ending.abort();
    });
    return ending.signal;
  }

  /** Nest calls it before it closes the server, which waits for every answer under way. */
  onModuleDestroy(): void {
    this.isClosing = true;
    for (const ending of this.open) ending.abort();
  }
}
