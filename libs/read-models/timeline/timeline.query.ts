import { recordsOf, survivorOf } from '../../domain/customer/merged-records';
import type { Database, Value } from '../../platform/database/databases';
import { findByKey } from '../../platform/database/table';
import { type TimelineCase, type TimelineCustomer, timelineTables } from './timeline.projection';
import { parseKept } from '../projection';
import { type CaseOnTimeline, originalsOf, withOriginal } from './with-original';

/** One of a person's records. */
export interface RecordOnTimeline {
  customerId: string;
  /** Undefined where cases name a customer of whom nothing else is known. */
  record: TimelineCustomer | undefined;
}

export interface CustomerTimeline {
  /** The record that stays first, then those that were merged into it, at any remove. */
  records: [RecordOnTimeline, ...RecordOnTimeline[]];
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

/**
 * A person's cases, the latest first, each with its entries: those of all of their records, whichever of these is asked
 * for. Undefined when nothing is known of the customer.
 */
export async function customerTimeline(
  db: Database,
  customerId: string,
  page: { after?: string; limit: number },
): Promise<CustomerTimeline | undefined> {
  const ids = await recordsOfPerson(db, customerId);
  const records = await recordsBy(db, ids);
  const { rows, next } = await casesOf(db, ids, page);
  if (records.every(({ record }) => !record) && rows.length === 0) return undefined;
  return { records, cases: await asSeen(db, rows), next };
}

/** A case in a list of a customer's. */
export interface CaseOfCustomer {
  reference: string;
  case: TimelineCase;
}

/** The cases of some records, the latest first, without their entries. */
export async function casesUnder(
  db: Database,
  customerIds: readonly string[],
  page: { after?: string; limit: number },
): Promise<{ cases: CaseOfCustomer[]; next: string | undefined }> {
  const { rows, next } = await casesOf(db, customerIds, page);
  const cases = rows.map(({ reference, state }) => ({
    reference: String(reference),
    case: parseKept(state) as TimelineCase,
  }));
  return { cases, next };
}

async function casesOf(
  db: Database,
  customerIds: readonly string[],
  page: { after?: string; limit: number },
): Promise<{ rows: Record<string, Value>[]; next: string | undefined }> {
  let selection = db
    .selectFrom(timelineTables.cases)
    .select(['reference', 'state', 'raised_at'])
    .where('customer', 'in', customerIds)
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
  const found = await selection.limit(page.limit + 1).execute();
  const rows = found.slice(0, page.limit);
  return { rows, next: found.length > page.limit ? String(rows.at(-1)?.['reference']) : undefined };
}

/** All records of the person that a record is about: the one that stays first. */
async function recordsOfPerson(db: Database, customerId: string): Promise<string[]> {
  const survivor = await survivorOf(customerId, async (id) => {
    const row = await db
      .selectFrom(timelineTables.customers)
      .select('merged_into')
      .where('customer', '=', id)
      .executeTakeFirst();
    return row?.['merged_into'] == null ? undefined : String(row['merged_into']);
  });
  return recordsOf(survivor, async (ids) => {
    const rows = await db
      .selectFrom(timelineTables.customers)
      .select('customer')
      .where('merged_into', 'in', ids)
      .orderBy('customer')
      .execute();
    return rows.map((row) => String(row['customer']));
  });
}

/** In the order in which they are named. */
async function recordsBy(db: Database, ids: readonly string[]): Promise<CustomerTimeline['records']> {
  const rows = await db
    .selectFrom(timelineTables.customers)
    .select(['customer', 'state'])
    .where('customer', 'in', ids)
    .execute();
  const byId = new Map(
    rows.map((row) => [String(row['customer']), parseKept(row['state']) as TimelineCustomer]),
  );
  const [first = '', ...others] = ids;
  const found = (customerId: string): RecordOnTimeline => ({ customerId, record: byId.get(customerId) });
  return [found(first), ...others.map(found)];
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
