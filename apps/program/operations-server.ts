import type { Judging } from '@guildhall/processes/process-runner';
import fastify from 'fastify';
import type { Registry } from 'prom-client';
import type { Opened } from './opened';

/** What a program that answers no requests says of itself. */
export interface Readiness {
  /** `standby`: another one is at work, and this one takes over when that ends. */
  status: 'ready' | 'standby' | 'not-ready';
  /** Why it is not ready. */
  reason?: string;
  /** Of the worker: so many cases have had their timers judged afresh, and so much of the log was passed. */
  judging?: Judging;
}

/** What whoever keeps a program running asks it. */
export interface Operations {
  host: string;
  port: number;
  readiness: () => Readiness | Promise<Readiness>;
  metrics: Registry;
}

/**
 * `/health/live`, `/health/ready` (503 when it is not) and `/metrics`, as the API has them, for the programs that have
 * no API.
 * @returns where it listens
 */
export async function serveOperations(
  { host, port, readiness, metrics }: Operations,
  opened: Opened,
): Promise<string> {
  const server = fastify({ forceCloseConnections: true });
  server.get('/health/live', () => ({ status: 'alive' }));
  server.get('/health/ready', async (_, reply) => {
    const report = await readiness();
    return reply.status(report.status === 'not-ready' ? 503 : 200).send(report);
  });
  server.get('/metrics', async (_, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(await metrics.metrics()),
  );
  opened.add(() => server.close());
  return (await server.listen({ host, port })).replace('[::1]', 'localhost');
}
