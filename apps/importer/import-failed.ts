/** The import cannot begin or go on. The message says why and what to do; nothing else needs to be shown. */
export class ImportFailed extends Error {
  override readonly name = 'ImportFailed';
}
