import { londonDay } from '../domain/standards/london-time';
import { morningOf } from './office-time';
import { owedTargets } from './owed-targets';
import { isRaised, noticeAt, type Process } from './timer';

const BEFORE_A_TIME = 3_600_000;

/**
 * Tells the customer before the date slips, where nobody has: on the morning of the last day, or an hour before a time.
 * It names no new date, which only a person can promise, so it is no {@link DelayNotified} and counts as none.
 */
export const delay: Process = (running, catalogue) =>
  owedTargets(running, catalogue).flatMap(({ target, due, inHours }) => {
    const at = inHours ? due - BEFORE_A_TIME : morningOf(londonDay(due));
    const isToldAlready =
      running.state.delays[target] !== undefined || running.notices.some(({ notice }) => notice === 'delay');
    if (target === 'acknowledge' || isToldAlready || at <= running.openSince) return [];
    return isRaised(running, 'delay', target, due) ? [] : [noticeAt(at, 'delay', target, due, due)];
  });
