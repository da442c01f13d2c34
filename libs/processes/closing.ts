import { caseFactsOf } from '../domain/case/case-clock';
import type { Unanswered } from '../domain/standards/standard';
import { morningAfter } from './office-time';
import type { RunningCase } from './running-case';
import { noticeAt, type Process } from './timer';

/** Where a case has no standard, or one that does not say. */
const THREE_WEEKS: Unanswered = { tellAfterDays: 21, closeAfterDays: 7 };
/** Two months altogether for those who asked for information (s.45 code of practice, Freedom of Information Act 2000). */
const TWO_MONTHS: Unanswered = { tellAfterDays: 53, closeAfterDays: 7 };

/**
 * Closes a case for which the customer does not answer, as its standard says: it tells them first, and closes it when
 * they have had their days since they were told, however late that was.
 */
export const closing: Process = (running, catalogue) => {
  const { state, clock, askedAt, openSince, notices } = running;
  if (state.status !== 'open' || state.duplicateOf) return [];
  const unanswered = caseFactsOf(clock, catalogue).standard?.unanswered ?? usually(running);
  if (unanswered === 'stays-open') return [];
  return Object.entries(state.requests).flatMap(([requestId, { of, received }]) => {
    if (of !== 'customer' || received) return [];
    const since = Math.max(askedAt[requestId] ?? 0, openSince);
    const told = notices.find(
      ({ notice, about, moment }) =>
        notice === 'closing-soon' && about === requestId && Date.parse(moment) === since,
    );
    if (!told) {
      return [noticeAt(morningAfter(since, unanswered.tellAfterDays), 'closing-soon', requestId, since)];
    }
    const request = { type: 'Close', reason: 'no-answer-from-customer' } as const;
    return [{ name: `close.${requestId}`, at: morningAfter(told.at, unanswered.closeAfterDays), request }];
  });
};

const usually = ({ state }: RunningCase): Unanswered =>
  state.classification?.kind === 'information-request' ? TWO_MONTHS : THREE_WEEKS;
