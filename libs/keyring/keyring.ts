import type { Sealer } from '../event-sourcing/event-codec';

/** Something exact by which what is sealed can be found: an email address, say. The same is always spelt the same. */
export interface Term {
  kind: string;
  value: string;
}

/** Under which key something new is sealed. */
export interface KeyChoice {
  /** A box of the same stream: its key is used again. Without one, a key is made. */
  box?: string;
  /** Whose key wraps a key that is made: a customer's, so that forgetting the customer forgets the case too. */
  customerId?: string;
  /** By what the stream is to be found from now on. */
  findBy?: readonly Term[];
}

/**
 * The keys to what is personal (UK GDPR art. 17, 25 and 32). Every case and every customer record has a data key of
 * its own, wrapped by its customer's key, wrapped by the master key. Where a wrap is gone, what it led to is gone for
 * ever, while the log stays whole.
 *
 * A box names its key by number, so keys need no index over streams: a key costs little more than its bytes on disk.
 */
export abstract class Keyring {
  /**
   * What seals for a stream (AES-256-GCM, NIST SP 800-38D). A key that is made is durable before this resolves:
   * nothing is sealed with a key that a crash could lose. A box names its stream and its key, authenticated with it,
   * so it can stand anywhere and cannot be passed off as another's. What it is to be found by is durable before
   * this resolves too.
   * @throws Error when the key of `box`, or the customer's, has been destroyed: nothing new can be kept under it
   */
  abstract sealerFor(stream: string, choice?: KeyChoice): Promise<Sealer>;

  /**
   * Opens a box: what was sealed, or undefined when its key has been destroyed.
   * @throws DamagedBox when the box is damaged: that is never passed over as erased
   */
  abstract open(box: string): Promise<Record<string, unknown> | undefined>;

  /** A fingerprint of text that may be personal, useless to anyone without the master key (HMAC-SHA-256, hex). */
  abstract fingerprint(text: string): string;

  /**
   * The streams that were to be found by this, in order, from after one of them on. It is an index that is blind: of a
   * term it keeps an HMAC under a key of its own, beside the keys and never in the log. Where a key is destroyed, what
   * its streams are found by goes with it. Somebody may have changed what they were found by: open, and look.
   */
  abstract find(term: Term, page: { after?: string; limit: number }): Promise<string[]>;

  /** Whether all that the log held before there was this index is in it too. */
  abstract findsAll(): Promise<boolean>;

  /** From now on it is. */
  abstract allIsFound(): Promise<void>;

  /** Resolves when a key could be made and kept. @throws Error when it could not */
  abstract health(): Promise<void>;

  abstract close(): Promise<void>;
}
