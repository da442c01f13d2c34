/** A stream is not whole: somebody deleted it, or had its events thrown away. It cannot be decided on. */
export class StreamDeleted extends Error {
  override readonly name = 'StreamDeleted';
}

/** The server answered, and will answer the same again: waiting does not help. The message says what to do. */
export class RefusedByServer extends Error {
  override readonly name = 'RefusedByServer';
}
