import { type CaseClock, evolveClock, unwoundClock } from '../../domain/case/case-clock';
import type { RecordedCaseEvent } from '../../domain/case/case-events';
import { type CaseProgress, notBegun, progressAfter } from '../case-progress';
import { evolveNotices, type OpenNotice } from './open-notices';

/** What a queue needs to know of a case. */
export interface QueuedCase extends CaseProgress {
  isDuplicate: boolean;
  kind: string;
  service: string;
  channel: string;
  ward?: string;
  officer?: string;
  clock: CaseClock;
  /** How many other cases are answered with this one. */
  followers: number;
  notices: readonly OpenNotice[];
  query?: string;
}

export const notQueued: QueuedCase = {
  ...notBegun,
  isDuplicate: false,
  kind: '',
  service: '',
  channel: '',
  clock: unwoundClock,
  followers: 0,
  notices: [],
};

export function evolveQueued(queued: QueuedCase, event: RecordedCaseEvent): QueuedCase {
  const after = { ...change(queued, event), ...progressAfter(queued, event) };
  return {
    ...after,
    clock: evolveClock(queued.clock, event),
    notices: evolveNotices(queued.notices, event, after),
  };
}

function change(queued: QueuedCase, event: RecordedCaseEvent): QueuedCase {
  switch (event.type) {
    case 'QueryRaised': {
      const { kind, service, channel, location, sealed } = event.data;
      return { ...queued, kind, service: service.code, channel, ward: location?.ward, query: sealed };
    }
    case 'OfficerAssigned':
      return { ...queued, officer: event.data.officer };
    case 'Closed':
      return event.data.reason === 'duplicate' ? queued : { ...queued, officer: undefined };
    case 'OfficerReleased':
    case 'Withdrawn':
      return { ...queued, officer: undefined };
    case 'Reclassified':
      return { ...queued, kind: event.data.kind, service: event.data.service.code };
    case 'MarkedDuplicate':
      return { ...queued, isDuplicate: true };
    case 'DuplicateUndone':
      return { ...queued, isDuplicate: false };
    case 'FollowerJoined':
      return { ...queued, followers: queued.followers + 1 };
    case 'FollowerLeft':
      return { ...queued, followers: queued.followers - 1 };
    default:
      return queued;
  }
}
