import { join } from 'node:path';
import type { Jobs } from '@guildhall/jobs/jobs';
import type { Judging } from '@guildhall/processes/process-runner';
import type { Config } from '@guildhall/platform/config';
import { openOrBeginAnew } from '@guildhall/platform/sqlite/begin-anew';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Installation } from '../installation/installation';
import { openOutbox } from '../installation/messages';
import { exportLogMetrics } from '../program/log-metrics';
import { Opened } from '../program/opened';
import type { Answers } from './commands/answers';
import { EmbeddedAnswers } from './commands/embedded-answers';
import { PostgresAnswers } from './commands/postgres-answers';
import { FeedServices } from './departments/feed-services';
import { Health } from './health/health';
import type { WaitingProjections } from './health/waiting-projections';
import { Metrics } from './health/metrics';
import { createHttpServer } from './http-server';
import { ReceiptToken } from './notifications/receipt-token';
import { JobsInReach } from './operations/jobs-in-reach';
import { ReadModels } from './queries/read-models';
import { WebhookServices } from './webhooks/webhook-services';

/** Answers to commands with an Idempotency-Key are kept so long, in milliseconds: seven days. */
const ANSWERS_KEPT = 7 * 86_400_000;
const HOUR = 3_600_000;

/** What runs in the same process, and is asked there. */
export interface BesideApi {
  /** Why projections have stopped. */
  stopped?: ReadonlyMap<string, string>;
  /** Why projections wait. */
  waiting?: WaitingProjections;
  /** The worker: what it works on, and how far it has come with judging timers afresh. */
  worker?: { readonly jobs: Jobs; readonly judging: Judging | undefined };
}

/** The API, taking requests. */
export interface RunningApi {
  /** Where it listens. */
  url: string;
  /** Where others in its process add their figures. */
  metrics: Registry;
  /** Takes no more requests and finishes those in hand. */
  stop(): Promise<void>;
}

export async function startApi(
  config: Config,
  installation: Installation,
  logger: Logger,
  { stopped, waiting, worker }: BesideApi = {},
): Promise<RunningApi> {
  const opened = new Opened();
  try {
    const { store, postgres } = installation;
    const answers = postgres
      ? await PostgresAnswers.open(postgres)
      : openOrBeginAnew(
          join(config.dataFolder, 'answers.db'),
          (file) => EmbeddedAnswers.open(file),
          (reason, setAsideAs) =>
            logger.error(
              { reason, setAsideAs },
              'answers.db is damaged and was begun anew: a command that is sent again is still carried out once, for the log has its id',
            ),
        );
    opened.add(() => answers.close());
    opened.add(forgetOldAnswers(answers, logger));
    const readModels = new ReadModels(installation.readModels, store, config.waitMs);
    opened.add(() => readModels.close());
    const health = new Health(store, readModels, stopped, () => worker?.judging, {
      keys: installation.keyring,
      answers,
      waiting,
    });
    const metrics = new Metrics(health);
    opened.add(() => metrics.stop());
    exportLogMetrics(store, metrics.registry);
    const departments = await FeedServices.open(store, installation.databases, logger);
    opened.add(() => departments.close());
    const webhooks = await WebhookServices.open(config, installation);
    opened.add(() => webhooks.close());
    const jobs = new JobsInReach(worker?.jobs, config, logger);
    opened.add(() => jobs.close());
    const app = await createHttpServer(
      config,
      {
        ...installation,
        answers,
        readModels,
        health,
        metrics,
        departments,
        webhooks,
        jobs,
        outbox: openOutbox(config, installation),
        receiptToken: ReceiptToken.read(config.notify.callbackTokenFile),
      },
      logger,
    );
    opened.add(() => app.close());
    await app.listen(config.port, config.host);
    const url = (await app.getUrl()).replace('[::1]', 'localhost');
    return { url, metrics: metrics.registry, stop: () => opened.close() };
  } catch (error) {
    await opened.close();
    throw error;
  }
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
