/** What kind of refusal: the only thing a transport needs in order to choose its status. */
export type RejectionKind = 'not-found' | 'conflict' | 'invalid';

/**
 * A refusal is a value, not an exception: the answer "no, because…" to a command that was understood.
 * Its code is stable and for machines, its reason is a sentence for the person at the counter, saying what to do next.
 */
export class Rejection {
  constructor(
    readonly code: string,
    readonly kind: RejectionKind,
    readonly reason: string,
    /** The faulty field of the command, where it is one field's fault. */
    readonly field?: string,
  ) {}
}
