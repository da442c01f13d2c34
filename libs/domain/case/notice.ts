import { z } from 'zod';

/**
 * What the council's own processes have raised about a case. By the clock, to the customer: that it may take longer
 * than promised, that it will be closed unless they answer, and an invitation to say how we did. By the clock, to
 * whoever works on it: that a date is near, that an action is for today, that a date has passed. And to whoever works
 * on it that the customer has to be told something by hand, because we cannot write it to them.
 */
export const noticeSchema = z.enum([
  'delay',
  'closing-soon',
  'survey',
  'date-near',
  'action-today',
  'date-passed',
  'tell-by-hand',
]);
export type Notice = z.infer<typeof noticeSchema>;

/** Those that whoever works on a case sees in the queue, until they are settled or have become void. */
export const noticesToOfficers = [
  'date-near',
  'date-passed',
  'action-today',
  'delay',
  'closing-soon',
  'tell-by-hand',
] as const;

/** Those that the customer is told of. */
export const noticesToCustomers: ReadonlySet<string> = new Set<Notice>(['delay', 'closing-soon', 'survey']);
