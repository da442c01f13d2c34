import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';
import { optionsOf } from '../program/run-command';

export const BACKUP_USAGE = `Copies an installation, also while it runs, and reads the copy through.

  npm run backup -- --to FOLDER --keys-to FOLDER [options]

  --to FOLDER        where the log goes: in a folder of its own, named for the moment
  --keys-to FOLDER   where the keys go; another disk or another safe, so that no thief finds both
  --data FOLDER      the installation's data folder; GUILDHALL_DATA or ./data when left out
  --read-models      the read models too: they can be built again, but that takes its time
  --help             this

The master key is in no backup. It never changes: keep one copy of it in a safe.
`;

export const RESTORE_USAGE = `Puts a backup into an empty data folder, and reads it through.

  npm run restore -- --from FOLDER --keys-from FOLDER --data FOLDER --master-key FILE

  --from FOLDER        the backup of the log: the folder with manifest.json and events.db in it
  --keys-from FOLDER   the backup of the keys of the same moment
  --data FOLDER        the data folder to be: empty, or not there yet
  --master-key FILE    the master key; GUILDHALL_MASTER_KEY_FILE when left out
  --help               this
`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

/** @throws RefusalToStart saying which argument is wrong or missing */
export function readBackupArguments(args: string[]) {
  const options = { to: text, 'keys-to': text, data: text, 'read-models': flag, help: flag };
  const {
    to,
    'keys-to': keysTo,
    data,
    'read-models': readModels,
    help,
  } = optionsOf(() => parseArgs({ args, options }));
  if (help) return 'help';
  const places = { to: needed('to', to), keysTo: needed('keys-to', keysTo) };
  if (places.to === places.keysTo) {
    throw new RefusalToStart('Name another --keys-to: the keys do not belong beside the log.');
  }
  return { ...places, data, readModels };
}

/** @throws RefusalToStart saying which argument is wrong or missing */
export function readRestoreArguments(args: string[]) {
  const options = { from: text, 'keys-from': text, data: text, 'master-key': text, help: flag };
  const {
    from,
    'keys-from': keysFrom,
    data,
    'master-key': masterKey,
    help,
  } = optionsOf(() => parseArgs({ args, options }));
  if (help) return 'help';
  return {
    from: needed('from', from),
    keysFrom: needed('keys-from', keysFrom),
    data: needed('data', data),
    masterKey,
  };
}

function needed(name: string, folder: string | undefined): string {
  if (folder) return resolve(folder);
  throw new RefusalToStart(`Name a --${name} FOLDER. --help explains.`);
}
