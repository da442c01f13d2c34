import '@guildhall/platform/require-node-24';
import '@guildhall/platform/keep-compiled';
import { claimDataFolder } from '@guildhall/platform/data-folder';
import { Registry } from 'prom-client';
import { openInstallation } from '../installation/installation';
import { sharedPlaces } from '../installation/places';
import { exportLogMetrics } from '../program/log-metrics';
import { type Readiness, serveOperations } from '../program/operations-server';
import { runProgram } from '../program/run-program';
import { startWebhooks } from './start-webhooks';
import { startWorker } from './start-worker';
import { addWorkerFigures } from './worker-figures';

runProgram(async (config, logger, opened) => {
  sharedPlaces(config);
  if (!config.redisUrl) {
    const folder = claimDataFolder(config.dataFolder, { program: 'guildhall worker' });
    opened.add(() => folder.release());
  }
  const installation = await openInstallation(config, 'guildhall worker');
  opened.add(() => installation.close());
  const worker = await startWorker(config, installation, logger);
  opened.add(() => worker.stop());
  opened.add(await startWebhooks(config, installation, logger));
  const readiness = async (): Promise<Readiness> => {
    const reason = worker.feedsFault ?? (await worker.jobsFault());
    const { judging } = worker;
    return {
      ...(reason === undefined ? { status: 'ready' } : { status: 'not-ready', reason }),
      ...(judging && { judging }),
    };
  };
  const metrics = new Registry();
  exportLogMetrics(installation.store, metrics);
  addWorkerFigures(metrics, worker);
  const url = await serveOperations({ ...config, readiness, metrics }, opened);
  return `The worker is at work: ${url}/health/ready\n`;
});
