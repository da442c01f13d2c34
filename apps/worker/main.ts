import '@guildhall/platform/require-node-24';
import { Registry } from 'prom-client';
import { openLog, sharedPlaces } from '../installation/places';
import { exportLogMetrics } from '../program/log-metrics';
import { type Readiness, serveOperations } from '../program/operations-server';
import { runProgram } from '../program/run-program';
import { startWorker } from './start-worker';

runProgram(async (config, logger, opened) => {
  const places = sharedPlaces(config);
  const store = openLog(places.log);
  opened.add(() => store.close());
  const worker = startWorker(store, logger);
  opened.add(() => worker.stop());
  const readiness = (): Readiness =>
    worker.fault === undefined ? { status: 'ready' } : { status: 'not-ready', reason: worker.fault };
  const metrics = new Registry();
  exportLogMetrics(store, metrics);
  const url = await serveOperations({ ...config, readiness, metrics }, opened);
  return `The worker is at work: ${url}/health/ready\n`;
});
