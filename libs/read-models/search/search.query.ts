import { sql } from 'kysely';
import type { Database, Value } from '../../platform/database/databases';
import { findByKey } from '../../platform/database/table';
import { UnreadableCursor } from '../queue/queue.query';
import { type SearchedCase, searchTables } from './search.projection';

/** What cases are looked for by: one of these, each with what its index begins with. */
export type SoughtBy =
  { service: string } | { ward: string } | { customer: string } | { references: readonly string[] };

export interface CaseFilters {
  status?: string;
  department?: string;
  service?: string;
  ward?: string;
  /** Any of these. */
  wards?: readonly string[];
  /** Raised at this instant or later, in UTC milliseconds. */
  since?: number;
}

export interface FoundCase {
  reference: string;
  raisedAt: number;
  case: SearchedCase;
}

export interface FoundPage {
  cases: FoundCase[];
  /** Give it as `after` for the next page. */
  next: string | undefined;
}

/** Where a page ended: in which tier, and after which case of it. */
interface Place {
  tier: number;
  raisedAt: number;
  reference: string;
}

/**
 * Cases by tiers: whatever is sought by the first comes before the rest; within one the latest comes first. Each way of
 * seeking reads the head of its own index, so a page costs the same however many cases there are.
 */
export async function findCases(
  db: Database,
  tiers: readonly (readonly SoughtBy[])[],
  filters: CaseFilters,
  page: { after?: string; limit: number },
): Promise<FoundPage> {
  const from = page.after === undefined ? undefined : decodePlace(page.after);
  const found: (Place & { row: Record<string, Value> })[] = [];
  for (const [tier, ways] of tiers.entries()) {
    if (from && tier < from.tier) continue;
    const after = from?.tier === tier ? from : undefined;
    const wanted = page.limit + 1 - found.length;
    if (wanted <= 0) break;
    const heads = await Promise.all(ways.map((way) => head(db, way, filters, after, wanted)));
    const merged = new Map(heads.flat().map((row) => [String(row['reference']), row]));
    const inOrder = [...merged.values()].map((row) => ({
      tier,
      raisedAt: Number(row['raised_at']),
      reference: String(row['reference']),
      row,
    }));
    found.push(...inOrder.sort(latestFirst).slice(0, wanted));
  }
  const shown = found.slice(0, page.limit);
  const last = shown.at(-1);
  return {
    cases: await withStates(db, shown),
    next: found.length > page.limit && last ? encodePlace(last) : undefined,
  };
}

/** Every ward that a case was raised in. */
export async function allWards(db: Database): Promise<string[]> {
  const rows = await db.selectFrom(searchTables.wards).select('ward').orderBy('ward').execute();
  return rows.map(({ ward }) => String(ward));
}

async function head(
  db: Database,
  way: SoughtBy,
  { wards, since, ...equal }: CaseFilters,
  after: Place | undefined,
  limit: number,
): Promise<Record<string, Value>[]> {
  if ('references' in way && way.references.length === 0) return [];
  let selection = db
    .selectFrom(searchTables.cases)
    .select(['reference', 'raised_at'])
    .orderBy('raised_at', 'desc')
    .orderBy('reference', 'desc');
  for (const [column, sought] of Object.entries<string | readonly string[]>(way)) {
    selection =
      typeof sought === 'string'
        ? selection.where(column, '=', sought)
        : selection.where('reference', 'in', sought);
  }
  for (const [column, wanted] of Object.entries<string | undefined>(equal)) {
    if (wanted !== undefined) selection = selection.where(column, '=', wanted);
  }
  if (wards) selection = selection.where('ward', 'in', wards);
  if (since !== undefined) selection = selection.where('raised_at', '>=', since);
  if (after) {
    selection = selection.where(
      sql<boolean>`(raised_at, reference) < (${after.raisedAt}, ${after.reference})`,
    );
  }
  return selection.limit(limit).execute();
}

async function withStates(db: Database, places: readonly Place[]): Promise<FoundCase[]> {
  const references = places.map(({ reference }) => reference);
  const rows = await findByKey(db, searchTables.cases, ['reference', 'state'], references);
  const states = new Map(rows.map(({ reference, state }) => [reference, String(state)]));
  return places.map(({ reference, raisedAt }) => ({
    reference,
    raisedAt,
    case: JSON.parse(states.get(reference) ?? '{}') as SearchedCase,
  }));
}

const latestFirst = (one: Place, other: Place): number =>
  other.raisedAt - one.raisedAt || (one.reference < other.reference ? 1 : -1);

function encodePlace({ tier, raisedAt, reference }: Place): string {
  return Buffer.from(`${tier}/${raisedAt}/${reference}`).toString('base64url');
}

/** @throws UnreadableCursor when it is not where a page of ours ended */
function decodePlace(cursor: string): Place {
  const text = Buffer.from(cursor, 'base64url').toString();
  const [, tier, raisedAt, reference] = /^(\d{1,2})\/(\d{1,16})\/([0-9A-Z-]{12})$/.exec(text) ?? [];
  if (reference === undefined) throw new UnreadableCursor();
  return { tier: Number(tier), raisedAt: Number(raisedAt), reference };
}
