import type { When } from '../domain/case/vocabulary';
import { dayNumber } from '../domain/standards/day-number';
import { fromLondonDay, londonDay } from '../domain/standards/london-time';
import { isRaised, noticeAt, type Process } from './timer';

const SEVEN = 7 * 3_600_000;

/** Reminds whoever is to act, at seven on the morning of the day. */
export const actionToday: Process = (running) => {
  const { status, duplicateOf, actions } = running.state;
  if (status !== 'open' || duplicateOf) return [];
  return Object.entries(actions).flatMap(([actionId, action]) => {
    if (action.status !== 'planned' || !action.when) return [];
    const at = fromLondonDay(dayOf(action.when), SEVEN);
    // Planned for today: whoever planned it knows.
    const isKnown = at <= (running.plannedAt[actionId] ?? 0);
    if (isKnown || isRaised(running, 'action-today', actionId, at)) return [];
    return [noticeAt(at, 'action-today', actionId, at)];
  });
};

const dayOf = (when: When): number =>
  'day' in when ? dayNumber(when.day) : londonDay(Date.parse(when.from));
