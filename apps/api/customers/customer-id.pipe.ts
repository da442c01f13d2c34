import type { PipeTransform } from '@nestjs/common';
import { problem, ProblemError } from '../problems/problem';

/** A customer's id in the path. */
export class CustomerIdPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)) return value;
    throw new ProblemError(
      problem(
        'customer-not-found',
        404,
        'No such customer',
        'This is not an id of a customer of ours: it is the customerId that registering or raising answered with.',
      ),
    );
  }
}
