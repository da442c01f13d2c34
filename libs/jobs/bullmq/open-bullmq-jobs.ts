import type { BullmqJobs, BullmqJobsOptions } from './bullmq-jobs';

/**
 * The queues in Redis. BullMQ is loaded here and not before: who keeps jobs in a file does not wait for it.
 * @throws RefusalToStart when there is no Redis, or one that cannot keep jobs
 */
export async function openBullmqJobs(options: BullmqJobsOptions): Promise<BullmqJobs> {
  const { BullmqJobs } = await import('./bullmq-jobs.ts');
  return BullmqJobs.open(options);
}
