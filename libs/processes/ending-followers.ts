import { endOfFollowers } from '../domain/case/followers';
import type { Process } from './timer';

/** How long after an original has ended its followers may still have to end: longer than a worker is ever away. */
const WITHIN = 30 * 86_400_000;

/**
 * Closes the cases that were answered with this one when it is closed. When it was withdrawn, or closed for want of an
 * answer from its own customer, nobody has answered them: each is a matter of its own again.
 */
export const endingFollowers: Process = ({ reference, state, endedAt }) => {
  const end = endOfFollowers(state);
  if (end === undefined) return [];
  return state.followers.map((follower) => ({
    name: `${end}.${follower}`,
    at: endedAt,
    until: endedAt + WITHIN,
    asks: follower,
    request:
      end === 'closed'
        ? { type: 'Close', reason: 'duplicate', of: reference }
        : { type: 'UndoDuplicate', reason: 'The earlier query is not being pursued.', of: reference },
  }));
};
