import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { CommandContext } from '@guildhall/application/command-context';
import { type CaseReference, parseReference } from '@guildhall/domain/case/case-reference';
import type { FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import { problem, ProblemError } from '../problems/problem';
import type { IdentifiedRequest } from './actor';
import { commandIdOf } from './command-id';

/** The case that a request is about, and the context of its command. */
export interface CaseInContext {
  reference: CaseReference;
  context: CommandContext;
}

/** Who asks, when, and in which conversation, from the request's headers and its `occurredAt`. */
export const Context = createParamDecorator((_: unknown, execution: ExecutionContext) =>
  contextOf(execution.switchToHttp().getRequest<IdentifiedRequest>()),
);

/** The case named in the path, with the command's context. */
export const CaseInPath = createParamDecorator((_: unknown, execution: ExecutionContext): CaseInContext => {
  const request = execution.switchToHttp().getRequest<IdentifiedRequest>();
  return { reference: referenceIn(request), context: contextOf(request) };
});

/** The reference named in the path, however it was written. */
export const Reference = createParamDecorator((_: unknown, execution: ExecutionContext) =>
  referenceIn(execution.switchToHttp().getRequest<FastifyRequest>()),
);

function referenceIn(request: FastifyRequest): CaseReference {
  const { reference: text = '' } = request.params as { reference?: string };
  const reference = parseReference(text);
  if (reference) return reference;
  throw new ProblemError(
    problem(
      'case-not-found',
      404,
      'Not a reference of ours',
      'The reference has a wrong character or two that changed places. Ask for it again: ten letters and digits, as in 7QK-4M2-9XD3.',
    ),
  );
}

function contextOf(request: IdentifiedRequest): CommandContext {
  const recordedAt = new Date();
  return {
    commandId: commandIdOf(request) ?? randomUUID(),
    actor: request.actor,
    correlationId: request.id,
    traceparent: traceparentOf(request),
    recordedAt: recordedAt.toISOString(),
    occurredAt: occurredAtIn(request.body) ?? recordedAt.toISOString(),
    expectedRevision: expectedRevisionOf(request),
  };
}

/** What is no instant is left to the check of the body, which refuses it and names the field. */
function occurredAtIn(body: unknown): string | undefined {
  const { occurredAt } = (body ?? {}) as { occurredAt?: unknown };
  const instant = typeof occurredAt === 'string' ? Date.parse(occurredAt) : NaN;
  return Number.isNaN(instant) ? undefined : new Date(instant).toISOString();
}

function traceparentOf({ headers }: FastifyRequest): string | undefined {
  const { traceparent } = headers;
  return typeof traceparent === 'string' &&
    /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(traceparent)
    ? traceparent
    : undefined;
}

function expectedRevisionOf({ headers }: FastifyRequest): number | undefined {
  const tag = headers['if-match'];
  if (tag === undefined || tag === '*') return undefined;
  const [, revision] = /^(?:W\/)?"(\d{1,15})"$/.exec(tag) ?? [];
  if (revision !== undefined) return Number(revision);
  const message = 'Give the ETag of the answer that you read, as in "3".';
  throw new ProblemError(
    problem('invalid-request', 400, 'If-Match cannot be read', message, [{ field: 'If-Match', message }]),
  );
}
