import type { NotBuilt } from '@guildhall/read-models/builds/live-build';
import { type Problem, problem } from './problem';

/** Seconds after which to ask again: soon, and not so late that it has long been there. */
const SOONEST = 1;
const LATEST = 30;

/** What is said of a question to a read model that is being built: how far it is, and when to ask again. */
export function problemOfNotBuilt({ readModel, wasDamaged, progress, stopped }: NotBuilt): Problem {
  const goesOn = 'Commands are taken, and what is asked of the other read models is answered.';
  if (stopped !== undefined) {
    return problem(
      'read-model-stopped',
      503,
      'It cannot be built',
      `The read model ${readModel} cannot be built from the log. Tell the operator: GET /operations/read-models/${readModel} says why. ${goesOn}`,
    );
  }
  const askAgain = `${howFar(progress)}. Ask again in ${retryAfter(progress)} s. ${goesOn}`;
  if (wasDamaged) {
    const detail = `The read model ${readModel} was damaged and is being built again${askAgain}`;
    return problem('read-model-damaged', 503, 'Damaged, and being built again', detail);
  }
  const detail = `The read model ${readModel} is being built${askAgain}`;
  return problem('read-model-not-built', 503, 'Not built yet', detail);
}

/** Seconds. */
export function retryAfter(progress: NotBuilt['progress']): number {
  const left = progress?.doneAt ? Math.ceil((progress.doneAt - Date.now()) / 1_000) : SOONEST;
  return Math.min(LATEST, Math.max(SOONEST, left));
}

function howFar(progress: NotBuilt['progress']): string {
  if (!progress) return '';
  const { events, of, part } = progress;
  const percent = `${Math.floor(100 * part)} %`;
  return events === null || of === null
    ? `: ${percent}`
    : `: ${events.toLocaleString('en-GB')} of ${of.toLocaleString('en-GB')} events (${percent})`;
}
