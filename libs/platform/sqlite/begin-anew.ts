import { existsSync, renameSync } from 'node:fs';
import { isDamage } from '../database/damage';

/** What the names end in of a database, its write-ahead log and the index of that. */
export const FILES_OF_A_DATABASE = ['', '-wal', '-shm'];

/**
 * Opens a database of which nothing is lost for good when it is. Where it is damaged it is set aside, as `<file>.damaged` in
 * place of the one before, and another is begun.
 * @param tell is told why, and what it is called now
 * @throws what `open` throws for any other reason
 */
export function openOrBeginAnew<Opened>(
  file: string,
  open: (file: string) => Opened,
  tell: (reason: string, setAsideAs: string) => void,
): Opened {
  try {
    return open(file);
  } catch (fault) {
    if (!isDamage(fault)) throw fault;
    const setAsideAs = `${file}.damaged`;
    for (const suffix of FILES_OF_A_DATABASE) {
      if (existsSync(file + suffix)) renameSync(file + suffix, setAsideAs + suffix);
    }
    tell((fault as Error).message, setAsideAs);
    return open(file);
  }
}
