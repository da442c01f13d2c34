/** 1900-01-01T00:00:00Z, in UTC milliseconds. */
const EARLIEST = Date.UTC(1900, 0, 1);

/**
 * Whether something that a case is about may have happened then, as far as its year goes. An earlier one is a slip of
 * whoever wrote it, or the nought of another system; taken in, every figure over all time would begin there.
 * @param instant RFC 3339
 */
export function isPlausiblyOld(instant: string): boolean {
  return Date.parse(instant) >= EARLIEST;
}
