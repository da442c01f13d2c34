import { actionToday } from './action-today';
import { closing } from './closing';
import { dateNear } from './date-near';
import { datePassed } from './date-passed';
import { delay } from './delay';
import { endingFollowers } from './ending-followers';
import { survey } from './survey';
import { targetMissed } from './target-missed';
import type { Process } from './timer';

/** Every process that waits for a moment. What is told at once is in `told-at-each-stage.ts`. */
export const allProcesses: readonly Process[] = [
  targetMissed,
  dateNear,
  datePassed,
  delay,
  actionToday,
  survey,
  closing,
  endingFollowers,
];
