import { EmbeddedKeyring } from '@guildhall/keyring/embedded/embedded-keyring';
import { readStoredKeys } from '@guildhall/keyring/embedded/stored-keys';
import type { Keyring } from '@guildhall/keyring/keyring';
import { PostgresKeyring } from '@guildhall/keyring/postgres/postgres-keyring';
import type { Databases } from '@guildhall/platform/database/databases';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';
import { existsSync, renameSync } from 'node:fs';

interface KeyFiles {
  keys: string;
  masterKey: string;
}

/**
 * Opens the keys: in PostgreSQL where there is one, else in their file. A folder that begins to use PostgreSQL takes its
 * keys along; what was sealed with them opens as before.
 * @param holdsFolder nobody else uses the files meanwhile
 * @throws RefusalToStart when keys are where they are not looked for: new ones would be given the numbers of theirs
 */
export async function openKeyring(
  files: KeyFiles,
  postgres: Databases | undefined,
  holdsFolder: boolean,
): Promise<Keyring> {
  const moved = `${files.keys}.moved`;
  if (!postgres) {
    if (existsSync(moved)) {
      throw new RefusalToStart(
        `The keys of this folder have moved to PostgreSQL: set DATABASE_URL. (${moved} is how they were then.)`,
      );
    }
    return EmbeddedKeyring.open(files);
  }
  if (existsSync(files.keys)) {
    if (holdsFolder) {
      await PostgresKeyring.takeOver(postgres, readStoredKeys(files.keys), files.keys);
      renameSync(files.keys, moved);
    } else if (!(await postgres.exists('keys'))) {
      throw new RefusalToStart(
        `There are keys in ${files.keys} and none in PostgreSQL yet. If they are this installation's, start once with DATABASE_URL and without ESDB_CONNECTION_STRING, and they move; if not, set GUILDHALL_DATA to another folder.`,
      );
    }
  }
  return PostgresKeyring.open(postgres, files);
}
