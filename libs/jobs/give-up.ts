/** Why an attempt failed, in words that an operator may read: nothing personal in them, for they are stored and shown. */
export class AttemptFailed extends Error {
  override readonly name: string = 'AttemptFailed';
}

/** An attempt failed and trying again would not help: the job goes to the dead letters at once. */
export class GiveUp extends AttemptFailed {
  override readonly name = 'GiveUp';
}

/**
 * What is kept of an error that a handler threw. Only the words of an {@link AttemptFailed} are: a mail server's answer,
 * say, has the address in it. Of anything else, its class and its code.
 */
export function reasonOf(error: unknown): string {
  if (error instanceof AttemptFailed) return error.message;
  if (!(error instanceof Error)) return 'Something was thrown that is no error';
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^\w{1,60}$/.test(code) ? `${error.name} (${code})` : error.name;
}

/** Of a job whose process ended as often as the job may be tried: it may be what ends it. */
export const PROCESS_ENDED = 'The program ended, or lost the job, each time it had this job in hand';

/** Of a job whose payload the queue's schema no longer takes. */
export const PAYLOAD_UNFIT = 'Its payload is not what this version of the program expects';
