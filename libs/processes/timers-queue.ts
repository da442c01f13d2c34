import { z } from 'zod';
import { type Job, queueType } from '../jobs/jobs';
import type { Timer } from './timer';

/** A case's timer by name: what it is to ask is judged from the log when it rings. */
export interface TimerPayload extends Readonly<Record<string, string>> {
  reference: string;
  timer: string;
}

/** Timers of cases. Tried again for a week: what they ask of the log is only refused while the log is away. */
export const timersQueue = queueType<TimerPayload>({
  name: 'timers',
  payload: z.strictObject({ reference: z.string(), timer: z.string() }),
  retry: { attempts: 1_000, firstDelayMs: 1_000, longestDelayMs: 600_000 },
});

export const timerJob = (reference: string, { name, at }: Pick<Timer, 'name' | 'at'>): Job<TimerPayload> => ({
  id: timerId(reference, name),
  at,
  payload: { reference, timer: name },
});

export const timerId = (reference: string, timer: string): string => `${reference}.${timer}`;
