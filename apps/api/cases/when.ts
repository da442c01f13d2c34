import type { When } from '@guildhall/domain/case/vocabulary';
import type { WhenRequest } from './case.requests';

/** The day or the window that a request names. Its check has seen to it that it names one of them. */
export function whenOf({ day, from, to }: WhenRequest): When {
  return typeof day === 'string' ? { day } : { from: inUtc(from), to: inUtc(to) };
}

/** @throws RangeError when there is none */
const inUtc = (instant: string | undefined): string => new Date(instant ?? NaN).toISOString();
