import { Rejection } from '../../event-sourcing/rejection';
import type { Change, Group, Unsettled } from './group';

/** What a member, or an operator, says of events that were delivered. A refusal changes nothing. */
export type Answered<Answer = object> = { change: Change } & Answer;

/** How long an event rests that is given back without saying for how long: 1 s, 2 s, 4 s… and 5 minutes at most. */
const backoff = (attempts: number): number => Math.min(1_000 * 2 ** (attempts - 1), 300_000);

/** One delivery whose answer does not count. */
export interface RefusedDelivery {
  delivery: string;
  refusal: Rejection;
}

export interface Acknowledged {
  acknowledged: readonly string[];
  refused: readonly RefusedDelivery[];
}

export interface Renewed {
  renewed: readonly string[];
  refused: readonly RefusedDelivery[];
}

/**
 * Done with these. Each is judged on its own, since the work on it is done: it counts as long as nobody else was given
 * the event, though its lease may have run out or the event been parked for it.
 */
export function acknowledge(
  group: Group,
  member: string,
  deliveries: readonly string[],
): Answered<Acknowledged> {
  const settle: number[] = [];
  const acknowledged: string[] = [];
  const refused: RefusedDelivery[] = [];
  for (const delivery of deliveries) {
    const event = eventOf(group, delivery);
    const isLast = event?.delivery === delivery && event.member === member;
    if (!isLast && !isSettled(group, delivery)) {
      refused.push({ delivery, refusal: refusalOf(group, delivery) });
      continue;
    }
    acknowledged.push(delivery);
    if (event) settle.push(event.revision);
  }
  return { change: { settle }, acknowledged, refused };
}

/** A later end for the leases of these. A lease that has run out is good again if nobody else was given the event. */
export function renew(
  group: Group,
  member: string,
  deliveries: readonly string[],
  until: number,
): Answered<Renewed> {
  const put: Unsettled[] = [];
  const refused: RefusedDelivery[] = [];
  for (const delivery of deliveries) {
    const event = heldUnder(group, member, delivery);
    if (event instanceof Rejection) refused.push({ delivery, refusal: event });
    else put.push({ ...event, until });
  }
  return { change: { put }, renewed: put.map(({ delivery }) => delivery ?? ''), refused };
}

/** Not now: again after `delay` milliseconds, or after a time that doubles with each attempt. The last attempt parks. */
export function retryLater(
  group: Group,
  member: string,
  delivery: string,
  { delay, reason, now }: { delay: number | undefined; reason: string; now: number },
): Answered<{ event: Unsettled }> | Rejection {
  const already = standingUnder(group, delivery, 'delayed') ?? standingUnder(group, delivery, 'parked');
  if (already) return { change: {}, event: already };
  const held = heldUnder(group, member, delivery);
  if (held instanceof Rejection) return held;
  const event: Unsettled =
    held.attempts >= group.maxAttempts
      ? { ...held, standing: 'parked', since: now, until: null, reason }
      : { ...held, standing: 'delayed', since: now, until: now + (delay ?? backoff(held.attempts)), reason };
  return { change: { put: [event] }, event };
}

/** Not without somebody looking at it. */
export function park(
  group: Group,
  member: string,
  delivery: string,
  { reason, now }: { reason: string; now: number },
): Answered<{ event: Unsettled }> | Rejection {
  const already = standingUnder(group, delivery, 'parked');
  if (already) return { change: {}, event: already };
  const held = heldUnder(group, member, delivery);
  if (held instanceof Rejection) return held;
  const event: Unsettled = { ...held, standing: 'parked', since: now, until: null, reason };
  return { change: { put: [event] }, event };
}

/** Parked ones, all or those with these revisions, may be claimed again, as if for the first time. */
export function replay(
  group: Group,
  revisions: readonly number[] | 'all',
  now: number,
): Answered<{ replayed: readonly number[] }> {
  const put = parkedAmong(group, revisions).map((event): Unsettled => ({
    ...event,
    standing: 'waiting',
    attempts: 0,
    since: now,
    delivery: null,
    reason: null,
  }));
  return { change: { put }, replayed: put.map(({ revision }) => revision) };
}

/** Parked ones that nobody will work on: settled without having been done. */
export function discard(
  group: Group,
  revisions: readonly number[],
): Answered<{ discarded: readonly Unsettled[] }> {
  const discarded = parkedAmong(group, revisions);
  return { change: { settle: discarded.map(({ revision }) => revision) }, discarded };
}

function parkedAmong({ unsettled }: Group, revisions: readonly number[] | 'all'): Unsettled[] {
  const wanted = revisions === 'all' ? undefined : new Set(revisions);
  return unsettled.filter(
    ({ standing, revision }) => standing === 'parked' && (wanted?.has(revision) ?? true),
  );
}

/** The revision that a delivery names; -1 when it is none of ours. */
function revisionOf(delivery: string): number {
  return Number(/^(\d{1,15})\.[\w-]+$/.exec(delivery)?.[1] ?? -1);
}

function eventOf({ unsettled }: Group, delivery: string): Unsettled | undefined {
  const revision = revisionOf(delivery);
  return unsettled.find((event) => event.revision === revision);
}

function isSettled(group: Group, delivery: string): boolean {
  const revision = revisionOf(delivery);
  return revision >= 0 && revision < group.next && !eventOf(group, delivery);
}

/** The same was said before: its repetition, after an answer that got lost, changes nothing. */
function standingUnder(
  group: Group,
  delivery: string,
  standing: Unsettled['standing'],
): Unsettled | undefined {
  const event = eventOf(group, delivery);
  return event?.delivery === delivery && event.standing === standing ? event : undefined;
}

/** The event, if the member still holds it: its lease may have run out, but nobody else was given the event. */
function heldUnder(group: Group, member: string, delivery: string): Unsettled | Rejection {
  const event = eventOf(group, delivery);
  const isHeld = event?.standing === 'claimed' && event.delivery === delivery && event.member === member;
  return isHeld ? event : refusalOf(group, delivery);
}

function refusalOf(group: Group, delivery: string): Rejection {
  const event = eventOf(group, delivery);
  if (event) {
    return new Rejection(
      'lease-passed-on',
      'conflict',
      `This delivery is over: its event ${whereItIs(event)}. Undo your work on it, or let it be done twice, and go on with the next claim. Ask for a longer lease, or renew it in time.`,
    );
  }
  return isSettled(group, delivery)
    ? new Rejection(
        'delivery-settled',
        'conflict',
        'The event is settled already. There is nothing left to do.',
      )
    : new Rejection(
        'unknown-delivery',
        'not-found',
        'This group has delivered no such thing. Give the `delivery` of an event from the answer to a claim.',
      );
}

function whereItIs({ standing, member, reason }: Unsettled): string {
  if (standing === 'claimed') return `is with ${member ?? 'another member'} now`;
  if (standing === 'parked') return `is parked (${reason ?? 'for no reason given'})`;
  return 'waits to be delivered again';
}
