import { noticesToCustomers } from '../domain/case/notice';
import type { MessageName } from '../domain/case/notification';
import { stages } from '../domain/case/vocabulary';
import type { CaseHappening, RunningCase } from './running-case';

/** Something to tell the customer. */
export interface Message {
  message: MessageName;
  /** The event that says so: the intent is in the log before anybody is told. */
  cause: CaseHappening;
}

/** What the customer is told of an event, if anything. `before`: the case before it. */
export function messageOf(before: RunningCase, cause: CaseHappening): Message | undefined {
  const message = before.state.duplicateOf ? undefined : nameOf(before, cause);
  return message && { message, cause };
}

function nameOf({ state }: RunningCase, { type, data }: CaseHappening): MessageName | undefined {
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
    case 'InformationRequested':
      return data.of === 'customer' ? 'waiting-for-you' : undefined;
    case 'DelayNotified':
      return 'delay';
    case 'Resolved':
      return 'resolved';
    case 'Closed':
      // After a resolution or with the case it is the same as, they have been told.
      return data.reason === 'no-answer-from-customer' ? 'closed' : undefined;
    case 'NoticeRaised':
      return noticesToCustomers.has(data.notice) ? (data.notice as MessageName) : undefined;
    default:
      return undefined;
  }
}
