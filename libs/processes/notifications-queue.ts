import { z } from 'zod';
import type { Carrier } from '../domain/case/notification';
import { type Job, queueType, type RateLimit } from '../jobs/jobs';
import type { Message } from './told-at-each-stage';

/**
 * Something to tell the customer of a case. `cause`: the id of the event that says so, in the stream of its original
 * where there is one.
 */
export type NotificationPayload = Readonly<
  | { reference: string; message: string; cause: string }
  | { reference: string; message: string; cause: string; original: string }
>;

const type = (name: string, limit?: RateLimit) =>
  queueType<NotificationPayload>({
    name,
    payload: z.strictObject({
      reference: z.string(),
      message: z.string(),
      cause: z.string(),
      original: z.string().optional(),
    }),
    retry: { attempts: 100, firstDelayMs: 1_000, longestDelayMs: 3_600_000 },
    limit,
  });

/**
 * What customers are to be told. Whoever works on it looks in the log first: the same job may come again after the
 * queue has forgotten what was done.
 */
export const notificationsQueue = type('notifications');

/**
 * The same, sorted by how it travels, so that a mail server that hangs holds up no letter. Together they begin no more
 * than GOV.UK Notify takes of one service: 3,000 a minute (its documentation, "Rate limits").
 */
export const carrierQueues = {
  email: type('email', { max: 30, perMs: 1_000 }),
  sms: type('sms', { max: 15, perMs: 1_000 }),
  post: type('post', { max: 5, perMs: 1_000 }),
} satisfies Record<Carrier, unknown>;

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
