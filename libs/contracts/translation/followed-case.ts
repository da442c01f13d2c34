import type { StoredEventOf } from '../../event-sourcing/event-type';
import { type CaseClock, evolveSettledClock, targetsOf, unwoundClock } from '../../domain/case/case-clock';
import { caseDecider } from '../../domain/case/case-decider';
import type { QueryRaised, StoredCaseEvent, RecordedCaseEvent } from '../../domain/case/case-events';
import type { CaseState } from '../../domain/case/case-state';
import type { Catalogue } from '../../domain/catalogue/catalogue';
import type { StatedTarget } from '../vocabulary';

type Raised = StoredEventOf<typeof QueryRaised>['data'];

/** What must be known of a case in order to tell a department of it. */
export interface FollowedCase {
  state: CaseState;
  clock: CaseClock;
  raised?: Pick<Raised, 'channel' | 'location'>;
  timesChased: number;
  /** Departments that have held it, each once. */
  holders: readonly string[];
}

export const notFollowed: FollowedCase = {
  state: caseDecider.initial,
  clock: unwoundClock,
  timesChased: 0,
  holders: [],
};

/** `catalogue`: what had been published before the event. */
export function follow(followed: FollowedCase, event: RecordedCaseEvent, catalogue: Catalogue): FollowedCase {
  return {
    ...alsoKnown(followed, event),
    state: caseDecider.evolve(followed.state, event),
    clock: evolveSettledClock(followed.clock, event, catalogue),
  };
}

function alsoKnown(followed: FollowedCase, { type, data }: StoredCaseEvent): FollowedCase {
  switch (type) {
    case 'QueryRaised':
      return { ...followed, raised: { channel: data.channel, location: data.location } };
    case 'ForwardedToDepartment':
      return { ...followed, holders: [...new Set([...followed.holders, data.department])] };
    case 'ContactRecorded':
      return data.avoidable ? { ...followed, timesChased: followed.timesChased + 1 } : followed;
    default:
      return followed;
  }
}

/** The department that holds the case: the only one that may be told of it. */
export const holderOf = ({ state }: FollowedCase): string | undefined => state.desk?.department;

/** The case's targets, by the calendars of this catalogue. */
export function statedTargets({ clock }: FollowedCase, catalogue: Catalogue): StatedTarget[] {
  return targetsOf(clock, catalogue).map(({ target, due, reachedAt, paused, basis }) => ({
    target,
    ...(due !== undefined && { due: instant(due) }),
    ...(reachedAt !== undefined && { reached: instant(reachedAt) }),
    paused,
    basis,
  }));
}

export const instant = (milliseconds: number): string => new Date(milliseconds).toISOString();
