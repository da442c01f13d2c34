import type { When } from '@guildhall/domain/case/vocabulary';
import { problem, ProblemError } from '../problems/problem';
import type { WhenRequest } from './case.requests';

/**
 * The day or the window that a request names.
 * @throws ProblemError when it names neither, both, or a window that ends before it begins
 */
export function whenOf({ day, from, to }: WhenRequest): When {
  if (day !== undefined && from === undefined && to === undefined) return { day };
  if (day === undefined && from !== undefined && to !== undefined && Date.parse(from) < Date.parse(to)) {
    return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  }
  const message = 'Give a day, or a window from and to, the end after the beginning.';
  throw new ProblemError(
    problem('invalid-request', 422, 'The request is not valid', message, [{ field: 'when', message }]),
  );
}
