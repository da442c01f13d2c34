import type { RecordedCaseEvent } from '../../domain/case/case-events';
import { endOfWhen } from '../../domain/case/promise';

/**
 * The days and windows in which we said that something would be done. Each one said is a promise: kept when the action
 * is taken by its end, broken when it is taken, moved or called off only after that. One that is moved or called off in
 * time, or that the end of the case overtakes in time, is neither.
 */
export interface Promises {
  /** Those that wait, by action: the last instant that keeps them, in UTC milliseconds. */
  waiting: Readonly<Record<string, number>>;
  kept: number;
  broken: number;
}

export const noPromises: Promises = { waiting: {}, kept: 0, broken: 0 };

export function evolvePromises(promises: Promises, event: RecordedCaseEvent): Promises {
  const at = Date.parse(event.metadata.occurredAt);
  switch (event.type) {
    case 'ActionScheduled':
    case 'ActionRescheduled': {
      const { actionId, when } = event.data;
      const { waiting, ...counts } = letGo(promises, [actionId], at);
      return { ...counts, waiting: { ...waiting, [actionId]: endOfWhen(when) } };
    }
    case 'ActionCancelled':
      return letGo(promises, [event.data.actionId], at);
    case 'ActionTaken': {
      const { actionId } = event.data;
      const until = promises.waiting[actionId];
      const isKept = until !== undefined && at <= until;
      return { ...letGo(promises, [actionId], at), kept: promises.kept + (isKept ? 1 : 0) };
    }
    case 'Closed':
      // A duplicate that ends with its original has promises again when the link is undone.
      return event.data.reason === 'duplicate'
        ? promises
        : letGo(promises, Object.keys(promises.waiting), at);
    case 'Resolved':
    case 'Withdrawn':
      return letGo(promises, Object.keys(promises.waiting), at);
    default:
      return promises;
  }
}

/** The end of the promise that is over first; null when none waits. */
export function nextPromise({ waiting }: Promises): number | null {
  const ends = Object.values(waiting);
  return ends.length === 0 ? null : Math.min(...ends);
}

/** These wait no longer; those whose time was over are broken. */
function letGo({ waiting, kept, broken }: Promises, actionIds: readonly string[], at: number): Promises {
  const isLetGo = ([actionId]: [string, number]): boolean => actionIds.includes(actionId);
  const all = Object.entries(waiting);
  const over = all.filter((promise) => isLetGo(promise) && promise[1] < at);
  const left = all.filter((promise) => !isLetGo(promise));
  return { waiting: Object.fromEntries(left), kept, broken: broken + over.length };
}
