import '@guildhall/platform/require-node-24';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readConfig } from '@guildhall/platform/config';
import { SqliteDatabases } from '@guildhall/platform/sqlite/sqlite-databases';
import { readCheckpoint } from '@guildhall/read-models/checkpoint';
import { allProjections } from '@guildhall/read-models/all-projections';
import { databaseOf } from '@guildhall/read-models/projection';
import { logPlace, openLogToRead } from '../../apps/installation/places';
import type { ProjectorNews } from '../../apps/projector/projector-news';
import { ProjectorThread } from '../../apps/projector/projector-thread-handle';

/** What the process says of itself, some times a second. */
export interface Rebuilding {
  /** Of the log, from 0 to 1: what every read model knows. */
  done: number;
  /** Of the whole process, in bytes. */
  memory: number;
  /** Since the projector was started. */
  milliseconds: number;
}

const EVERY_MS = 100;

/** The projector on its thread, as `npm start` runs it, and nothing else, until every read model knows the whole log. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = await openLogToRead(logPlace(config));
  const head = Number(await log.head());
  await log.close();
  const folder = join(config.dataFolder, 'read-models');
  const started = performance.now();
  const hear = (news: ProjectorNews): void => {
    if ('reason' in news) throw new Error(`The projector has stopped: ${JSON.stringify(news)}`);
  };
  const say = (done: number): void => {
    const milliseconds = performance.now() - started;
    const said: Rebuilding = { done, memory: process.memoryUsage.rss(), milliseconds };
    process.send?.(said);
  };
  // The projector is waited for as at every start. What it takes meanwhile is that of the first cases.
  const beginning = setInterval(() => say(0), EVERY_MS);
  const projector = await ProjectorThread.start({ log: logPlace(config), readModels: { folder } }, hear);
  clearInterval(beginning);
  const databases = new SqliteDatabases(folder);
  const readModels = await Promise.all(
    allProjections.map((projection) => databases.open(databaseOf(projection), { readOnly: true })),
  );
  for (let done = 0; done < 1;) {
    await sleep(EVERY_MS);
    const positions = await Promise.all(readModels.map(async (db) => (await readCheckpoint(db)).position));
    done = Math.min(...positions.map(Number)) / head;
    say(done);
  }
  await projector.stop();
  await databases.close();
}

void main();
