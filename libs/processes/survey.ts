import { morningAfter } from './office-time';
import { noticeAt, type Process } from './timer';

/** Asks the customer how we did, once for each case, on the second morning after it was resolved. */
export const survey: Process = ({ state, clock, hasCustomer, notices }) => {
  const isWanted = state.status !== 'open' && hasCustomer && !state.duplicateOf && !state.feedback;
  if (!isWanted || clock.resolvedAt === undefined) return [];
  if (notices.some(({ notice }) => notice === 'survey')) return [];
  return [noticeAt(morningAfter(clock.resolvedAt, 2), 'survey', 'case', clock.resolvedAt)];
};
