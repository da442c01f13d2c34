import '@guildhall/platform/require-node-24';
import '@guildhall/platform/keep-compiled';
import { Registry } from 'prom-client';
import { openDatabases, openLogToRead, sharedPlaces } from '../installation/places';
import { exportLogMetrics } from '../program/log-metrics';
import { type Readiness, serveOperations } from '../program/operations-server';
import { runProgram } from '../program/run-program';
import { runProjector } from './run-projector';

runProgram(async (config, logger, opened) => {
  const places = sharedPlaces(config);
  const log = await openLogToRead(places.log);
  opened.add(() => log.close());
  const databases = await openDatabases(places.databases);
  opened.add(() => databases.close());

  let standing: Readiness = { status: 'not-ready', reason: 'The read models are not there yet.' };
  const ending = new AbortController();
  const running = runProjector(
    log,
    databases,
    { log: places.log, readModels: places.databases },
    false,
    ending.signal,
    {
      working: () => (standing = { status: 'ready' }),
      standingBy: () => (standing = { status: 'standby' }),
      steppedBack: ({ message: reason }) => {
        standing = { status: 'standby', reason };
        logger.warn({ reason }, 'the projector has stepped back and tries again');
      },
      waiting: (projection, { message: reason }) =>
        logger.warn({ projection, reason }, 'a projection cannot write and tries again'),
      wentLive: (projection, { number: build }) =>
        logger.info({ projection, build }, 'a build has gone live'),
      damaged: (projection, reason) =>
        logger.error({ projection, reason }, 'a read model is damaged; it is set aside and built again'),
      stopped: (projection, { message: reason }) => {
        standing = { status: 'not-ready', reason };
        logger.error({ projection, reason }, 'a projection has stopped; the others go on');
      },
    },
  );
  opened.add(() => {
    ending.abort();
    return running;
  });
  const metrics = new Registry();
  exportLogMetrics(log, metrics);
  const url = await serveOperations({ ...config, readiness: () => standing, metrics }, opened);
  return `The projector is at work: ${url}/health/ready\n`;
});
