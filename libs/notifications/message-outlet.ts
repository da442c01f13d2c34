import type { Carrier, NonDelivery } from '../domain/case/notification';
import type { Wording } from './template';

/** A message that is ready to go. */
export interface WrittenMessage extends Wording {
  /** Derived from its case and its cause: the same id is the same message. */
  id: string;
  carrier: Carrier;
  /** An email address, a number, or the lines of a postal address. */
  to: string;
}

/** Whoever carries messages took it, and calls it this. */
export interface Taken {
  receipt?: string;
}

/** Where messages leave the council by one way of travelling. */
export interface MessageOutlet {
  /** A code, as `govuk-notify`: it stands in the log. */
  readonly name: string;
  /**
   * Hands a message over.
   * @throws NotDeliverable when it will never be taken as it is; anything else is worth another try
   */
  send(message: WrittenMessage, signal?: AbortSignal): Promise<Taken>;
  /** What became of a message that may have been handed over before a crash; undefined when it was not. */
  find?(id: string): Promise<Taken | undefined>;
}

/** The outlets that there are, by the way in which they carry. */
export type MessageOutlets = Partial<Record<Carrier, MessageOutlet>>;

/** It was not taken, and will not be: trying again is of no use. Nothing personal is in its words. */
export class NotDeliverable extends Error {
  override readonly name = 'NotDeliverable';
  constructor(readonly reason: NonDelivery) {
    super(`The message cannot be delivered: ${reason}`);
  }
}
