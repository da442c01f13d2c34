import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';
import { optionsOf } from '../program/run-command';

export const COPY_USAGE = `Copies the log of an installation into EventStoreDB or KurrentDB, and reads the copy through.

  npm run copy-log -- --from FOLDER --to CONNECTION [options]

  --from FOLDER     the installation's data folder; nothing else may run on it meanwhile
  --to CONNECTION   esdb://user:password@host:2113?tls=true; ESDB_CONNECTION_STRING when left out, so that
                    the password is not seen in the list of processes
  --verify-only     copy nothing, only compare
  --help            this

The same command again goes on where it was broken off, and copies nothing twice.
`;

export interface CopyArguments {
  from: string;
  to: string;
  verifyOnly: boolean;
}

/** @throws RefusalToStart saying which argument is wrong or missing */
export function readCopyArguments(
  args: string[],
  connectionString: string | undefined,
): CopyArguments | 'help' {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const options = { from: text, to: text, 'verify-only': flag, help: flag };
  const values = optionsOf(() => parseArgs({ args, options }));
  if (values.help) return 'help';
  const { from, to = connectionString } = values;
  if (!from) throw new RefusalToStart('Name the data folder: --from FOLDER. --help explains.');
  if (!to) {
    throw new RefusalToStart('Name the server: --to CONNECTION, or ESDB_CONNECTION_STRING. --help explains.');
  }
  return { from: resolve(from), to, verifyOnly: values['verify-only'] };
}
