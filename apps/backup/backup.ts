import '@guildhall/platform/require-node-24';
import { join, resolve } from 'node:path';
import { readConfig } from '@guildhall/platform/config';
import { runCommand } from '../program/run-command';
import { BACKUP_USAGE, readBackupArguments } from './backup-arguments';
import { inWords } from './in-words';
import { takeBackup } from './take-backup';

runCommand(async (args) => {
  const options = readBackupArguments(args);
  if (options === 'help') {
    process.stdout.write(BACKUP_USAGE);
    return 0;
  }
  const config = readConfig(process.env);
  const data = resolve(options.data ?? config.dataFolder);
  const masterKey = config.masterKeyFile ?? join(data, 'master.key');
  const say = (sentence: string) => process.stderr.write(`${sentence}\n`);
  const taken = await takeBackup({ ...options, data, masterKey, say });
  process.stdout.write(`${inWords(taken)}\nLog:  ${taken.log}\nKeys: ${taken.keys}\n`);
  return 0;
});
