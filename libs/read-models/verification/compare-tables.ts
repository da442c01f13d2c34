import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import type { Database, Value } from '../../platform/database/databases';
import { columnsOf, type Row, type Table } from '../../platform/database/table';

/** Rows compared at a time: few enough that neither database is kept from others, and memory stays small. */
const PAGE = 500;

/** A row that is not what it would be if it were built today. Of its columns only the names: what is in them may be personal. */
export interface Difference {
  table: string;
  /** The columns that make the row one row: of most tables, the reference of the case. */
  key: Row;
  /** `missing`: it should be there. `extra`: it should not. `altered`: these columns should hold something else. */
  kind: 'missing' | 'extra' | 'altered';
  columns?: string[];
}

/**
 * Compares two tables row by row, in the order of their keys: memory is that of two pages, however long they are.
 * @param told is told each difference as it is found
 * @returns how many rows there should be
 */
export async function compareTables(
  table: Table,
  live: Database,
  fresh: Database,
  told: (difference: Difference) => void,
): Promise<number> {
  const [theirs, ours] = [new Rows(live, table), new Rows(fresh, table)];
  let [is, should] = [await theirs.next(), await ours.next()];
  let rows = 0;
  while (is || should) {
    const order = !is ? 1 : !should ? -1 : compareKeys(table, is, should);
    const key = keyOf(table, (order < 0 ? is : should) as Row);
    if (order < 0) told({ table: table.name, key, kind: 'extra' });
    else if (order > 0) told({ table: table.name, key, kind: 'missing' });
    else {
      const columns = alteredColumns(table, is as Row, should as Row);
      if (columns.length > 0) told({ table: table.name, key, kind: 'altered', columns });
    }
    if (order >= 0) rows++;
    [is, should] = [order <= 0 ? await theirs.next() : is, order >= 0 ? await ours.next() : should];
  }
  return rows;
}

/** The rows of a table in the order of their keys, a page at a time. */
class Rows {
  private page: Row[] = [];
  private at = 0;
  private isOver = false;

  constructor(
    private readonly db: Database,
    private readonly table: Table,
  ) {}

  async next(): Promise<Row | undefined> {
    if (this.at === this.page.length && !this.isOver) await this.turn();
    return this.page[this.at++];
  }

  private async turn(): Promise<void> {
    const { key, name } = this.table;
    const last = this.page.at(-1);
    let query = this.db.selectFrom(name).select(columnsOf(this.table)).limit(PAGE);
    for (const column of key) query = query.orderBy(column);
    if (last) {
      const names = sql.join(key.map((column) => sql.ref(column)));
      const values = sql.join(key.map((column) => last[column]));
      query = query.where(sql<boolean>`(${names}) > (${values})`);
    }
    this.page = await query.execute();
    this.at = 0;
    this.isOver = this.page.length < PAGE;
  }
}

const keyOf = ({ key }: Table, row: Row): Row =>
  Object.fromEntries(key.map((column) => [column, row[column] ?? null]));

/** As both engines order them: text by its bytes. */
function compareKeys({ key }: Table, a: Row, b: Row): number {
  for (const column of key) {
    const [one, other] = [a[column], b[column]];
    const order =
      typeof one === 'number' && typeof other === 'number'
        ? one - other
        : Buffer.compare(Buffer.from(String(one)), Buffer.from(String(other)));
    if (order !== 0) return order;
  }
  return 0;
}

const alteredColumns = (table: Table, is: Row, should: Row): string[] =>
  columnsOf(table).filter((column) => !isSame(is[column], should[column]));

/** JSON says the same in whatever order its fields stand: that depends on how many events were applied at once. */
function isSame(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'string' || typeof b !== 'string' || !b.startsWith('{')) return false;
  try {
    return isDeepStrictEqual(JSON.parse(a), JSON.parse(b));
  } catch {
    return false;
  }
}
