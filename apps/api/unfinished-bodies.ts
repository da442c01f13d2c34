import type { FastifyInstance } from 'fastify';
import type { IncomingHttpHeaders } from 'node:http';
import { problem, ProblemError } from './problems/problem';

/** In bytes: a body of this size is always read, so that those who send large ones slowly keep nobody from working. */
const SMALL = 16 * 1_024;
/** In bytes, of the larger bodies on all connections together. */
const ROOM = 64 * 1_024 * 1_024;

/**
 * Bounds what is kept of bodies that have not come to their end. A body is counted from its headers on, as long as it says
 * it is, or as the longest that is taken where it does not say; what there is no room for is refused before it is read.
 */
export function boundUnfinishedBodies(server: FastifyInstance, longest: number): void {
  const room = Math.max(ROOM, longest);
  let taken = 0;
  server.addHook('onRequest', ({ raw }, { raw: answer }, done) => {
    const length = lengthOf(raw.headers, longest);
    if (length <= SMALL || length > longest) {
      done();
      return;
    }
    if (taken + length > room) {
      done(tooBusy);
      return;
    }
    taken += length;
    let isTaken = true;
    const release = (): void => {
      if (isTaken) taken -= length;
      isTaken = false;
    };
    // Once it is answered, whatever still comes of it is thrown away.
    raw.once('close', release);
    answer.once('close', release);
    done();
  });
}

function lengthOf(headers: IncomingHttpHeaders, longest: number): number {
  return headers['transfer-encoding'] === undefined ? Number(headers['content-length'] ?? 0) : longest;
}

const tooBusy = new ProblemError(
  problem(
    'too-busy',
    503,
    'Too much is being sent at once',
    `Other large requests have not come to their end. Send it again in a moment, or in parts of ${SMALL / 1_024} KiB at most, which are always taken.`,
  ),
);
