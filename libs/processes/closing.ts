import { morningAfter } from './office-time';
import { noticeAt, type Process } from './timer';

/** Days without an answer after which the customer is told that the case will be closed. */
const WAIT = 21;
/** Two months altogether for those who asked for information (s.45 code of practice, Freedom of Information Act 2000). */
const WAIT_FOR_INFORMATION_REQUEST = 53;
/** Days from being told to being closed. */
const NOTICE = 7;

/**
 * Closes a case for which the customer does not answer: it tells them first, and closes it when they have had their
 * days since they were told, however late that was.
 */
export const closing: Process = ({ state, askedAt, openSince, notices }) => {
  if (state.status !== 'open' || state.duplicateOf) return [];
  const wait = state.classification?.kind === 'information-request' ? WAIT_FOR_INFORMATION_REQUEST : WAIT;
  return Object.entries(state.requests).flatMap(([requestId, { of, received }]) => {
    if (of !== 'customer' || received) return [];
    const since = Math.max(askedAt[requestId] ?? 0, openSince);
    const told = notices.find(
      ({ notice, about, moment }) =>
        notice === 'closing-soon' && about === requestId && Date.parse(moment) === since,
    );
    if (!told) return [noticeAt(morningAfter(since, wait), 'closing-soon', requestId, since)];
    const request = { type: 'Close', reason: 'no-answer-from-customer' } as const;
    return [{ name: `close.${requestId}`, at: morningAfter(told.at, NOTICE), request }];
  });
};
