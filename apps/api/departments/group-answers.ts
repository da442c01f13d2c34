import type {
  Deliveries,
  GroupStatus,
  Parked,
} from '@guildhall/department-feeds/consumer-groups/consumer-groups';
import type { Discarded } from '@guildhall/department-feeds/consumer-groups/group-storage';
import { MOST_UNSETTLED } from '@guildhall/department-feeds/consumer-groups/claim';
import type { Standing, Unsettled } from '@guildhall/department-feeds/consumer-groups/group';
import type { RefusedDelivery } from '@guildhall/department-feeds/consumer-groups/settle';
import { positionAfter, positionBefore } from '@guildhall/department-feeds/feed/feed-position';
import { Rejection } from '@guildhall/event-sourcing/rejection';
import { problem, ProblemError, problemOf } from '../problems/problem';
import { instantOf } from '../queries/fresh';

/** @throws ProblemError for a refusal */
export function allowed<Answer>(answer: Answer | Rejection): Answer {
  if (answer instanceof Rejection) throw new ProblemError(problemOf(answer));
  return answer;
}

/**
 * Of several deliveries some may be refused while the others stand.
 * @throws ProblemError when none of them stands
 */
export function refusalsOf(
  refused: readonly RefusedDelivery[],
  standing: number,
  given: readonly string[],
): { delivery: string; type: string; detail: string }[] {
  const [first] = refused;
  if (!first || standing > 0) {
    return refused.map(({ delivery, refusal }) => {
      const { type, detail } = problemOf(refusal);
      return { delivery, type, detail };
    });
  }
  const { type, ...rest } = problemOf(first.refusal);
  const errors = refused.map(({ delivery, refusal }) => ({
    field: `deliveries.${given.indexOf(delivery)}`,
    message: refusal.reason,
  }));
  throw new ProblemError({ type, ...rest, errors });
}

/** @throws ProblemError when a request named positions, and none of them is of a parked event */
export function someOf(department: string, revisions: readonly number[]): string[] {
  if (revisions.length > 0) return revisions.map((revision) => positionAfter(department, revision));
  throw new ProblemError(
    problem(
      'not-parked',
      409,
      'Not parked',
      'No event is parked at these positions: see GET parked for those that are. It may have been replayed or discarded already.',
    ),
  );
}

/** How far a group has come, and who works on what. */
export function groupAnswer(group: GroupStatus): object {
  const { department, unsettled } = group;
  const count = (standing: Standing): number => unsettled.filter((one) => one.standing === standing).length;
  return {
    department,
    group: group.group,
    startFrom: group.startFrom.called,
    maxAttempts: group.maxAttempts,
    settledTo: positionBefore(department, group.settledBelow),
    lookedTo: positionBefore(department, group.next),
    lag: group.lag,
    members: membersOf(unsettled),
    waiting: count('waiting'),
    delayed: count('delayed'),
    parked: count('parked'),
    isFull: unsettled.length >= MOST_UNSETTLED,
    createdAt: instantOf(group.createdAt),
    activeAt: instantOf(group.activeAt),
  };
}

export function deliveriesAnswer(department: string, { deliveries, leasedUntil }: Deliveries): object {
  return {
    deliveries: deliveries.map(({ delivery, attempt, revision, event }) => ({
      delivery,
      attempt,
      position: positionAfter(department, revision),
      event,
    })),
    leasedUntil: instantOf(leasedUntil),
  };
}

/** Where an event stands after a member gave it back. */
export function givenBackAnswer(
  department: string,
  { revision, standing, attempts, until, reason }: Unsettled,
): object {
  const position = positionAfter(department, revision);
  return { position, standing, attempts, until: instantOf(until), reason };
}

export function parkedAnswer(department: string, parked: Parked): object {
  return {
    position: positionAfter(department, parked.revision),
    subject: parked.subject,
    reason: parked.reason,
    parkedAt: instantOf(parked.since),
    attempts: parked.attempts,
    member: parked.member,
    holdsBack: parked.holdsBack,
    event: parked.entry?.event ?? null,
  };
}

export function discardedAnswer(department: string, { revision, discardedAt, ...rest }: Discarded): object {
  return { position: positionAfter(department, revision), ...rest, discardedAt: instantOf(discardedAt) };
}

/** Those who hold events now, or held them when they were last heard of. */
function membersOf(unsettled: readonly Unsettled[]): object[] {
  const members = new Map<string, { inFlight: number; leasedUntil: number }>();
  for (const { standing, member, until } of unsettled) {
    if (standing !== 'claimed' || member === null || until === null) continue;
    const { inFlight, leasedUntil } = members.get(member) ?? { inFlight: 0, leasedUntil: until };
    members.set(member, { inFlight: inFlight + 1, leasedUntil: Math.min(leasedUntil, until) });
  }
  return [...members]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([member, { inFlight, leasedUntil }]) => ({
      member,
      inFlight,
      leasedUntil: instantOf(leasedUntil),
    }));
}
