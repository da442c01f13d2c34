import type { Carrier } from '@guildhall/domain/case/notification';
import type { JobQueue, Jobs } from '@guildhall/jobs/jobs';
import type { Notifier } from '@guildhall/notifications/notifier';
import { carrierQueues, type NotificationPayload } from '@guildhall/processes/notifications-queue';

/** Messages of one carrier that are in hand at the same time. */
const CARRIED_AT_ONCE = 10;

const passedOver = Promise.resolve(undefined);

/**
 * Sorts what customers are to be told by how it travels, and sees each sort off in a queue of its own. What is not told
 * when it happens is old news later: without a notifier it is passed over, and nobody is surprised by it.
 */
export function carryMessages(
  jobs: Jobs,
  notifications: JobQueue<NotificationPayload>,
  notifier: Notifier | undefined,
): void {
  const carriers = Object.keys(carrierQueues) as Carrier[];
  const queues = Object.fromEntries(
    carriers.map((carrier) => [carrier, jobs.queue(carrierQueues[carrier])]),
  ) as Record<Carrier, JobQueue<NotificationPayload>>;
  for (const carrier of carriers) {
    queues[carrier].work((job) => notifier?.handle(job) ?? passedOver, { concurrency: CARRIED_AT_ONCE });
  }
  notifications.work(
    async (job) => {
      if (!notifier) return undefined;
      const { id, at, payload } = job;
      const carrier = await notifier.carrierOf(payload);
      // What nobody carries is withheld, or waits for whoever it is about.
      if (!carrier) return notifier.handle(job);
      await queues[carrier].schedule([{ id, at, payload }]);
      return undefined;
    },
    { concurrency: CARRIED_AT_ONCE },
  );
}
