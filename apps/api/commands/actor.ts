import type { Actor } from '@guildhall/event-sourcing/metadata';
import type { FastifyRequest } from 'fastify';

/** A request whose actor is known. */
export type IdentifiedRequest = FastifyRequest & { actor: Actor };

/**
 * Who makes a request: the one seam at which a login will be put. Until then everybody who can reach the port is the
 * operator named in the settings, which is why the port stays on this machine.
 */
export abstract class Identity {
  abstract actorOf(request: FastifyRequest): Actor;
}

export class LocalOperator extends Identity {
  private readonly actor: Actor;

  constructor(name: string) {
    super();
    this.actor = { kind: 'operator', id: name };
  }

  actorOf(): Actor {
    return this.actor;
  }
}
