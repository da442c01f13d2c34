import { workingMorning } from './office-time';
import { owedTargets } from './owed-targets';
import { isRaised, noticeAt, type Process } from './timer';

/** Two hours: what is promised within hours is warned of as late as helps. */
const BEFORE_A_TIME = 2 * 3_600_000;

/** Warns whoever works on it on the morning of the working day before the promise. */
export const dateNear: Process = (running, catalogue) =>
  owedTargets(running, catalogue).flatMap(({ target, due, inHours, office }) => {
    const at = inHours ? due - BEFORE_A_TIME : workingMorning(due, -1, office);
    // Promised for tomorrow: whoever took it on knows.
    if (at <= running.openSince || isRaised(running, 'date-near', target, due)) return [];
    return [noticeAt(at, 'date-near', target, due, due)];
  });
