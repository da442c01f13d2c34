/**
 * The store did not answer for so long that it is not waited for any more. Whether an append was written is not
 * known: sending the same events again is safe, and writes them once.
 */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}
