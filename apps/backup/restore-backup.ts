import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { claimDataFolder } from '@guildhall/platform/data-folder';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';
import { type Checked, checkCopy } from './check-copy';
import { type Digest, digestOf, KEYS, LOG, type Manifest, readManifest } from './manifest';

export interface RestoreOrder {
  /** The backup of the log, and that of the keys. */
  from: string;
  keysFrom: string;
  masterKey: string;
  /** The data folder to be: empty, or not there yet. */
  data: string;
  say: (sentence: string) => void;
}

/** One file of a backup. */
interface File {
  name: string;
  from: string;
  digest: Digest;
}

/**
 * Puts a backup into an empty data folder and reads it through. Where anything is not as it was, nothing is left in the
 * folder.
 * @throws RefusalToStart saying what is wrong and what to do
 */
export async function restoreBackup({
  from,
  keysFrom,
  masterKey,
  data,
  say,
}: RestoreOrder): Promise<Checked> {
  const manifest = readManifest(from);
  const files = filesOf(manifest, from, keysFrom);
  assertPair(manifest, keysFrom);
  if (!existsSync(masterKey)) {
    throw new RefusalToStart(
      `There is no master key at ${masterKey}. It is in no backup: name yours, --master-key FILE.`,
    );
  }
  if (existsSync(data) && readdirSync(data).length > 0) {
    throw new RefusalToStart(
      `${data} is not empty, and a backup is restored into an empty folder. Choose another --data.`,
    );
  }
  const folder = claimDataFolder(data, { program: 'guildhall restore' });
  try {
    for (const file of files) {
      say(`Restoring ${file.name}…`);
      await restore(file, folder.path(file.name));
    }
    say('Reading it through…');
    return await checkCopy({ log: folder.path(LOG), keys: folder.path(KEYS), masterKey });
  } catch (error) {
    for (const { name } of files)
      for (const suffix of ['', '-wal', '-shm']) rmSync(folder.path(name) + suffix, { force: true });
    throw error;
  } finally {
    folder.release();
  }
}

const filesOf = ({ files, keys }: Manifest, from: string, keysFrom: string): File[] => [
  ...Object.entries(files).map(([name, digest]) => ({ name, from: join(from, name), digest })),
  { name: KEYS, from: join(keysFrom, KEYS), digest: keys },
];

/** Keys of another day may lack one, and would be missed only when somebody asks for that case. */
function assertPair({ takenAt, keys }: Manifest, keysFrom: string): void {
  const theirs = readManifest(keysFrom);
  if (theirs.keys.sha256 === keys.sha256) return;
  throw new RefusalToStart(
    `These keys were copied at ${theirs.takenAt} and the log at ${takenAt}. Name the keys of the same name: --keys-from.`,
  );
}

async function restore({ from, digest }: File, to: string): Promise<void> {
  if (!existsSync(from)) throw new RefusalToStart(`${from} is missing from the backup. Use another one.`);
  if ((await digestOf(from)).sha256 !== digest.sha256) {
    throw new RefusalToStart(
      `${from} is not what was backed up: its disk or its transfer has damaged it. Use another one.`,
    );
  }
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  await copyFile(from, to);
}
