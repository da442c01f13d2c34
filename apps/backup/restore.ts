import '@guildhall/platform/require-node-24';
import { join, resolve } from 'node:path';
import { readConfig } from '@guildhall/platform/config';
import { runCommand } from '../program/run-command';
import { readRestoreArguments, RESTORE_USAGE } from './backup-arguments';
import { inWords } from './in-words';
import { restoreBackup } from './restore-backup';

runCommand(async (args) => {
  const options = readRestoreArguments(args);
  if (options === 'help') {
    process.stdout.write(RESTORE_USAGE);
    return 0;
  }
  const { data } = options;
  const masterKey = resolve(
    options.masterKey ?? readConfig(process.env).masterKeyFile ?? join(data, 'master.key'),
  );
  const say = (sentence: string) => process.stderr.write(`${sentence}\n`);
  const checked = await restoreBackup({ ...options, masterKey, say });
  process.stdout.write(`${inWords(checked)}
Start it: GUILDHALL_DATA=${data} GUILDHALL_MASTER_KEY_FILE=${masterKey} npm start
`);
  return 0;
});
