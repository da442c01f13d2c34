import type { RecordedCaseEvent } from '../domain/case/case-events';
import { noticesToCustomers } from '../domain/case/notice';
import { isStillNews, type MessageName, toldByOneWayOnly } from '../domain/case/notification';
import { stages } from '../domain/case/vocabulary';
import type { RunningCase } from './running-case';

/** Something to tell the customer. */
export interface Message {
  message: MessageName;
  /** The event that says so: the intent is in the log before anybody is told. */
  cause: RecordedCaseEvent;
  /** The reference of the case whose customer is told, where it is answered with the one that the event is of. */
  follower?: string;
}

/** What followers are told of their original: how far it has come, not what is between it and its own customer. */
const toldToFollowers: ReadonlySet<MessageName> = new Set([
  'forwarded',
  'action-planned',
  'action-taken',
  'resolved',
]);

/** What customers are told of an event: that of the case, and those of the cases that are answered with it. */
export function messagesOf(before: RunningCase, cause: RecordedCaseEvent): Message[] {
  // A duplicate's customer is told with the original; but here what did not arrive is told again, and that it goes on.
  const isAgain = cause.type === 'NotificationFailed';
  const isToldHere = !before.state.duplicateOf || isAgain || cause.type === 'DuplicateUndone';
  const message = isToldHere ? nameOf(before, cause) : undefined;
  if (!message) return [];
  const isForAll = !isAgain && (toldToFollowers.has(message) || cause.type === 'DelayNotified');
  const { followers } = before.state;
  return [
    { message, cause },
    ...(isForAll ? followers : []).map((follower) => ({ message, cause, follower })),
  ];
}

function nameOf({ state }: RunningCase, { type, data }: RecordedCaseEvent): MessageName | undefined {
  switch (type) {
    case 'QueryRaised':
      return 'received';
    case 'ForwardedToDepartment':
      // Passed on from one department to another, it has not come further.
      return stages.indexOf(state.stage) < stages.indexOf('forwarded') ? 'forwarded' : undefined;
    case 'ActionScheduled':
    case 'ActionRescheduled':
      return 'action-planned';
    case 'ActionTaken':
      return 'action-taken';
    case 'MarkedDuplicate':
      return 'joined';
    case 'DuplicateUndone':
      // Whoever was never told that it is answered with another need not be told that it is not.
      return wasJoined(state) ? 'parted' : undefined;
    case 'InformationRequested':
      return data.of === 'customer' ? 'waiting-for-you' : undefined;
    case 'DelayNotified':
      return 'delay';
    case 'Resolved':
      return 'resolved';
    case 'Closed':
      // After a resolution or with the case it is the same as, they have been told.
      return data.reason === 'no-answer-from-customer' ? 'closed' : undefined;
    case 'NotificationFailed':
      // It did not arrive: they are told the same once more, by the next way that there is. Not what is no news by now.
      return toldByOneWayOnly.has(data.message) || !isNews(data.message, state) ? undefined : data.message;
    case 'NoticeRaised':
      return noticesToCustomers.has(data.notice) ? (data.notice as MessageName) : undefined;
    default:
      return undefined;
  }
}

const wasJoined = ({ notifications }: RunningCase['state']): boolean =>
  Object.values(notifications).some(({ message }) => message === 'joined');

const isNews = (message: MessageName, { status, duplicateOf }: RunningCase['state']): boolean =>
  isStillNews(message, status !== 'open', duplicateOf !== undefined);
