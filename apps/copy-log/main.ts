import '@guildhall/platform/require-node-24';
import { existsSync } from 'node:fs';
import { EmbeddedEventStore } from '@guildhall/event-store/embedded/embedded-event-store';
import { START } from '@guildhall/event-store/event-store';
import { readConfig } from '@guildhall/platform/config';
import { claimDataFolder } from '@guildhall/platform/data-folder';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';
import { openLog } from '../installation/places';
import { Opened } from '../program/opened';
import { INTERRUPTED, runCommand, stopSignal } from '../program/run-command';
import { type CopyArguments, COPY_USAGE, readCopyArguments } from './copy-arguments';
import { compareLogs } from './compare-logs';
import { copyLog } from './copy-log';
import { number, Progress } from './progress';

const NEXT = `
What to do next:

  1. Set ESDB_CONNECTION_STRING to this server for every program of the installation. The log in the folder is
     not read any more; keep it as a backup.
  2. Keep keys.db and master.key where they are (or DATABASE_URL): what is personal is read with them alone.
  3. Remove the folder read-models, or drop the schemas of the read models in PostgreSQL: they are built again from
     the new log, whose positions are others.
  4. Start. GET /health/ready tells how far the read models have come.

Each event is dated anew by the server (“created”); when it was recorded and when it occurred are in the event
itself, and have not changed.
`;

runCommand(async (args) => {
  const { esdbConnectionString, esdbStreamPrefix } = readConfig(process.env);
  const options = readCopyArguments(args, esdbConnectionString);
  if (options === 'help') {
    process.stdout.write(COPY_USAGE);
    return 0;
  }
  return copy(options, esdbStreamPrefix);
});

/** @returns the exit code */
async function copy({ from, to, verifyOnly }: CopyArguments, prefix: string): Promise<number> {
  const opened = new Opened();
  try {
    const signal = stopSignal();
    const progress = new Progress(process.stderr);
    if (!existsSync(from)) throw new RefusalToStart(`There is no folder ${from}.`);
    const folder = claimDataFolder(from, { program: 'guildhall copy-log' });
    opened.add(() => folder.release());
    const file = folder.path('events.db');
    if (!existsSync(file)) throw new RefusalToStart(`${from} holds no log: there is no events.db in it.`);
    const source = EmbeddedEventStore.open({ file });
    opened.add(() => source.close());
    const target = await openLog({ connectionString: to, prefix });
    opened.add(() => target.close());

    if (!verifyOnly && !(await copyLog(source, target, progress, signal))) {
      progress.say('Stopped. What is copied stays, and the same command goes on from here.');
      return INTERRUPTED;
    }
    progress.begin('Comparing', await source.countAfter(START));
    const { difference, events, streams } = await compareLogs(source, target, progress);
    if (difference) {
      progress.say(`The copy is not the log: ${difference}. Copy into an empty server instead.`);
      return 1;
    }
    progress.say(
      `${number(events)} events of ${number(streams)} streams are the same, and in the same order.`,
    );
    process.stdout.write(NEXT);
    return 0;
  } finally {
    await opened.close();
  }
}
