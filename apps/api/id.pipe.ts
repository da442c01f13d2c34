import type { PipeTransform } from '@nestjs/common';
import { type Problem, ProblemError } from './problems/problem';

/**
 * For an id in the path that we have given out: a UUID.
 * @param otherwise what is answered when it is not one, since then there is nothing of that id
 */
export const idPipe = (otherwise: Problem): PipeTransform<string, string> => ({
  transform(value) {
    if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)) return value;
    throw new ProblemError(otherwise);
  },
});
