import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { problem, ProblemError } from '../problems/problem';

/** An id in the path that names something within a case. */
export class LocalIdPipe implements PipeTransform<string, string> {
  transform(value: string, { data: field = 'id' }: ArgumentMetadata): string {
    if (/^[A-Za-z0-9-]{1,64}$/.test(value)) return value;
    const message = 'Use 1 to 64 letters, digits and hyphens.';
    throw new ProblemError(
      problem('invalid-request', 422, 'The request is not valid', message, [{ field, message }]),
    );
  }
}
