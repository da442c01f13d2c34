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
  const state = wasDamaged ? 'was damaged and is being built again' : 'is being built';
  const [code, title] = wasDamaged
    ? ['read-model-damaged', 'Damaged, and being built again']
    : ['read-model-not-built', 'Not built yet'];
  return problem(
    code,
    503,
    title,
    `The read model ${readModel} ${state}${howFar(progress)}. Ask again in ${retryAfter(progress)} s. ${goesOn}`,
  );
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
