import type { Reply } from './reply';

/** What is remembered of a command that came with an idempotency key. */
export interface Remembered {
  fingerprint: string;
  /** Missing while it is being carried out, or when the program died on it: the log knows whether it was. */
  reply?: Reply;
}

/**
 * The answers given to commands with an Idempotency-Key, refusals and no-ops among them. Only a memory: whether a
 * command was carried out is in the log, which recognises the command's id; so a power cut may take the last of these.
 */
export abstract class Answers {
  /** What is remembered, or nothing: then it is remembered from now on that this was asked. */
  abstract recallOrClaim(commandId: string, fingerprint: string): Promise<Remembered | undefined>;

  abstract remember(commandId: string, reply: Reply): Promise<void>;

  /** Forgets that it was asked: the request could not even be read, so its key may come again with a better one. */
  abstract release(commandId: string): Promise<void>;

  /** Forgets what was asked before this instant (UTC milliseconds). */
  abstract forgetBefore(instant: number): Promise<void>;

  /** Resolves when an answer could be remembered. @throws Error when it could not */
  abstract health(): Promise<void>;

  abstract close(): Promise<void>;
}
