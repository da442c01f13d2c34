import type { RecordedCaseEvent } from '../../domain/case/case-events';
import { type Notice, noticesToOfficers } from '../../domain/case/notice';
import { isStillNews, type MessageName } from '../../domain/case/notification';
import type { Target } from '../../domain/standards/targets-of-case';

/** What was raised about a case, for whoever works on it to see to. `moment`: what it is about. RFC 3339, UTC. */
export interface OpenNotice {
  notice: Notice;
  about: string;
  moment: string;
  raisedAt: string;
}

/** That the customer has to be told something by a colleague. */
export const isToTell = ({ notice }: OpenNotice): boolean => notice === 'tell-by-hand';

/**
 * What is left to see to after one more event: somebody has settled it, or it is about what is done, moved or no news
 * any more. `after`: what has become of the case.
 */
export function evolveNotices(
  notices: readonly OpenNotice[],
  event: RecordedCaseEvent,
  after: { status: string; isDuplicate: boolean },
): readonly OpenNotice[] {
  return left(notices, event).filter(
    (one) =>
      !isToTell(one) || isStillNews(one.about as MessageName, after.status !== 'open', after.isDuplicate),
  );
}

function left(
  notices: readonly OpenNotice[],
  { type, data, metadata }: RecordedCaseEvent,
): readonly OpenNotice[] {
  const without = (about: string, ...some: Notice[]) =>
    notices.filter((one) => one.about !== about || !some.includes(one.notice));
  switch (type) {
    case 'NoticeRaised': {
      const { notice, about, moment } = data;
      if (!(noticesToOfficers as readonly Notice[]).includes(notice)) return notices;
      const raised = { notice, about, moment, raisedAt: metadata.occurredAt };
      // Whoever has not been told the first question has two to hear now.
      return isToTell(raised) ? [...notices, raised] : [...without(about, notice), raised];
    }
    case 'NoticeSettled':
      return without(data.about, data.notice);
    // Whoever speaks to the customer says how the case stands.
    case 'ContactRecorded': {
      const isKnown = ({ moment }: OpenNotice) => Date.parse(moment) <= Date.parse(metadata.occurredAt);
      return data.direction === 'outbound'
        ? notices.filter((one) => !isToTell(one) || !isKnown(one))
        : notices;
    }
    case 'QueryAcknowledged':
      return without('received', 'tell-by-hand');
    case 'ActionTaken':
    case 'ActionRescheduled':
    case 'ActionCancelled':
      return without(data.actionId, 'action-today');
    case 'InformationReceived':
      return without(data.requestId, 'closing-soon');
    // The customer knows of the delay now, from a person.
    case 'DelayNotified':
      return without(data.target, 'delay', 'date-near');
    case 'Closed':
      // With its original, from which it may part again: nobody sees them meanwhile.
      return data.reason === 'duplicate' ? notices : notices.filter(isToTell);
    case 'Resolved':
    case 'Withdrawn':
    case 'ComplaintEscalated':
      return notices.filter(isToTell);
    default:
      return notices;
  }
}

/** Those that are about a date only while it is owed, and while it is that date: a pause or an extension moves it. */
export function stillStanding(notices: readonly OpenNotice[], owed: readonly Target[]): OpenNotice[] {
  const standing = notices.filter(
    ({ notice, about, moment }) =>
      !aboutDates.has(notice) ||
      owed.some(({ target, due }) => target === about && due === Date.parse(moment)),
  );
  const hasPassed = (about: string): boolean =>
    standing.some((one) => one.notice === 'date-passed' && one.about === about);
  return standing.filter(({ notice, about }) => notice !== 'date-near' || !hasPassed(about));
}

const aboutDates: ReadonlySet<Notice> = new Set<Notice>(['date-near', 'date-passed', 'delay']);
