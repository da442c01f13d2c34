import { LogCorrupted } from '@guildhall/event-store/log-corrupted';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';
import { isUnreadable } from '@guildhall/platform/sqlite/sqlite-error';
import type { LogPlace } from './places';

/**
 * Does what a start has to read of the log.
 * @throws RefusalToStart when that is damaged: it names the file, and says what to do
 */
export async function refuseDamagedLog<Answer>(
  place: LogPlace,
  read: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await read();
  } catch (cause) {
    if (!('file' in place) || !isOfLog(cause)) throw cause;
    const what =
      cause instanceof LogCorrupted
        ? cause.message
        : `The log in ${place.file} is damaged: ${(cause as Error).message}.`;
    throw new RefusalToStart(
      `${what} npm run check-log names all that is wrong with it, and npm run restore puts a backup back. ` +
        'See “A damaged log” in docs/operating.md.',
      { cause },
    );
  }
}

const isOfLog = (fault: unknown): boolean =>
  fault instanceof LogCorrupted ||
  isUnreadable(fault) ||
  (fault instanceof RefusalToStart && isUnreadable(fault.cause));
