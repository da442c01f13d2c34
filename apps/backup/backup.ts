import '@guildhall/platform/require-node-24';
import { join, resolve } from 'node:path';
import { type Config, readConfig } from '@guildhall/platform/config';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';
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
  assertAllIsHere(config);
  const data = resolve(options.data ?? config.dataFolder);
  const masterKey = config.masterKeyFile ?? join(data, 'master.key');
  const say = (sentence: string) => process.stderr.write(`${sentence}\n`);
  const taken = await takeBackup({ ...options, data, masterKey, say });
  process.stdout.write(`${inWords(taken)}\nLog:  ${taken.log}\nKeys: ${taken.keys}\n`);
  return 0;
});

/** What is on a server is backed up by that server's own means: half a backup would be taken for a whole one. */
function assertAllIsHere({ databaseUrl, esdbConnectionString }: Config): void {
  const elsewhere = [
    esdbConnectionString && 'the log (ESDB_CONNECTION_STRING)',
    databaseUrl && 'the keys (DATABASE_URL)',
  ];
  const [first, ...others] = elsewhere.filter((part) => part !== undefined && part !== '');
  if (!first) return;
  throw new RefusalToStart(
    `This copies a data folder, and ${[first, ...others].join(' and ')} of this installation are on a server. See “On a cluster” in docs/operating.md.`,
  );
}
