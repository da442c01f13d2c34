import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { invalid } from '../problems/validation';
import { LOCAL_ID } from './case.validation';

/** An id in the path that names something within a case. */
export class LocalIdPipe implements PipeTransform<string, string> {
  transform(value: string, { data: field = 'id' }: ArgumentMetadata): string {
    if (LOCAL_ID.test(value)) return value;
    throw invalid([{ field, message: 'Use 1 to 64 letters, digits and hyphens.' }]);
  }
}
