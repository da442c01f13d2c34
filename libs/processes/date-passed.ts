import { workingMorning } from './office-time';
import { owedTargets } from './owed-targets';
import { isRaised, noticeAt, type Process } from './timer';

/** Escalates a promise that is still not kept on the morning of the working day after its date. */
export const datePassed: Process = (running, catalogue) =>
  owedTargets(running, catalogue).flatMap(({ target, due, office }) =>
    isRaised(running, 'date-passed', target, due)
      ? []
      : [noticeAt(workingMorning(Math.max(due, running.openSince), 1, office), 'date-passed', target, due)],
  );
