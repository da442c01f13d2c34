/** What a projector tells of itself and of its read models: plain, so that a thread can say it. */
export type ProjectorNews =
  /** It follows the log. */
  | { kind: 'working' }
  /** Another does, and this one takes over when that ends, dies or hangs. */
  | { kind: 'standing-by' }
  /** It works no longer, for now: another does, or the database cannot be asked. */
  | { kind: 'stepped-back'; reason: string }
  /** Nothing is being built any more: every read model is live, or its build cannot go on. */
  | { kind: 'settled' }
  /** A build of a read model has taken the place of another, or is the first. */
  | { kind: 'went-live'; projection: string; build: number }
  /** A read model could not be read; it is set aside and built again. */
  | { kind: 'damaged'; projection: string; reason: string }
  /** A projection cannot write for now and tries again. */
  | { kind: 'waiting'; projection: string; reason: string }
  /** A projection met an event that it cannot get past; the others go on. */
  | { kind: 'stopped'; projection: string; reason: string }
  /** The thread itself has ended. */
  | { kind: 'failed'; reason: string };
