import { join } from 'node:path';
import { openBullmqJobs } from '@guildhall/jobs/bullmq/open-bullmq-jobs';
import { EmbeddedJobs } from '@guildhall/jobs/embedded/embedded-jobs';
import type { Jobs, JobsOptions } from '@guildhall/jobs/jobs';
import type { Config } from '@guildhall/platform/config';
import { openOrBeginAnew } from '@guildhall/platform/sqlite/begin-anew';
import type { Logger } from 'pino';

/**
 * The queues: in Redis where there is one, else in a file of the data folder, which this process holds.
 * @throws RefusalToStart when Redis does not answer or cannot keep jobs, or the file cannot be opened
 */
export async function openJobs(
  { redisUrl, dataFolder, esdbStreamPrefix }: Pick<Config, 'redisUrl' | 'dataFolder' | 'esdbStreamPrefix'>,
  logger: Logger,
  told: Pick<JobsOptions, 'onForgotten' | 'onOutcome'> = {},
): Promise<Jobs> {
  const options: JobsOptions = {
    ...told,
    onOutcome: (outcome) => {
      told.onOutcome?.(outcome);
      if (outcome.outcome === 'dead') {
        const { queue, id, reason } = outcome;
        logger.error({ queue, id, reason }, 'a job was given up and waits for somebody to replay it');
      }
    },
    onTrouble: (reason) => logger.warn({ reason }, 'jobs are in trouble, which is tried again'),
  };
  if (!redisUrl) {
    return openOrBeginAnew(
      join(dataFolder, 'jobs.db'),
      (file) => EmbeddedJobs.open({ ...options, file }),
      (reason, setAsideAs) =>
        logger.error(
          { reason, setAsideAs },
          'jobs.db is damaged and was begun anew: what is owed is scheduled again from the log; the list of jobs that were given up is lost',
        ),
    );
  }
  // Installations that share a log's cluster may share a Redis too.
  const prefix = `guildhall${esdbStreamPrefix && `-${esdbStreamPrefix}`}`;
  const jobs = await openBullmqJobs({ ...options, url: redisUrl, prefix });
  for (const sentence of jobs.unwise) logger.warn({ reason: sentence }, 'Redis is not set up well');
  return jobs;
}
