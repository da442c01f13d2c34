import type { RepeatOptions } from 'bullmq';
import { nextOnCron } from '../cron';

/** Has BullMQ read cron patterns as the rest of us do. */
export function nextInstant(after: number, { pattern }: RepeatOptions): number | undefined {
  return pattern === undefined ? undefined : nextOnCron(pattern, after);
}
