import { type CaseClock, evolveClock, targetsOf, unwoundClock } from '../../domain/case/case-clock';
import { caseEvents, caseOfStream, type StoredCaseEvent } from '../../domain/case/case-events';
import type { Recorded } from '../../event-sourcing/recorded-event';
import { type CaseProgress, notBegun, progressAfter } from '../case-progress';
import { foldBy, type Projection } from '../projection';
import { evolveNotices, isToTell, type OpenNotice, stillStanding } from './open-notices';

export const queueTable = 'queue';

/** Due "never", so that cases without a date come last in due order: the last instant that JavaScript can name. */
export const NO_DUE_DATE = 8_640_000_000_000_000;

/** What a queue shows of a case. */
interface QueuedCase extends CaseProgress {
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

const notQueued: QueuedCase = {
  ...notBegun,
  isDuplicate: false,
  kind: '',
  service: '',
  channel: '',
  clock: unwoundClock,
  followers: 0,
  notices: [],
};

function evolve(queued: QueuedCase, event: Recorded<StoredCaseEvent>): QueuedCase {
  const after = { ...change(queued, event), ...progressAfter(queued, event) };
  return {
    ...after,
    clock: evolveClock(queued.clock, event),
    notices: evolveNotices(queued.notices, event, after),
  };
}

function change(queued: QueuedCase, event: Recorded<StoredCaseEvent>): QueuedCase {
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

/** What a queue shows of a case, and not the whole of what is kept to work it out from. */
export const shown = [
  'reference',
  'stage',
  'department',
  'queue',
  'officer',
  'service',
  'kind',
  'channel',
  'ward',
  'raised_at',
  'due',
  'paused',
  'followers',
  'notices',
  'untold_since',
  'query',
] as const;

/** By which an officer narrows a queue, all that is shown, and what is counted: a page is read from an index alone. */
const indexed = (...order: string[]): string[] => [...new Set([...order, ...shown, 'noticed'])];

/** Which cases are in a queue: a query that says it in these words is answered by the indexes of them alone. */
export const openCases = 'open = 1';
export const untoldCases = 'untold_since is not null';

/**
 * Open cases, by the desk they lie on and the next date that we promised; and whatever has become of a case, since when
 * its customer has been waiting to be told something by hand.
 */
export const queueProjection: Projection = {
  name: 'queue',
  version: 5,
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
          followers: 'integer',
          /** 1 when there are notices. */
          noticed: 'integer',
          notices: 'long-text',
          untold_since: 'integer',
          /** Sealed. */
          query: 'long-text',
        },
        partialIndexes: {
          [openCases]: [
            indexed('department', 'due', 'reference'),
            indexed('department', 'officer', 'due', 'reference'),
            indexed('officer', 'due', 'reference'),
            indexed('due', 'reference'),
          ],
          [untoldCases]: [['untold_since', 'reference']],
        },
      },
      key: 'reference',
      keyOf: ({ stream }) => caseOfStream(stream),
      handles: Object.keys(caseEvents),
      initial: notQueued,
      evolve,
      columns: (queued, catalogue) => {
        const isOpen = queued.status === 'open' && !queued.isDuplicate;
        const owed = isOpen
          ? targetsOf(queued.clock, catalogue).filter(({ reachedAt }) => reachedAt === undefined)
          : [];
        const toTell = queued.notices.filter(isToTell);
        const notices = isOpen ? stillStanding(queued.notices, owed) : toTell;
        return {
          open: isOpen ? 1 : 0,
          department: queued.desk?.department ?? null,
          queue: queued.desk?.queue ?? null,
          stage: queued.stage,
          officer: queued.officer ?? null,
          service: queued.service,
          kind: queued.kind,
          channel: queued.channel,
          ward: queued.ward ?? null,
          raised_at: queued.reached.raised ?? 0,
          due: Math.min(...owed.map(({ due }) => due ?? NO_DUE_DATE), NO_DUE_DATE),
          paused: owed.some(({ paused }) => paused) ? 1 : 0,
          followers: queued.followers,
          noticed: notices.length > 0 ? 1 : 0,
          notices: notices.length > 0 ? JSON.stringify(notices) : null,
          untold_since:
            toTell.length > 0 ? Math.min(...toTell.map(({ moment }) => Date.parse(moment))) : null,
          query: queued.query ?? null,
        };
      },
      clockRunsIn: 'open',
    }),
  ],
};
