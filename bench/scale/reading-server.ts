import '@guildhall/platform/require-node-24';
import 'reflect-metadata';
import { readConfig } from '@guildhall/platform/config';
import { pino } from 'pino';
import { startApi } from '../../apps/api/start-api';
import { openInstallation } from '../../apps/installation/installation';
import { ProjectorThread } from '../../apps/projector/projector-thread-handle';
import { startCopyingBack } from '../../apps/standalone/copy-back-thread-handle';
import { wakeOnAppend } from '../../apps/standalone/wake-on-append';

/*
 * The API and the projector on its thread, as `npm start` runs them, on a data folder that is there. Without the worker,
 * which would first publish five years to the departments.
 */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const installation = await openInstallation(config, 'bench');
  const projector = await ProjectorThread.start(installation.places, (news) => {
    if (!('reason' in news) || news.kind === 'waiting') return;
    throw new Error(`The projector has stopped: ${news.reason}`);
  });
  void wakeOnAppend(installation.store, projector, new AbortController().signal);
  const { url } = await startApi(config, installation, pino({ level: 'silent' }));
  startCopyingBack(config.dataFolder, installation.places);
  process.send?.({ url });
}

void main();
