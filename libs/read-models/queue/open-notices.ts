import type { StoredCaseEvent } from '../../domain/case/case-events';
import { type Notice, noticesToOfficers } from '../../domain/case/notice';
import type { Target } from '../../domain/standards/targets-of-case';
import type { Recorded } from '../../event-sourcing/recorded-event';

/** What the clock raised about a case, for whoever works on it to see to. `moment`: what it is about. RFC 3339, UTC. */
export interface OpenNotice {
  notice: Notice;
  about: string;
  moment: string;
  raisedAt: string;
}

/** What is left to see to after one more event: somebody has settled it, or it is about what is done or moved. */
export function evolveNotices(
  notices: readonly OpenNotice[],
  { type, data, metadata }: Recorded<StoredCaseEvent>,
): readonly OpenNotice[] {
  const without = (about: string, ...some: Notice[]) =>
    notices.filter((one) => one.about !== about || !some.includes(one.notice));
  switch (type) {
    case 'NoticeRaised': {
      const { notice, about, moment } = data;
      if (!(noticesToOfficers as readonly Notice[]).includes(notice)) return notices;
      return [...without(about, notice), { notice, about, moment, raisedAt: metadata.occurredAt }];
    }
    case 'NoticeSettled':
      return without(data.about, data.notice);
    case 'ActionTaken':
    case 'ActionRescheduled':
    case 'ActionCancelled':
      return without(data.actionId, 'action-today');
    case 'InformationReceived':
      return without(data.requestId, 'closing-soon');
    // The customer knows of the delay now, from a person.
    case 'DelayNotified':
      return without(data.target, 'delay', 'date-near');
    case 'Resolved':
    case 'Closed':
    case 'Withdrawn':
    case 'ComplaintEscalated':
      return [];
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
