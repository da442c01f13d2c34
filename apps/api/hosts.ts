import type { Config } from '@guildhall/platform/config';
import { isLoopback } from '@guildhall/platform/config';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Problem, problem, ProblemError } from './problems/problem';

/**
 * Takes requests that name this machine, or a host that the operator has named, and no others. There is no login: a page of
 * another site could otherwise have its own name lead here (DNS rebinding) and do whatever it likes from a browser on this
 * machine. A server that other machines reach, and of which no hosts were named, has a proxy in front that sees to it.
 */
export function refuseForeignHosts(server: FastifyInstance, { host, hosts }: Config): void {
  const isAsked = isLoopback(host) || hosts.length > 0;
  server.addHook('onRequest', ({ raw }, _, done) => {
    const fault = faultOfHost(raw) ?? (isAsked ? foreignHost(raw.headers.host, hosts) : undefined);
    done(fault && new ProblemError(fault));
  });
}

/** Exactly one Host (RFC 9112, section 3.2): two servers that take different ones of two would be played off against each other. */
function faultOfHost({ httpVersion, rawHeaders }: FastifyRequest['raw']): Problem | undefined {
  const given = rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host').length;
  if (given === 1 || (given === 0 && httpVersion === '1.0')) return undefined;
  const detail = `A request of HTTP/1.1 has one Host header; this has ${given}.`;
  return problem('malformed-request', 400, 'The request cannot be read', detail);
}

function foreignHost(given: string | undefined, hosts: readonly string[]): Problem | undefined {
  if (given === undefined) return undefined;
  const name = given.replace(/:\d*$/, '').toLowerCase();
  if (isLoopback(name.replace(/^\[(.*)\]$/, '$1')) || hosts.includes(name)) return undefined;
  return problem(
    'wrong-host',
    421,
    'This is not the host that was asked for',
    'Ask by a name of this machine, as in http://localhost:3000. For a proxy in front that passes on another name, the operator adds that name to GUILDHALL_HOSTS.',
  );
}
