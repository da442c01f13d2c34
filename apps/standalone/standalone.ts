import type { EmbeddedEventStore } from '@guildhall/event-store/embedded/embedded-event-store';
import type { Config } from '@guildhall/platform/config';
import type { Logger } from 'pino';
import { Answers } from '../api/commands/answers';
import { Health } from '../api/health/health';
import { Metrics } from '../api/health/metrics';
import { createHttpServer } from '../api/http-server';
import { ReadModels } from '../api/queries/read-models';
import { openInstallation } from './installation';
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
  const installation = await openInstallation(config, 'guildhall');
  const { store, files } = installation;
  const answers = Answers.open(files.answers);
  const readModels = new ReadModels(files.readModels, store, config.waitMs);
  const health = new Health(store, readModels);
  const metrics = new Metrics(health);

  const projector = await ProjectorThread.start(
    { logFile: files.log, folder: files.readModels },
    (projection, reason) => {
      health.stopped.set(projection, reason);
      logger.error({ projection, reason }, 'a projection has stopped; the others go on');
    },
    (fault) => {
      for (const { name } of readModels.all) health.stopped.set(name, fault.message);
      logger.fatal({ reason: fault.message }, 'the projector has failed; restart to build on');
    },
  );
  const ending = new AbortController();
  const waking = wakeOnAppend(store, projector, ending.signal);

  const forget = (): void => {
    answers
      .forgetBefore(Date.now() - ANSWERS_KEPT)
      .catch((error: unknown) => logger.warn({ error }, 'old answers stay'));
  };
  forget();
  const forgetting = setInterval(forget, HOUR);

  const app = await createHttpServer(
    config,
    { ...installation, answers, readModels, health, metrics },
    logger,
  );
  await app.listen(config.port, config.host);
  const url = (await app.getUrl()).replace('[::1]', 'localhost');
  installation.folder.announce({ url });

  return {
    url,
    async stop() {
      clearInterval(forgetting);
      await app.close();
      ending.abort();
      await waking;
      await projector.stop();
      await readModels.close();
      await answers.close();
      metrics.stop();
      await installation.close();
    },
  };
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
