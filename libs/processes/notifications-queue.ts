import { z } from 'zod';
import { type Job, queueType } from '../jobs/jobs';
import type { Message } from './told-at-each-stage';

/**
 * Something to tell the customer of a case. `cause`: the id of the event that says so, in the stream of its original
 * where there is one.
 */
export type NotificationPayload = Readonly<
  | { reference: string; message: string; cause: string }
  | { reference: string; message: string; cause: string; original: string }
>;

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
    original: z.string().optional(),
  }),
  retry: { attempts: 100, firstDelayMs: 1_000, longestDelayMs: 3_600_000 },
});

export const notificationJob = (
  reference: string,
  { message, cause, follower }: Message,
): Job<NotificationPayload> => ({
  id: [cause.id, message, follower].filter((part) => part !== undefined).join('.'),
  at: Date.parse(cause.metadata.recordedAt),
  payload: {
    reference: follower ?? reference,
    message,
    cause: cause.id,
    ...(follower !== undefined && { original: reference }),
  },
});
