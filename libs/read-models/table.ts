import { CompiledQuery, type Kysely } from 'kysely';

/** A value as both engines keep it: instants are integer UTC milliseconds, JSON is text, truth is 0 or 1. */
export type Value = string | number | null;
export type Row = Readonly<Record<string, Value>>;

/** One table of a read model: from this come its creation and every write to it. */
export interface Table {
  readonly name: string;
  readonly columns: Readonly<Record<string, 'text' | 'integer' | 'real'>>;
  /** Columns that make a row one row. */
  readonly key: readonly string[];
  readonly indexes?: readonly (readonly string[])[];
}

/** A projection's own database: nothing in it is shared, so it can be thrown away and built again. */
export type ProjectionDatabase = Kysely<Record<string, Record<string, Value>>>;

export async function createTable(db: ProjectionDatabase, table: Table): Promise<void> {
  let creation = db.schema.createTable(table.name).ifNotExists();
  for (const [column, type] of Object.entries(table.columns)) {
    const inKey = table.key.includes(column);
    creation = creation.addColumn(
      column,
      type === 'integer' ? 'bigint' : type === 'real' ? 'double precision' : 'text',
      (c) => (inKey ? c.notNull() : c),
    );
  }
  await creation.addPrimaryKeyConstraint(`${table.name}_key`, table.key as string[] as never).execute();
  for (const index of table.indexes ?? []) {
    const name = `${table.name}_by_${index.join('_')}`;
    await db.schema
      .createIndex(name)
      .ifNotExists()
      .on(table.name)
      .columns(index as string[])
      .execute();
  }
}

/** Rows that one statement writes or finds. Few sizes, so that each is compiled once and stays prepared. */
const STATEMENT_SIZES = [64, 16, 4, 1];

/** Writes rows, in place of those with the same key. */
export async function upsert(db: ProjectionDatabase, table: Table, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(table.columns);
  for (const some of inStatements(rows)) {
    const parameters: Value[] = [];
    for (const row of some) for (const column of columns) parameters.push(row[column] ?? null);
    await db.executeQuery(CompiledQuery.raw(upsertStatement(table, some.length), parameters));
  }
}

/** Some columns, the first of which is the key, of the rows with these keys, in no particular order. */
export async function findByKey(
  db: ProjectionDatabase,
  table: string,
  columns: readonly [key: string, ...others: string[]],
  keys: readonly string[],
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const some of inStatements(keys)) {
    const text = `select ${columns.join(', ')} from ${table} where ${columns[0]} in (${some.map(() => '?').join(', ')})`;
    rows.push(...(await db.executeQuery<Row>(CompiledQuery.raw(text, [...some]))).rows);
  }
  return rows;
}

function* inStatements<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  let done = 0;
  for (const size of STATEMENT_SIZES) {
    for (; items.length - done >= size; done += size) yield items.slice(done, done + size);
  }
}

const statements = new WeakMap<Table, Map<number, string>>();

/** The statement that upserts so many rows; its parameters are their values, in the order of the table's columns. */
export function upsertStatement(table: Table, rows: number): string {
  const known = statements.get(table) ?? new Map<number, string>();
  statements.set(table, known);
  const text = known.get(rows) ?? writeUpsert(table, rows);
  known.set(rows, text);
  return text;
}

function writeUpsert(table: Table, rows: number): string {
  const columns = Object.keys(table.columns);
  const row = `(${columns.map(() => '?').join(', ')})`;
  const others = columns.filter((column) => !table.key.includes(column));
  const change = others.map((column) => `${column} = excluded.${column}`).join(', ');
  return `insert into ${table.name} (${columns.join(', ')}) values ${Array(rows).fill(row).join(', ')}
    on conflict (${table.key.join(', ')}) do ${others.length ? `update set ${change}` : 'nothing'}`;
}
