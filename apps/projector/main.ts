import '@guildhall/platform/require-node-24';
import '@guildhall/platform/keep-compiled';
import { Registry } from 'prom-client';
import { openDatabases, openLogToRead, sharedPlaces } from '../installation/places';
import { exportLogMetrics } from '../program/log-metrics';
import { type Readiness, serveOperations } from '../program/operations-server';
import { runProgram } from '../program/run-program';
import { logNews } from './log-news';
import type { ProjectorNews } from './projector-news';
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
    (news) => {
      logNews(logger, news);
      standing = standingAfter(news) ?? standing;
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

/** How the program stands after what it was told; undefined where that says nothing of it. */
function standingAfter(news: ProjectorNews): Readiness | undefined {
  if (news.kind === 'working') return { status: 'ready' };
  if (news.kind === 'standing-by') return { status: 'standby' };
  if (news.kind === 'stepped-back') return { status: 'standby', reason: news.reason };
  if (news.kind === 'stopped') return { status: 'not-ready', reason: news.reason };
  return undefined;
}
