import type { FeedEntry } from '../feed/department-feeds';
import { type Change, firstOfEachCase, type Group, type Unsettled } from './group';

/**
 * Unsettled events that a group may have. Beyond it the group takes nothing new from the feed until some are settled:
 * its state stays small, and a consumer that parks everything is stopped while that can still be looked through.
 */
export const MOST_UNSETTLED = 2_000;

/** A member asks for work. */
export interface Claim {
  member: string;
  /** Events at most. */
  max: number;
  /** Milliseconds in which they are to be settled. */
  lease: number;
  /** UTC milliseconds, by the one clock of the group. */
  now: number;
  /** Unique to this claim: its deliveries are named after it. */
  claimId: string;
}

/** The next stretch of the feed, from the group's `next` or from before it. */
export interface Stretch {
  from: number;
  entries: readonly { revision: number; event: Pick<FeedEntry['event'], 'subject'> }[];
  /** The revision after it. */
  next: number;
}

export interface Claimed {
  change: Change;
  delivered: readonly Unsettled[];
  /** As full as it may be: nothing was taken from the feed. */
  isFull: boolean;
}

/**
 * Hands out events, at most one of each case: those first that are to be delivered again, then new ones. What is new
 * and belongs to a case with an unsettled event waits for it. An event that has been delivered too often is parked.
 */
export function claim(group: Group, asked: Claim, ahead: Stretch, most = MOST_UNSETTLED): Claimed {
  const put: Unsettled[] = [];
  const delivered: Unsettled[] = [];
  const deliver = (event: Unsettled): void => {
    delivered.push(given(event, asked));
  };

  for (const event of firstOfEachCase(group)) {
    if (!mayBeClaimed(event, asked.now)) continue;
    if (event.attempts >= group.maxAttempts) put.push(parkedByLease(event, asked.now));
    else if (delivered.length < asked.max) deliver(event);
  }

  const held = new Set(group.unsettled.map(({ subject }) => subject));
  let size = group.unsettled.length;
  let next = group.next;
  const isAdjacent = ahead.from <= group.next;
  const isFull = () => size >= most;
  for (const { revision, event } of isAdjacent ? ahead.entries : []) {
    if (revision < next) continue;
    if (delivered.length >= asked.max || isFull()) {
      return { change: { next: revision, put: [...put, ...delivered] }, delivered, isFull: isFull() };
    }
    const found = { ...untouched, revision, subject: event.subject, since: asked.now };
    if (held.has(event.subject)) put.push(found);
    else deliver(found);
    held.add(event.subject);
    size++;
    next = revision + 1;
  }
  if (isAdjacent) next = Math.max(next, ahead.next);
  return { change: { next, put: [...put, ...delivered] }, delivered, isFull: isFull() };
}

const untouched = {
  standing: 'waiting',
  attempts: 0,
  until: null,
  member: null,
  delivery: null,
  reason: null,
} as const;

function mayBeClaimed({ standing, until }: Unsettled, now: number): boolean {
  return standing === 'waiting' || (standing !== 'parked' && until !== null && until <= now);
}

function given(event: Unsettled, { member, lease, now, claimId }: Claim): Unsettled {
  return {
    ...event,
    standing: 'claimed',
    attempts: event.attempts + 1,
    since: now,
    until: now + lease,
    member,
    delivery: `${event.revision}.${claimId}`,
    reason: null,
  };
}

/** Only a lease gets here: what is given back after its last attempt is parked at once. */
function parkedByLease(event: Unsettled, now: number): Unsettled {
  const { member, attempts } = event;
  const reason = `Not acknowledged after ${attempts} deliveries: the last lease, of ${member ?? 'nobody'}, ran out.`;
  return { ...event, standing: 'parked', since: now, until: null, reason };
}
