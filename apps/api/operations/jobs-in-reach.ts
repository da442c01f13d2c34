import { type Jobs, JobsUnavailable } from '@guildhall/jobs/jobs';
import type { Config } from '@guildhall/platform/config';
import { type OperatedQueue, queuesOf } from '@guildhall/processes/queues';
import type { Logger } from 'pino';
import { openJobs } from '../../installation/open-jobs';
import { problem, ProblemError } from '../problems/problem';

/**
 * The queues, as far as this process can ask them: those of a worker beside it, else those in Redis, which are opened
 * when they are first asked for, so that the API starts and serves without Redis.
 */
export class JobsInReach {
  private opening: Promise<Jobs> | undefined;

  constructor(
    private readonly ofWorker: Jobs | undefined,
    private readonly config: Config,
    private readonly logger: Logger,
  ) {}

  /**
   * @throws ProblemError 404 when they are in the file of a worker that runs apart
   * @throws JobsUnavailable when Redis does not answer
   */
  async queues(): Promise<OperatedQueue[]> {
    return queuesOf(this.ofWorker ?? (await this.inRedis()));
  }

  async close(): Promise<void> {
    const jobs = await this.opening?.catch(() => undefined);
    await jobs?.close();
  }

  private async inRedis(): Promise<Jobs> {
    if (!this.config.redisUrl) throw outOfReach;
    try {
      return await (this.opening ??= openJobs(this.config, this.logger));
    } catch (cause) {
      this.opening = undefined;
      throw new JobsUnavailable((cause as Error).message, { cause });
    }
  }
}

const outOfReach = new ProblemError(
  problem(
    'jobs-out-of-reach',
    404,
    'The jobs are out of reach',
    'The worker is another program and keeps its jobs in a file of its own. Ask its /metrics for the figures; to list and replay jobs here, give both programs the same REDIS_URL.',
  ),
);
