import type { HeldJob, JobQueue, Jobs } from '../jobs/jobs';
import { carrierQueues, notificationsQueue } from './notifications-queue';
import { timersQueue } from './timers-queue';

/** Every job is about a case. */
export type CaseJob = Readonly<{ reference: string }>;

/** What whoever keeps the installation running asks of a queue, whatever else its jobs carry. */
export interface OperatedQueue extends Pick<JobQueue<CaseJob>, 'figures' | 'replay'> {
  readonly type: { readonly name: string };
  find(id: string): Promise<HeldJob<CaseJob> | undefined>;
  dead(max?: number): Promise<HeldJob<CaseJob>[]>;
}

/** All queues of an installation. */
export function queuesOf(jobs: Jobs): OperatedQueue[] {
  return [
    jobs.queue(timersQueue),
    jobs.queue(notificationsQueue),
    ...Object.values(carrierQueues).map((type) => jobs.queue(type)),
  ];
}
