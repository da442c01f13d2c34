import { z } from 'zod';
import { type Job, queueType } from '../jobs/jobs';
import type { Message } from './told-at-each-stage';

/** Something to tell the customer of a case. `cause`: the id of the event that says so. */
export interface NotificationPayload extends Readonly<Record<string, string>> {
  reference: string;
  message: string;
  cause: string;
}

/**
 * What customers are to be told. Whoever works on it looks in the log first: the same job may come again after the
 * queue has forgotten what was done.
 */
export const notificationsQueue = queueType<NotificationPayload>({
  name: 'notifications',
  payload: z.strictObject({
    reference: z.string(),
    message: z.string(),
    cause: z.string(),
  }),
  retry: { attempts: 100, firstDelayMs: 1_000, longestDelayMs: 3_600_000 },
});

export const notificationJob = (
  reference: string,
  { message, cause }: Message,
): Job<NotificationPayload> => ({
  id: `${cause.id}.${message}`,
  at: Date.parse(cause.metadata.recordedAt),
  payload: { reference, message, cause: cause.id },
});
