import type { StoredCaseEvent } from '../domain/case/case-events';
import { type Carrier, type NonDelivery, notificationId } from '../domain/case/notification';
import type { Recorded } from '../event-sourcing/recorded-event';
import type { MessageOfCase } from './particulars';

/**
 * How often it may fail by one carrier, for each reason, before it travels by another. An address that does not exist
 * will not exist tomorrow, and Notify tries a mailbox that does not answer for three days; a fault of theirs passes.
 */
const WORTH_TRYING: Record<NonDelivery, number> = {
  'no-such-address': 1,
  'not-reachable': 1,
  'technical-fault': 3,
  // What we were about to send when wishes changed: it is judged anew by what they are now.
  refused: 2,
};

/** How long after a technical fault it is tried again, in milliseconds: ten minutes, and twice that from then on. */
const REST = 600_000;

/** What was tried before to tell the same. */
export interface Earlier {
  /** The id of the event that is told of, however often telling it has failed since. */
  cause: string;
  /** Carriers by which it is not to be tried again. */
  failed: ReadonlySet<Carrier>;
  /** Not to be tried before this instant, in UTC milliseconds; 0 for at once. */
  notBefore: number;
}

/** Follows a message from failure to failure back to what it tells of: a failure is the cause of the next attempt. */
export function earlierOf({
  reference,
  message,
  cause,
  history,
  original = [],
}: MessageOfCase & { cause: string }): Earlier {
  const failures: Failure[] = [];
  let first = cause;
  for (let failure = failureIn(history, first); failure; failure = failureIn(history, first)) {
    failures.push(failure);
    const { notificationId: id } = failure.data;
    const before = [...history, ...original].find(
      (event) => notificationId(reference, message, event.id) === id,
    );
    if (!before) break;
    first = before.id;
  }
  return { cause: first, failed: carriersGivenUp(failures), notBefore: restAfter(failures) };
}

type Failure = Recorded<Extract<StoredCaseEvent, { type: 'NotificationFailed' }>>;

function failureIn(history: MessageOfCase['history'], id: string): Failure | undefined {
  const event = history.find((one) => one.id === id);
  return event?.type === 'NotificationFailed' ? event : undefined;
}

function carriersGivenUp(failures: readonly Failure[]): ReadonlySet<Carrier> {
  const tries = Map.groupBy(failures, ({ data }) => data.carrier);
  return new Set(
    [...tries].flatMap(([carrier, some]) =>
      some.some(({ data: { reason } }) => countOf(some, reason) >= WORTH_TRYING[reason]) ? [carrier] : [],
    ),
  );
}

function restAfter(failures: readonly Failure[]): number {
  const [last] = failures;
  if (last?.data.reason !== 'technical-fault') return 0;
  return Date.parse(last.metadata.recordedAt) + REST * 2 ** (countOf(failures, 'technical-fault') - 1);
}

const countOf = (failures: readonly Failure[], reason: NonDelivery): number =>
  failures.filter(({ data }) => data.reason === reason).length;
