import { RefusedByServer } from '@guildhall/event-store/eventstoredb/refusals';
import { StoreUnavailable } from '@guildhall/event-store/store-unavailable';
import { isDiskFull } from '@guildhall/platform/database/database-fault';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';

/** What the operator can mend is said in a sentence; anything else is a bug and shows where it came from. */
export function inWords(error: unknown): string {
  const { code, message, stack = message } = error as NodeJS.ErrnoException;
  if ([RefusalToStart, RefusedByServer, StoreUnavailable].some((kind) => error instanceof kind))
    return message;
  if (isDiskFull(error)) {
    return `The disk is full: ${message}. Nothing is lost. Make room on the disk of the data folder, then start again.`;
  }
  if (code === 'EADDRINUSE') {
    return `${message}\nAnother program has that port. Choose another one: PORT=3001 npm start.`;
  }
  return stack;
}
