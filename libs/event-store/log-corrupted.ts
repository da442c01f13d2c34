/** The log does not hold what was once acknowledged: an event is missing, unreadable or altered. Never skipped over. */
export class LogCorrupted extends Error {
  override readonly name = 'LogCorrupted';
  constructor(
    readonly file: string,
    /** The first event that is not there: `position 0000000000000042`, or `revision 3 of stream case-7`. */
    readonly place: string,
    readonly what: 'missing or unreadable' | 'not what was written',
    options?: ErrorOptions,
  ) {
    super(
      `The log in ${file} is damaged: the event at ${place} is ${what}. ` +
        'Stop the program, keep a copy of the file, run check-log, and restore the last good backup.',
      options,
    );
  }
}
