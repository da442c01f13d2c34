import { z } from 'zod';

/** Whose answer a case may wait for. */
export const askedOfSchema = z.enum(['customer', 'department', 'third-party']);
export type AskedOf = z.infer<typeof askedOfSchema>;

/**
 * What is needed of whoever is asked. Statutes tell them apart: a clarification (Freedom of Information Act 2000
 * s.1(3)), proof of who asks (UK GDPR art. 12(6)), a fee (s.9 of the Act), or anything else.
 */
export const needSchema = z.enum(['information', 'clarification', 'identity', 'fee']);
export type Need = z.infer<typeof needSchema>;

/** The reason for the pause while a request for information waits: what a standard knows it by. */
export function pauseReasonOf({ of, need }: { of: AskedOf; need: Need }): string {
  if (of !== 'customer') return `${of}-asked`;
  return need === 'information' ? 'information-requested' : need;
}

/** The basis of the pause while a request for information waits. */
export const waitingForAnswer = 'the clock stands still while we wait for an answer';

/** Every reason that {@link pauseReasonOf} gives. */
export const reasonsOfRequests: ReadonlySet<string> = new Set(
  needSchema.options.flatMap((need) => askedOfSchema.options.map((of) => pauseReasonOf({ of, need }))),
);
