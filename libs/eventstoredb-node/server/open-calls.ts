import type { EventEmitter } from 'node:events';
import { status } from '@grpc/grpc-js';
import { ProtocolError } from '../errors';

/** How a call ends that goes on when the node stops: as the protocol's server ends it, and clients then come back. */
export type EndedAs = status.CANCELLED | status.UNAVAILABLE;

export function nodeIsStopping(code: EndedAs): ProtocolError {
  return new ProtocolError(code, 'The node is stopping');
}

/** The calls that would go on until their client ends them. */
export class OpenCalls {
  readonly #calls = new Map<EventEmitter, EndedAs>();

  add(call: EventEmitter, endedAs: EndedAs): void {
    this.#calls.set(call, endedAs);
    for (const event of ['close', 'cancelled']) call.once(event, () => this.#calls.delete(call));
  }

  end(): void {
    for (const [call, endedAs] of this.#calls) call.emit('error', nodeIsStopping(endedAs));
  }
}
