import type { PipeTransform } from '@nestjs/common';
import { type MessageName, messageSchema } from '@guildhall/domain/case/notification';
import { problem, ProblemError } from '../problems/problem';

/** The name of a message in the path. */
export class MessageNamePipe implements PipeTransform<string, MessageName> {
  transform(value: string): MessageName {
    const { data } = messageSchema.safeParse(value);
    if (data) return data;
    const names = messageSchema.options.join(', ');
    throw new ProblemError(
      problem('message-not-found', 404, 'No such message', `Ask for one of these: ${names}.`),
    );
  }
}
