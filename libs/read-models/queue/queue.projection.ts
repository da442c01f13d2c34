import { type CaseClock, evolveClock, targetsOf, unwoundClock } from '../../domain/case/case-clock';
import { caseEvents, caseOfStream, type Desk, type StoredCaseEvent } from '../../domain/case/case-events';
import type { Stage } from '../../domain/case/vocabulary';
import type { Recorded } from '../../event-sourcing/recorded-event';
import { foldBy, type Projection } from '../projection';

export const queueTable = 'queue';

/** Due "never", so that cases without a date come last in due order: the last instant that JavaScript can name. */
export const NO_DUE_DATE = 8_640_000_000_000_000;

/** What a queue shows of a case. */
interface QueuedCase {
  status: 'open' | 'ended' | 'duplicate';
  stage: Stage;
  raisedAt: number;
  kind: string;
  service: string;
  channel: string;
  ward?: string;
  desk?: Desk;
  officer?: string;
  clock: CaseClock;
  query?: string;
}

const unknown: QueuedCase = {
  status: 'open',
  stage: 'raised',
  raisedAt: 0,
  kind: '',
  service: '',
  channel: '',
  clock: unwoundClock,
};

function change(queued: QueuedCase, event: Recorded<StoredCaseEvent>): QueuedCase {
  switch (event.type) {
    case 'QueryRaised':
      return {
        ...queued,
        raisedAt: Date.parse(event.data.raisedAt),
        kind: event.data.kind,
        service: event.data.service.code,
        channel: event.data.channel,
        ward: event.data.location?.ward,
        query: event.data.sealed,
      };
    case 'ForwardedToDepartment':
      return {
        ...queued,
        desk: { department: event.data.department, queue: event.data.queue },
        stage: queued.stage === 'raised' ? 'forwarded' : queued.stage,
      };
    case 'ReturnedByDepartment':
      return { ...queued, desk: undefined };
    case 'OfficerAssigned':
      return { ...queued, officer: event.data.officer };
    case 'OfficerReleased':
      return { ...queued, officer: undefined };
    case 'ActionScheduled':
      return { ...queued, stage: queued.stage === 'action-taken' ? queued.stage : 'action-planned' };
    case 'ActionTaken':
      return { ...queued, stage: 'action-taken' };
    case 'Reclassified':
      return { ...queued, kind: event.data.kind, service: event.data.service.code };
    case 'MarkedDuplicate':
      return { ...queued, status: 'duplicate' };
    case 'DuplicateUndone':
      return { ...queued, status: queued.status === 'duplicate' ? 'open' : queued.status };
    case 'Resolved':
    case 'Closed':
    case 'Withdrawn':
      return { ...queued, status: 'ended', officer: event.type === 'Resolved' ? queued.officer : undefined };
    case 'Reopened':
    case 'ComplaintEscalated':
      return { ...queued, status: 'open', stage: queued.desk ? 'forwarded' : 'raised' };
    default:
      return queued;
  }
}

/** Open cases, by the desk they lie on and the next date that we promised. */
export const queueProjection: Projection = {
  name: 'queue',
  version: 1,
  parts: [
    foldBy({
      table: {
        name: queueTable,
        columns: {
          open: 'integer',
          department: 'text',
          queue: 'text',
          stage: 'text',
          officer: 'text',
          service: 'text',
          kind: 'text',
          channel: 'text',
          ward: 'text',
          raised_at: 'integer',
          due: 'integer',
          paused: 'integer',
        },
        indexes: [
          ['open', 'department', 'due', 'reference'],
          ['open', 'department', 'stage'],
          ['open', 'due', 'reference'],
          ['open', 'officer', 'due', 'reference'],
        ],
      },
      key: 'reference',
      keyOf: ({ stream }) => caseOfStream(stream),
      handles: Object.keys(caseEvents),
      initial: unknown,
      evolve: (queued: QueuedCase, event: Recorded<StoredCaseEvent>) => ({
        ...change(queued, event),
        clock: evolveClock(queued.clock, event),
      }),
      columns: (queued, catalogue) => {
        const owed = queued.status === 'open' ? targetsOf(queued.clock, catalogue) : [];
        const due = owed
          .filter(({ reachedAt }) => reachedAt === undefined)
          .map((target) => target.due ?? NO_DUE_DATE);
        return {
          open: queued.status === 'open' ? 1 : 0,
          department: queued.desk?.department ?? null,
          queue: queued.desk?.queue ?? null,
          stage: queued.stage,
          officer: queued.officer ?? null,
          service: queued.service,
          kind: queued.kind,
          channel: queued.channel,
          ward: queued.ward ?? null,
          raised_at: queued.raisedAt,
          due: Math.min(NO_DUE_DATE, ...due),
          paused: owed.some(({ paused }) => paused) ? 1 : 0,
        };
      },
      clockRunsIn: 'open',
    }),
  ],
};
