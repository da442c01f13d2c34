import { idPipe } from '../id.pipe';
import { problem } from '../problems/problem';

/** An assessment's id in the path. */
export const assessmentIdPipe = idPipe(
  problem(
    'assessment-not-found',
    404,
    'No such assessment',
    'This is not an id of an assessment of ours: it is the assessmentId that beginning it answered with.',
  ),
);
