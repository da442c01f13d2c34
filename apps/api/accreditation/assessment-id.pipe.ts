import type { PipeTransform } from '@nestjs/common';
import { problem, ProblemError } from '../problems/problem';

/** An assessment's id in the path. */
export class AssessmentIdPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)) return value;
    throw new ProblemError(
      problem(
        'assessment-not-found',
        404,
        'No such assessment',
        'This is not an id of an assessment of ours: it is the assessmentId that beginning it answered with.',
      ),
    );
  }
}
