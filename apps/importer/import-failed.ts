import { RefusalToStart } from '@guildhall/platform/refusal-to-start';

/** The import cannot begin or go on. The message says why and what to do; nothing else needs to be shown. */
export class ImportFailed extends RefusalToStart {
  override readonly name = 'ImportFailed';
}
