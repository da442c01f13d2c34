import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { RefusalToStart } from '../platform/refusal-to-start';

/**
 * Reads the master key, 32 bytes as 64 hexadecimal digits; makes one, readable by its owner only, where there is none
 * and none has been used yet.
 * @throws Error saying what to do when the file is missing though keys exist, or holds something else
 */
export function readMasterKey(file: string, keysExist: boolean): Buffer {
  if (!existsSync(file)) {
    if (keysExist) {
      throw new RefusalToStart(
        `The master key ${file} is missing, and without it nothing personal can be read. Put it back from your backup, or name its place in GUILDHALL_MASTER_KEY_FILE.`,
      );
    }
    writeMasterKey(file);
  }
  const text = readFileSync(file, 'utf8').trim();
  if (!/^[0-9a-f]{64}$/i.test(text)) {
    throw new RefusalToStart(`The master key ${file} must hold 64 hexadecimal digits and nothing else.`);
  }
  return Buffer.from(text, 'hex');
}

/** All of it or none: programs that start together on one folder for the first time all read the same. */
function writeMasterKey(file: string): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
}
