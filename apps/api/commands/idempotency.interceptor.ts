import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Keyring } from '@guildhall/keyring/keyring';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { lastValueFrom, type Observable, from } from 'rxjs';
import { problem, ProblemError } from '../problems/problem';
import type { IdentifiedRequest } from './actor';
import { Answers } from './answers';
import { commandIdOf } from './command-id';
import { problemFor } from '../problems/problem.filter';
import type { Reply } from './reply';

/**
 * Sends the reply of a command, and with an Idempotency-Key sends the same reply to the same command again, be it a
 * yes, a no or a "nothing to do" (draft-ietf-httpapi-idempotency-key-header). The key is looked at before If-Match: a
 * repeated command is answered as the first time, though its own doing has moved the revision since.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  private readonly underWay = new Map<string, Promise<Reply>>();

  constructor(
    private readonly answers: Answers,
    private readonly keyring: Keyring,
  ) {}

  intercept(execution: ExecutionContext, next: CallHandler<Reply>): Observable<object> {
    const http = execution.switchToHttp();
    const request = http.getRequest<IdentifiedRequest>();
    const response = http.getResponse<FastifyReply>();
    const commandId = commandIdOf(request);
    const reply = commandId ? this.once(commandId, request, next) : lastValueFrom(next.handle());
    return from(reply.then((answer) => send(answer, response)));
  }

  private async once(commandId: string, request: FastifyRequest, next: CallHandler<Reply>): Promise<Reply> {
    const fingerprint = this.keyring.fingerprint(
      `${request.method} ${request.url}\n${JSON.stringify(request.body)}`,
    );
    const remembered = await this.answers.recallOrClaim(commandId, fingerprint);
    if (remembered && remembered.fingerprint !== fingerprint) {
      throw new ProblemError(
        problem(
          'idempotency-key-reused',
          422,
          'This Idempotency-Key belongs to another request',
          'The key was used before, with another route or body. Use a new key for a new command.',
        ),
      );
    }
    if (remembered?.reply) {
      return {
        ...remembered.reply,
        headers: { ...remembered.reply.headers, 'idempotency-replayed': 'true' },
      };
    }
    const already = this.underWay.get(commandId);
    if (already) return already;
    const answering = this.answer(commandId, next).finally(() => this.underWay.delete(commandId));
    this.underWay.set(commandId, answering);
    return answering;
  }

  private async answer(commandId: string, next: CallHandler<Reply>): Promise<Reply> {
    const reply = await lastValueFrom(next.handle()).catch(async (error: unknown) => {
      if (problemFor(error).status < 500) await this.answers.release(commandId);
      throw error;
    });
    // 412 and 503 are no answers to the command: it may be sent again, and then it may well stand.
    if (reply.status !== 412 && reply.status !== 503) await this.answers.remember(commandId, reply);
    return reply;
  }
}

function send({ status, headers, body }: Reply, response: FastifyReply): object {
  void response.status(status).headers(headers);
  if (status >= 400) void response.type('application/problem+json');
  return status >= 400 ? { ...body, correlationId: response.request.id } : body;
}
