import type { EmbeddedEventStore } from '@guildhall/event-store/embedded/embedded-event-store';
import type { Config } from '@guildhall/platform/config';
import type { Logger } from 'pino';
import { Answers } from '../api/commands/answers';
import { Health } from '../api/health/health';
import { Metrics } from '../api/health/metrics';
import { createHttpServer } from '../api/http-server';
import { ReadModels } from '../api/queries/read-models';
import { type Installation, openInstallation } from './installation';
import { ProjectorThread } from './projector-thread-handle';

/** Answers to commands with an Idempotency-Key are kept so long, in milliseconds: seven days. */
const ANSWERS_KEPT = 7 * 86_400_000;
const HOUR = 3_600_000;

/** Everything in one process, on the embedded defaults. */
export interface Standalone {
  /** Where the API listens. */
  url: string;
  /** Stops taking requests, finishes those in hand, lets the projector finish its batch, gives the folder back. */
  stop(): Promise<void>;
}

export async function startStandalone(config: Config, logger: Logger): Promise<Standalone> {
  const opened: (() => Promise<void> | void)[] = [];
  const stop = async (): Promise<void> => {
    for (const closeIt of opened.splice(0).reverse()) await closeIt();
  };
  try {
    const installation = await openInstallation(config, 'guildhall');
    opened.push(() => installation.close());
    const { store, files } = installation;
    const answers = Answers.open(files.answers);
    opened.push(() => answers.close());
    const readModels = new ReadModels(files.readModels, store, config.waitMs);
    opened.push(() => readModels.close());
    const health = new Health(store, readModels);
    const metrics = new Metrics(health);
    opened.push(() => metrics.stop());
    const projector = await startProjector(installation, readModels, health, logger);
    opened.push(() => projector.stop());
    const ending = new AbortController();
    const waking = wakeOnAppend(store, projector, ending.signal);
    opened.push(() => {
      ending.abort();
      return waking;
    });
    opened.push(forgetOldAnswers(answers, logger));

    const app = await createHttpServer(
      config,
      { ...installation, answers, readModels, health, metrics },
      logger,
    );
    opened.push(() => app.close());
    await app.listen(config.port, config.host);
    const url = (await app.getUrl()).replace('[::1]', 'localhost');
    installation.folder.announce({ url });
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function startProjector(
  { files }: Installation,
  readModels: ReadModels,
  health: Health,
  logger: Logger,
): Promise<ProjectorThread> {
  return ProjectorThread.start(
    { logFile: files.log, folder: files.readModels },
    {
      waiting: (projection, reason) =>
        logger.warn({ projection, reason }, 'a projection cannot write and tries again'),
      stopped: (projection, reason) => {
        health.stopped.set(projection, reason);
        logger.error({ projection, reason }, 'a projection has stopped; the others go on');
      },
      failed: ({ message: reason }) => {
        for (const { name } of readModels.all) health.stopped.set(name, reason);
        logger.fatal({ reason }, 'the projector has failed; restart to build on');
      },
    },
  );
}

/** Answers what ends it. */
function forgetOldAnswers(answers: Answers, logger: Logger): () => void {
  const forget = (): void => {
    answers.forgetBefore(Date.now() - ANSWERS_KEPT).catch((error: unknown) => {
      logger.warn({ reason: (error as Error).message }, 'old answers stay');
    });
  };
  forget();
  const forgetting = setInterval(forget, HOUR);
  return () => clearInterval(forgetting);
}

/** The projector polls; being told spares it, and whoever waits for it, the wait. */
async function wakeOnAppend(
  store: EmbeddedEventStore,
  projector: ProjectorThread,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await store.appended(signal);
    projector.wake();
  }
}
