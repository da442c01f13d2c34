import type { PipeTransform } from '@nestjs/common';
import { type Purpose, purposeSchema } from '@guildhall/domain/case/vocabulary';
import { invalid } from '../problems/validation';

/** What a contact was for, in the path. */
export class PurposePipe implements PipeTransform<string, Purpose> {
  transform(value: string): Purpose {
    const purpose = purposeSchema.safeParse(value);
    if (purpose.success) return purpose.data;
    const message = `Must be one of the following values: ${purposeSchema.options.join(', ')}`;
    throw invalid([{ field: 'purpose', message }]);
  }
}
