import type { Sealer } from '../event-sourcing/event-codec';

/** Whose key a data key is wrapped with: a customer's, so that forgetting the customer forgets the case too. */
export interface KeyOwner {
  customerId?: string;
}

/**
 * The keys to what is personal (UK GDPR art. 17, 25 and 32). Every case and every customer record has a data key of
 * its own, wrapped by its customer's key, wrapped by the master key. Destroy a wrap and what it leads to is gone for
 * ever, while the log stays whole.
 */
export abstract class Keyring implements Sealer {
  /** Makes the stream's data key if it has none. Durable before it resolves: nothing is sealed with a key that a crash could lose. */
  abstract prepare(stream: string, owner?: KeyOwner): Promise<void>;

  /**
   * Seals under the stream's data key (AES-256-GCM, NIST SP 800-38D). The box names its stream, which is
   * authenticated with it, so it can stand anywhere and cannot be passed off as another's.
   * @throws Error when `prepare` was not awaited first
   */
  abstract seal(stream: string, personal: Record<string, unknown>): string;

  /**
   * Opens a box: what was sealed, or undefined when its key has been destroyed.
   * @throws Error when the box is damaged: that is never passed over as erased
   */
  abstract open(box: string): Promise<Record<string, unknown> | undefined>;

  /** A fingerprint of text that may be personal, useless to anyone without the master key (HMAC-SHA-256, hex). */
  abstract fingerprint(text: string): string;

  abstract close(): Promise<void>;
}
