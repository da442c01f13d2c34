import { sql } from 'kysely';
import type { Notice } from '../../domain/case/notice';
import type { Database, Value } from '../../platform/database/databases';
import type { OpenNotice } from './open-notices';
import { NO_DUE_DATE, openCases, queueTable, shown, untoldCases } from './queue-table';
import { parseKept } from '../projection';

export interface QueueQuery {
  department?: string;
  queue?: string;
  stage?: string;
  officer?: string;
  service?: string;
  kind?: string;
  ward?: string;
  /** Only what nobody holds. */
  unclaimed?: boolean;
  /** Only what is past its date. */
  overdue?: boolean;
  /**
   * Only open cases that something has been raised about which nobody has settled: this, or `any`. With `tell-by-hand`
   * it is whoever has to be told by hand, also of what has ended, and of duplicates.
   */
  notice?: Notice | 'any';
  /** Where the last page ended. */
  after?: string;
  limit: number;
  /** UTC milliseconds. */
  now: number;
}

/** A case as a queue shows it. `query` is sealed. */
export interface QueueItem {
  reference: string;
  stage: string;
  department: string | null;
  queue: string | null;
  officer: string | null;
  service: string;
  kind: string;
  channel: string;
  ward: string | null;
  raisedAt: number;
  due: number | null;
  overdue: boolean;
  paused: boolean;
  /** How many other queries are answered with this one. */
  followers: number;
  notices: OpenNotice[];
  query: string | undefined;
}

export interface QueuePage {
  items: QueueItem[];
  /** Give it as `after` for the next page; undefined on the last one. */
  next: string | undefined;
}

/**
 * A page of a queue in due order: the next date we promised first, cases without one last, and of those due together the
 * one that was raised first. Of those whose customers have to be told by hand: whoever has been waiting for it the longest
 * first.
 */
export async function queuePage(db: Database, query: QueueQuery): Promise<QueuePage> {
  const order = query.notice === 'tell-by-hand' ? 'untold_since' : 'due';
  let selection = filtered(db, query).select(shown).orderBy(order).orderBy('raised_at').orderBy('reference');
  if (query.after !== undefined) {
    const [place, raisedAt, reference] = decodeCursor(query.after);
    selection = selection.where(
      sql<boolean>`(${sql.ref(order)}, raised_at, reference) > (${place}, ${raisedAt}, ${reference})`,
    );
  }
  const rows = await selection.limit(query.limit + 1).execute();
  const items = rows.slice(0, query.limit).map((row): QueueItem => {
    const due = Number(row['due']) === NO_DUE_DATE ? null : Number(row['due']);
    return {
      reference: String(row['reference']),
      stage: String(row['stage']),
      department: text(row['department']),
      queue: text(row['queue']),
      officer: text(row['officer']),
      service: String(row['service']),
      kind: String(row['kind']),
      channel: String(row['channel']),
      ward: text(row['ward']),
      raisedAt: Number(row['raised_at']),
      due,
      overdue: due !== null && due < query.now,
      paused: Number(row['paused']) === 1,
      followers: Number(row['followers']),
      notices: row['notices'] == null ? [] : (parseKept(row['notices']) as OpenNotice[]),
      query: text(row['query']) ?? undefined,
    };
  });
  const last = rows.length > query.limit ? rows[query.limit - 1] : undefined;
  return { items, next: last && encodeCursor([last[order], last['raised_at'], last['reference']]) };
}

/**
 * How many cases of a queue there are at each stage, with how many are overdue, how many nobody holds, and how many
 * somebody is to look at.
 */
export async function queueCounts(
  db: Database,
  query: Omit<QueueQuery, 'after' | 'limit'>,
): Promise<Record<string, { cases: number; overdue: number; unclaimed: number; noticed: number }>> {
  const rows = await filtered(db, query)
    .select('stage')
    .select(sql<number>`count(*)`.as('cases'))
    .select(sql<number>`sum(case when due < ${query.now} then 1 else 0 end)`.as('overdue'))
    .select(sql<number>`sum(case when officer is null then 1 else 0 end)`.as('unclaimed'))
    .select(sql<number>`sum(noticed)`.as('noticed'))
    .groupBy('stage')
    .execute();
  return Object.fromEntries(
    rows.map(({ stage, cases, overdue, unclaimed, noticed }) => [
      String(stage),
      {
        cases: Number(cases),
        overdue: Number(overdue),
        unclaimed: Number(unclaimed),
        noticed: Number(noticed),
      },
    ]),
  );
}

/** Who holds how much, the fullest hands first. */
export async function whoHoldsWhat(
  db: Database,
  query: Omit<QueueQuery, 'after' | 'limit'>,
): Promise<{ officer: string; cases: number; overdue: number }[]> {
  const rows = await filtered(db, query)
    .where('officer', 'is not', null)
    .select('officer')
    .select(sql<number>`count(*)`.as('cases'))
    .select(sql<number>`sum(case when due < ${query.now} then 1 else 0 end)`.as('overdue'))
    .groupBy('officer')
    .orderBy('cases', 'desc')
    .orderBy('officer')
    .execute();
  return rows.map(({ officer, cases, overdue }) => ({
    officer: String(officer),
    cases: Number(cases),
    overdue: Number(overdue),
  }));
}

function filtered(db: Database, query: Omit<QueueQuery, 'after' | 'limit'>) {
  const { notice } = query;
  // Whatever has become of a case, its customer is still to be told.
  const listed = notice === 'tell-by-hand' ? untoldCases : openCases;
  let selection = db.selectFrom(queueTable.name).where(sql.raw<boolean>(listed));
  for (const column of ['department', 'queue', 'stage', 'officer', 'service', 'kind', 'ward'] as const) {
    const value = query[column];
    if (value !== undefined) selection = selection.where(column, '=', value);
  }
  if (query.unclaimed) selection = selection.where('officer', 'is', null);
  if (query.overdue) selection = selection.where('due', '<', query.now);
  if (notice === 'any') selection = selection.where('noticed', '=', 1);
  else if (notice) selection = selection.where('notices', 'like', `%"notice":"${notice}"%`);
  return selection;
}

const text = (value: Value | undefined): string | null => (value == null ? null : String(value));

/** A page's end is where its last row stands in the order. */
function encodeCursor(place: readonly unknown[]): string {
  return Buffer.from(place.join('/')).toString('base64url');
}

/** The end of a page cannot be read: it was not given by us, or was cut short. */
export class UnreadableCursor extends Error {
  override readonly name = 'UnreadableCursor';
}

function decodeCursor(cursor: string): [place: number, raisedAt: number, reference: string] {
  const [, place, raisedAt, reference] =
    /^(\d+)\/(\d+)\/([0-9A-Z-]+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (reference === undefined) throw new UnreadableCursor();
  return [Number(place), Number(raisedAt), reference];
}
