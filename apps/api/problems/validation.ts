import { type ValidationError, ValidationPipe } from '@nestjs/common';
import type { z } from 'zod';
import { type FieldFault, problem, ProblemError } from './problem';

/** Names every faulty field at once. */
export const invalid = (errors: FieldFault[]): ProblemError =>
  new ProblemError(
    problem(
      'invalid-request',
      422,
      'The request is not valid',
      `Correct ${errors.map(({ field }) => field).join(', ')} and send it again.`,
      errors,
    ),
  );

/** Checks every request against its class, and answers with every faulty field at once. */
export const requestValidation = new ValidationPipe({
  transform: true,
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  stopAtFirstError: true,
  exceptionFactory: (errors) => invalid(errors.flatMap((error) => faultsOf(error))),
});

function faultsOf(error: ValidationError, within = ''): FieldFault[] {
  const field = within ? `${within}.${error.property}` : error.property;
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
    field,
    message: adviceFor(rule, message, error),
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => faultsOf(child, field))];
}

/** class-validator says “summary must be…”; the field is named beside it already. */
function adviceFor(rule: string, message: string, { property, value }: ValidationError): string {
  if (rule === 'whitelistValidation') return 'There is no such field. Leave it out.';
  if (value === undefined) return 'Is needed.';
  const rest = message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}

/**
 * Checks what is published or imported as a file would be: by the same schema.
 * @throws ProblemError naming every faulty field
 */
export function checked<Value>(schema: z.ZodType<Value>, value: unknown): Value {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalid(
    result.error.issues.map(({ path, message }) => ({ field: path.join('.') || 'body', message })),
  );
}
