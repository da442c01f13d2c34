import type { RunningNode } from '@guildhall/eventstoredb-node/start-node';
import type { Config } from '@guildhall/platform/config';
import { allProjections } from '@guildhall/read-models/all-projections';
import type { Logger } from 'pino';
import { type Installation, openInstallation } from '../installation/installation';
import { WaitingProjections } from '../api/health/waiting-projections';
import { Opened } from '../program/opened';
import { logNews } from '../projector/log-news';
import { ProjectorThread } from '../projector/projector-thread-handle';
import { startWebhooks } from '../worker/start-webhooks';
import { startWorker } from '../worker/start-worker';
import { addWorkerFigures } from '../worker/worker-figures';
import { startCopyingBack } from './copy-back-thread-handle';
import { wakeOnAppend } from './wake-on-append';
import { watchLog } from './watch-log';

/** Everything in one process. */
export interface Standalone {
  /** Where the API listens. */
  url: string;
  /** Where it keeps what it knows, in words. */
  place: string;
  /** Where the log is served over the EventStoreDB protocol, if it is. */
  log: string | undefined;
  /** Stops taking requests, finishes those in hand, lets the projector finish its batch, gives the folder back. */
  stop(): Promise<void>;
}

export async function startStandalone(config: Config, logger: Logger): Promise<Standalone> {
  const opened = new Opened();
  try {
    const installation = await openInstallation(config, 'guildhall');
    opened.add(() => installation.close());
    const { store, places, folder } = installation;
    const stopped = new Map<string, string>();
    const waiting = new WaitingProjections();
    // While the projector begins on its thread, this one loads what answers requests: most of the program.
    const [projector, { startApi }] = await Promise.all([
      startProjector(places, stopped, waiting, logger),
      import('../api/start-api.ts'),
    ]);
    opened.add(() => projector.stop());
    const ending = new AbortController();
    const waking = wakeOnAppend(store, projector, ending.signal);
    opened.add(() => {
      ending.abort();
      return waking;
    });
    const worker = await startWorker(config, installation, logger);
    opened.add(() => worker.stop());
    opened.add(await startWebhooks(config, installation, logger));
    const node = await serveLogIfAsked(config, installation);
    opened.add(() => node?.stop());
    opened.add(watchLog(store, places.log, logger));
    const api = await startApi(config, installation, logger, { stopped, waiting, worker });
    opened.add(() => api.stop());
    addWorkerFigures(api.metrics, worker);
    if (folder) opened.add(startCopyingBack(config.dataFolder, places));
    folder?.announce({ url: api.url });
    return { url: api.url, place: installation.place, log: node?.address, stop: () => opened.close() };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** `stopped` and `waiting`: why projections have stopped, and why some wait, which it keeps up. */
function startProjector(
  places: Installation['places'],
  stopped: Map<string, string>,
  waiting: WaitingProjections,
  logger: Logger,
): Promise<ProjectorThread> {
  return ProjectorThread.start(places, (news) => {
    logNews(logger, news);
    if (news.kind === 'went-live') stopped.delete(news.projection);
    if (news.kind === 'waiting') waiting.say(news.projection, news.reason);
    if (news.kind === 'stopped') stopped.set(news.projection, news.reason);
    if (news.kind === 'failed') for (const { name } of allProjections) stopped.set(name, news.reason);
  });
}

/** The protocol is loaded where it is spoken, and nowhere else. */
async function serveLogIfAsked(config: Config, installation: Installation): Promise<RunningNode | undefined> {
  const { esdbListen: address } = config;
  if (address === undefined) return undefined;
  const { serveLog } = await import('./serve-log.ts');
  return serveLog(address, config, installation);
}
