import type { Database, Value } from '../../platform/database/databases';
import { findByKey } from '../../platform/database/table';
import { type TimelineCase, type TimelineCustomer, timelineTables } from './timeline.projection';
import { parseKept } from '../projection';
import { type CaseOnTimeline, originalsOf, withOriginal } from './with-original';

export interface CustomerTimeline {
  customer: TimelineCustomer | undefined;
  cases: CaseOnTimeline[];
  /** Give it as `after` for the next page of cases. */
  next: string | undefined;
}

/** One case as its customer sees it. */
export async function caseTimeline(db: Database, reference: string): Promise<CaseOnTimeline | undefined> {
  const row = await db
    .selectFrom(timelineTables.cases)
    .select(['reference', 'state'])
    .where('reference', '=', reference)
    .executeTakeFirst();
  return row && (await asSeen(db, [row]))[0];
}

/** A customer's cases, the latest first, each with its entries; undefined when nothing is known of the customer. */
export async function customerTimeline(
  db: Database,
  customerId: string,
  page: { after?: string; limit: number },
): Promise<CustomerTimeline | undefined> {
  const record = await db
    .selectFrom(timelineTables.customers)
    .select('state')
    .where('customer', '=', customerId)
    .executeTakeFirst();
  let selection = db
    .selectFrom(timelineTables.cases)
    .select(['reference', 'state', 'raised_at'])
    .where('customer', '=', customerId)
    .orderBy('raised_at', 'desc')
    .orderBy('reference', 'desc');
  if (page.after !== undefined) {
    const last = await db
      .selectFrom(timelineTables.cases)
      .select('raised_at')
      .where('reference', '=', page.after)
      .executeTakeFirst();
    const at = Number(last?.['raised_at'] ?? 0);
    const after = page.after;
    selection = selection.where((eb) =>
      eb.or([eb('raised_at', '<', at), eb.and([eb('raised_at', '=', at), eb('reference', '<', after)])]),
    );
  }
  const rows = await selection.limit(page.limit + 1).execute();
  if (!record && rows.length === 0) return undefined;
  const cases = await asSeen(db, rows.slice(0, page.limit));
  return {
    customer: record && (parseKept(record['state']) as TimelineCustomer),
    cases,
    next: rows.length > page.limit ? cases.at(-1)?.reference : undefined,
  };
}

/** Cases as their customers see them: duplicates with what became of their originals. */
async function asSeen(db: Database, rows: Record<string, Value>[]): Promise<CaseOnTimeline[]> {
  const cases = await withEntries(db, rows);
  const known = new Map(cases.map((one) => [one.reference, one]));
  for (let found = cases; found.length > 0;) {
    const missing = [...new Set(found.flatMap(originalsOf))].filter((reference) => !known.has(reference));
    const some = await findByKey(db, timelineTables.cases, ['reference', 'state'], missing);
    found = await withEntries(db, [...some]);
    for (const one of found) known.set(one.reference, one);
  }
  return cases.map((one) => withOriginal(one, known));
}

async function withEntries(
  db: Database,
  rows: readonly Readonly<Record<string, Value>>[],
): Promise<CaseOnTimeline[]> {
  if (rows.length === 0) return [];
  const entries = await db
    .selectFrom(timelineTables.entries)
    .selectAll()
    .where(
      'reference',
      'in',
      rows.map((row) => String(row['reference'])),
    )
    .orderBy('reference')
    .orderBy('revision')
    .execute();
  return rows.map((row) => ({
    reference: String(row['reference']),
    case: parseKept(row['state']) as TimelineCase,
    entries: entries
      .filter((entry) => entry['reference'] === row['reference'])
      .map((entry) => ({
        revision: Number(entry['revision']),
        occurredAt: Number(entry['occurred_at']),
        type: String(entry['type']),
        data: parseKept(entry['data']) as Record<string, unknown>,
      })),
  }));
}
