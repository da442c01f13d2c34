import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger';

const problemContent = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

/** What every command's route has in common, for OpenAPI. */
export const CommandRoute = (summary: string, status = 200) =>
  applyDecorators(
    HttpCode(status),
    ApiOperation({ summary }),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description:
        'Send the command again with the same key and it is carried out once; the answer is the first one.',
    }),
    ApiHeader({
      name: 'If-Match',
      required: false,
      description: 'The ETag of the answer you read: the command only stands if nothing has happened since.',
    }),
    ApiResponse({
      status,
      description:
        'Carried out, or so already (`changed: false`). `position` may be given as `waitFor` to a query.',
      headers: { ETag: { description: 'The revision, for If-Match', schema: { type: 'string' } } },
      content: { 'application/json': { schema: { $ref: '#/components/schemas/CommandAnswer' } } },
    }),
    ApiResponse({ status: 400, description: 'It cannot be read', content: problemContent }),
    ApiResponse({ status: 404, description: 'There is no such case', content: problemContent }),
    ApiResponse({ status: 409, description: 'The case says no, and why', content: problemContent }),
    ApiResponse({
      status: 412,
      description: 'It has moved on since the revision in If-Match',
      content: problemContent,
    }),
    ApiResponse({ status: 422, description: 'Fields are wrong, each named', content: problemContent }),
  );
