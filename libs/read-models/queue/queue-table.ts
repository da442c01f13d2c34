import { targetsOf } from '../../domain/case/case-clock';
import type { Catalogue } from '../../domain/catalogue/catalogue';
import type { Row, Table } from '../../platform/database/table';
import { isToTell, stillStanding } from './open-notices';
import type { QueuedCase } from './queued-case';

/** Due "never", so that cases without a date come last in due order: the last instant that JavaScript can name. */
export const NO_DUE_DATE = 8_640_000_000_000_000;

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

/**
 * By which an officer narrows a queue, all that is shown, and what is counted: a page is read from an index alone. Of those
 * due together the one raised first comes first: so what was just raised is written at one place of an index, where by
 * their references cases would be all over it.
 */
const indexed = (...order: string[]): string[] => [...new Set([...order, ...shown, 'noticed'])];

/** Which cases are in a queue: a query that says it in these words is answered by the indexes of them alone. */
export const openCases = 'open = 1';
export const untoldCases = 'untold_since is not null';

/** A row a case, open or not: what has ended may come back. */
export const queueTable: Omit<Table, 'key'> = {
  name: 'queue',
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
      indexed('department', 'due', 'raised_at', 'reference'),
      indexed('department', 'officer', 'due', 'raised_at', 'reference'),
      indexed('officer', 'due', 'raised_at', 'reference'),
      indexed('due', 'raised_at', 'reference'),
    ],
    [untoldCases]: [['untold_since', 'raised_at', 'reference']],
  },
};

/** What a queue shows of the case; its dates as the catalogue has them. */
export function rowOf(queued: QueuedCase, catalogue: Catalogue): Row {
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
    untold_since: toTell.length > 0 ? Math.min(...toTell.map(({ moment }) => Date.parse(moment))) : null,
    query: queued.query ?? null,
  };
}
