import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from '@guildhall/platform/config';
import { NestLogger } from '@guildhall/platform/nest-logger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { type ApiFoundations, ApiModule } from './api.module';
import { type IdentifiedRequest, type Identity, LocalOperator } from './commands/actor';
import { answerHalfClosed, connectionLimits, letGoOfClients, refuseUnreadable } from './connections';
import { refuseForeignHosts } from './hosts';
import { isTooDeep } from './json-depth';
import { serveOpenApi } from './open-api';
import { problem, ProblemError } from './problems/problem';
import { problemFor, ProblemFilter } from './problems/problem.filter';
import { requestValidation } from './problems/validation';
import { KeyringOfPages } from './queries/keyring-of-pages';
import { takeTurns } from './turns';
import { boundUnfinishedBodies } from './unfinished-bodies';

/** The API, ready to listen. */
export async function createHttpServer(
  config: Config,
  foundations: ApiFoundations,
  logger: Logger,
  identity: Identity = new LocalOperator(config.operator),
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: config.maxBodyBytes,
    ...connectionLimits,
    forceCloseConnections: 'idle',
    genReqId: correlationIdOf,
    clientErrorHandler: refuseUnreadable,
    // What cannot be routed or read at all is a problem too.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      const answer = { ...problemFor(error), correlationId: request.id };
      void reply.status(answer.status).type('application/problem+json').send(answer);
    },
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    ApiModule.on(foundations, new KeyringOfPages(foundations.keyring, logger)),
    adapter,
    {
      logger: new NestLogger(logger),
      abortOnError: false,
      bodyParser: false,
    },
  );
  letGoOfClients(adapter.getInstance());
  answerHalfClosed(adapter.getInstance());
  takeTurns(adapter.getInstance());
  refuseForeignHosts(adapter.getInstance(), config);
  boundUnfinishedBodies(adapter.getInstance(), config.maxBodyBytes);
  takeJsonAlone(adapter.getInstance());
  app.useGlobalPipes(requestValidation);
  app.useGlobalFilters(new ProblemFilter(logger));
  observeRequests(adapter.getInstance(), identity, foundations, logger);
  serveOpenApi(app);
  return app;
}

/**
 * A page on another site can make a browser send a form or plain text here, but not JSON. And of JSON, no string with
 * half a character (a lone surrogate): it has no UTF-8, so it could be neither hashed nor stored.
 */
function takeJsonAlone(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error');
  server.removeAllContentTypeParsers();
  server.addHook('preParsing', (request, _, payload, done) => {
    const isJson = request.headers['content-type']?.startsWith('application/json') ?? false;
    const isEncoded = (request.headers['content-encoding'] ?? 'identity') !== 'identity';
    done(request.method === 'POST' && !isJson ? notJson : isEncoded ? encoded : null, payload);
  });
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text: string, done) => {
    if (isTooDeep(text)) {
      done(malformed('The body holds lists or objects in one another, more than 64 deep.'), undefined);
      return;
    }
    void parse(request, text, (error, value: unknown) => {
      if (!error && /\\u0000/.test(text)) {
        done(malformed('A text in the body holds the character U+0000, which no text has.'), undefined);
        return;
      }
      const mayBeHalf = !error && /\\u[dD][89a-fA-F]/.test(text);
      const isHalf = mayBeHalf && /\\ud[89a-f]/.test(JSON.stringify(value));
      done(
        isHalf ? malformed('A text in the body holds half a character (a lone surrogate).') : error,
        value,
      );
    });
  });
}

const notJson = new ProblemError(
  problem(
    'not-json',
    415,
    'The body is not JSON',
    'Send the body as application/json, {} where there is nothing to say.',
  ),
);

const encoded = new ProblemError(
  problem(
    'not-json',
    415,
    'The body is not plain JSON',
    'Send the body as it is, uncompressed and without a content-encoding header.',
  ),
);

const malformed = (detail: string): ProblemError =>
  new ProblemError(problem('malformed-request', 400, 'The request cannot be read', detail));

/** Each request has its actor, and leaves its time; what it says is never logged, nor its query string. */
function observeRequests(
  server: FastifyInstance,
  identity: Identity,
  { metrics }: ApiFoundations,
  logger: Logger,
): void {
  server.decorateRequest('actor');
  server.addHook('onRequest', (request, _, done) => {
    (request as IdentifiedRequest).actor = identity.actorOf(request);
    done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    const seconds = reply.elapsedTime / 1_000;
    metrics.requests.observe({ method: request.method, route, status: reply.statusCode }, seconds);
    logger.debug(
      { correlationId: request.id, method: request.method, route, status: reply.statusCode, seconds },
      'answered',
    );
    done();
  });
}

/** The caller's own correlation id where it is a sensible one, so that a conversation can be followed across systems. */
function correlationIdOf(request: Pick<FastifyRequest['raw'], 'headers'>): string {
  const given = request.headers['x-correlation-id'];
  return typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
}
