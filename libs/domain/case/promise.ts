import { fromLondon } from '../standards/london-time';
import type { When } from './vocabulary';

const MINUTES_OF_A_DAY = 24 * 60;

/** The last instant (UTC milliseconds) at which an action promised for then is on time. */
export function endOfWhen(when: When): number {
  return 'day' in when ? fromLondon(when.day, MINUTES_OF_A_DAY) - 1 : Date.parse(when.to);
}
