import type { Job as BullJob } from 'bullmq';
import { PROCESS_ENDED } from '../give-up';
import type { HeldJob, Job, JobPayload, JobState } from '../jobs';

/** What BullMQ keeps for us. A job of a repeating one has no id and instant of its own: they are in BullMQ's id. */
export interface StoredJob<Payload> {
  id?: string;
  at?: number;
  payload: Payload;
}

export type StoredBullJob<Payload> = BullJob<StoredJob<Payload>, unknown>;

/** BullMQ's words for a job that no worker brought to an end. */
const STALLED = 'job stalled more than allowable limit';
/** BullMQ names the jobs of a repeating one so. */
const OCCURRENCE = /^repeat:(.+):(\d+)$/;

/** BullMQ's id for a job at an instant; of a job of a repeating one the instant is in its id. */
export function bullId(id: string, at?: number): string {
  const [repeat, instant] = id.split('@');
  return instant === undefined ? `${id}~${at}` : `repeat:${repeat}:${instant}`;
}

/** Whether it is one of a repeating job's, rather than scheduled by itself. */
export function isOccurrence(id: string): boolean {
  return id.includes('@');
}

export function jobOf<Payload extends JobPayload>(bull: StoredBullJob<Payload>): Job<Payload> {
  const { id, at, payload } = bull.data;
  if (id !== undefined && at !== undefined) return { id, at, payload };
  const [, repeat = '', instant = ''] = OCCURRENCE.exec(bull.id ?? '') ?? [];
  return { id: `${repeat}@${instant}`, at: Number(instant), payload };
}

export function heldJobOf<Payload extends JobPayload>(
  bull: StoredBullJob<Payload>,
  state: JobState,
): HeldJob<Payload> {
  const reason = bull.failedReason as string | undefined;
  return {
    ...jobOf(bull),
    state,
    failures: bull.attemptsMade,
    reason: reason && reasonInWords(reason),
    givenUpAt: state === 'dead' ? bull.finishedOn : undefined,
  };
}

export function reasonInWords(failedReason: string): string {
  return failedReason === STALLED ? PROCESS_ENDED : failedReason;
}
