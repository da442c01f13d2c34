import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { InvalidEvent, UnwritableEvent } from '@guildhall/event-sourcing/event-codec';
import { LogCorrupted } from '@guildhall/event-store/log-corrupted';
import { RefusedByServer, StreamDeleted } from '@guildhall/event-store/eventstoredb/refusals';
import { StoreUnavailable } from '@guildhall/event-store/store-unavailable';
import { JobsUnavailable } from '@guildhall/jobs/jobs';
import { isDiskFull, mayPass } from '@guildhall/platform/database/database-fault';
import { CommitFailed } from '@guildhall/platform/sqlite/group-commit';
import { NotBuilt } from '@guildhall/read-models/builds/live-build';
import { UnknownReadModel } from '@guildhall/read-models/builds/read-model-operations';
import { UnknownPosition } from '@guildhall/read-models/read-model';
import { UnreadableCursor } from '@guildhall/read-models/queue/queue.query';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { problemOfNotBuilt, retryAfter } from './not-built';
import { type Problem, problem, ProblemError } from './problem';
import { invalid } from './validation';

/** Every error leaves through here: known ones as what they are, any other as 500 with nothing inside. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const answer = problemFor(error);
    // That a read model is being built was said once, when it began.
    if (answer.status >= 500 && !(error instanceof NotBuilt)) {
      // The message of a bug may hold what a customer said, so its text stays out of the log; its stack says where.
      this.logger.error({ correlationId: request.id, error: nameAndPlace(error) }, answer.title);
    }
    void http
      .getResponse<FastifyReply>()
      .status(answer.status)
      .headers(answer.status === 503 ? { 'retry-after': String(secondsUntil(error)) } : {})
      .type('application/problem+json')
      .send(JSON.stringify({ ...answer, correlationId: request.id }));
  }
}

/** When to ask again what cannot be answered now. */
const secondsUntil = (error: unknown): number => (error instanceof NotBuilt ? retryAfter(error.progress) : 1);

/** What a problem says of an error thrown anywhere between the socket and the store. */
export function problemFor(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof HttpException) return problemOfStatus(error.getStatus(), error.message);
  if (error instanceof UnwritableEvent) return invalid([...error.faults]).problem;
  if (error instanceof NotBuilt) return problemOfNotBuilt(error);
  if (error instanceof UnknownReadModel) {
    return problem('read-model-not-found', 404, 'No such read model', error.message);
  }
  if (error instanceof UnknownPosition) {
    return invalid([{ field: 'waitFor', message: 'Give a position that a command has answered with.' }])
      .problem;
  }
  if (error instanceof UnreadableCursor) {
    const message = 'This is not where a page of ours ended. Leave it out to begin with the first page.';
    return invalid([{ field: 'after', message }]).problem;
  }
  if (isDiskFull(error)) {
    return problem(
      'disk-full',
      503,
      'The disk is full',
      'Nothing of the change was kept, and nothing that was acknowledged is lost. Ask the operator to make room on the disk of the data folder; then send it again, with the same Idempotency-Key. No restart is needed.',
    );
  }
  if (error instanceof CommitFailed) {
    return problem(
      'not-saved',
      503,
      'Not saved',
      'The change could not be written to disk, and nothing of it was kept. Ask the operator to look at disk space and at the log, then send it again.',
    );
  }
  if (error instanceof LogCorrupted || error instanceof InvalidEvent) {
    return problem(
      'log-damaged',
      500,
      'The log is damaged',
      'An event is missing or is not what was written, and is never read around. Nothing was changed: a log that is known to be damaged takes no more events. Ask the operator to run npm run check-log, which names it, and to restore the last good backup; cases whose events are whole can be read meanwhile.',
    );
  }
  if (error instanceof StoreUnavailable) {
    return problem(
      'log-unavailable',
      503,
      'The log cannot be asked',
      'It gave no answer in time. Send the same again, with the same Idempotency-Key: what was written is not written twice.',
    );
  }
  if (error instanceof JobsUnavailable) {
    return problem(
      'jobs-unavailable',
      503,
      'The jobs cannot be asked',
      'Redis is restarting or out of reach. Cases go on without it, and what is owed is done when it is back. Ask again in a moment.',
    );
  }
  if (mayPass(error)) {
    return problem(
      'database-unavailable',
      503,
      'The database cannot be asked',
      'It is busy, restarting or out of reach. Ask again in a moment; a command that was sent twice with the same Idempotency-Key is carried out once.',
    );
  }
  const status = (error as { statusCode?: unknown }).statusCode;
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return problemOfStatus(status, (error as Error).message);
  }
  return problem(
    'internal',
    500,
    'Something went wrong here',
    'This is our fault, not yours. Try again; if it happens again, tell the operator the correlation id.',
  );
}

function problemOfStatus(status: number, message: string): Problem {
  // What serves the page at /docs says of a path that no file can have that it is forbidden; here nothing is.
  if (status === 403) return problemOfStatus(404, 'No file can have this path');
  const known: Record<number, [code: string, title: string, detail: string]> = {
    400: ['malformed-request', 'The request cannot be read', message],
    404: ['no-such-route', 'Nothing lives here', `${message}. The routes are listed at /docs.`],
    413: [
      'too-large',
      'The body is too large',
      'Send less at once, or ask the operator to raise GUILDHALL_MAX_BODY_BYTES.',
    ],
    415: ['not-json', 'The body is not JSON', 'Send the body as application/json.'],
  };
  const [code, title, detail] = known[status] ?? ['request-refused', 'The request was refused', message];
  return problem(code, status, title, detail);
}

/** Their messages name an event and its field, or what the disk or a server said: nothing of a person. */
const SAFE_TO_TELL = [
  InvalidEvent,
  LogCorrupted,
  CommitFailed,
  StoreUnavailable,
  JobsUnavailable,
  RefusedByServer,
  StreamDeleted,
];

function nameAndPlace(error: unknown): object {
  if (!(error instanceof Error)) return { name: typeof error };
  const isSafe = SAFE_TO_TELL.some((kind) => error instanceof kind) || mayPass(error);
  if (isSafe) return { name: error.name, message: error.message };
  return {
    name: error.name,
    at: (error.stack ?? '')
      .split('\n')
      .filter((line) => line.trim().startsWith('at '))
      .join('\n'),
  };
}
