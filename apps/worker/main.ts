import '@guildhall/platform/require-node-24';
import { LiveCatalogue } from '@guildhall/application/catalogue/live-catalogue';
import { EventLog } from '@guildhall/application/event-log';
import { domainCodec } from '@guildhall/domain/events';
import { claimDataFolder } from '@guildhall/platform/data-folder';
import { PostgresDatabases } from '@guildhall/platform/postgres/postgres-databases';
import { Registry } from 'prom-client';
import { openLog, sharedPlaces } from '../installation/places';
import { exportLogMetrics } from '../program/log-metrics';
import { type Readiness, serveOperations } from '../program/operations-server';
import { runProgram } from '../program/run-program';
import { startWorker } from './start-worker';
import { addWorkerFigures } from './worker-figures';

runProgram(async (config, logger, opened) => {
  const places = sharedPlaces(config);
  if (!config.redisUrl) {
    const folder = claimDataFolder(config.dataFolder, { program: 'guildhall worker' });
    opened.add(() => folder.release());
  }
  const store = openLog(places.log);
  opened.add(() => store.close());
  const postgres = await PostgresDatabases.open(places.databases.url);
  opened.add(() => postgres.close());
  const catalogue = await LiveCatalogue.open(store);
  opened.add(() => catalogue.close());
  const log = new EventLog(store, domainCodec, nothingPersonal);
  const worker = await startWorker(config, { store, catalogue, log, postgres }, logger);
  opened.add(() => worker.stop());
  const readiness = async (): Promise<Readiness> => {
    const reason = worker.feedsFault ?? (await worker.jobsFault());
    return reason === undefined ? { status: 'ready' } : { status: 'not-ready', reason };
  };
  const metrics = new Registry();
  exportLogMetrics(store, metrics);
  addWorkerFigures(metrics, worker);
  const url = await serveOperations({ ...config, readiness, metrics }, opened);
  return `The worker is at work: ${url}/health/ready\n`;
});

/** What timers ask of cases puts nothing personal on record, so the worker needs no keys. */
const nothingPersonal = {
  sealerFor: (stream: string) =>
    Promise.reject(new Error(`The worker has no keys, and ${stream} asked for one`)),
};
