import { CompiledQuery, type RawBuilder, sql } from 'kysely';
import type { Database, Value } from './databases';
import { type Engine, engineOf } from './engine';

export type Row = Readonly<Record<string, Value>>;

/** `long-text` may be too long for an index of PostgreSQL. */
type ColumnType = 'text' | 'long-text' | 'integer' | 'real';

/** Its columns. */
export type Index = readonly string[];

/** One table: from this come its creation and every write to it, on either engine. */
export interface Table {
  readonly name: string;
  readonly columns: Readonly<Record<string, ColumnType>>;
  /** Columns that make a row one row. */
  readonly key: readonly string[];
  /** That queries are answered by. */
  readonly indexes?: readonly Index[];
  /** … of only some of the rows, by the condition that a query of them has to repeat word for word. */
  readonly partialIndexes?: Readonly<Record<string, readonly Index[]>>;
  /** That whoever writes the rows looks others up by: they are there from the first row on. */
  readonly writersIndexes?: readonly Index[];
  /**
   * Columns of text that every write works out of the others: SQL that says the same on both engines. They are columns
   * like the others, not generated ones, for which SQLite reads the row even where an index holds them.
   */
  readonly workedOut?: Readonly<Record<string, string>>;
}

const typeNames = { text: 'text', 'long-text': 'text', integer: 'bigint', real: 'double precision' };

/** Text is compared by its bytes on both engines: PostgreSQL's own order depends on the language of the server. */
function typeIn(db: Database, type: ColumnType): RawBuilder<unknown> {
  return sql.raw(
    typeNames[type] === 'text' && engineOf(db) === 'postgres' ? 'text collate "C"' : typeNames[type],
  );
}

/** Makes a table and its indexes where they are not there yet. */
export async function createTable(db: Database, table: Table): Promise<void> {
  await createUnindexed(db, table);
  await createIndexes(db, table);
}

/** Makes a table without those of its indexes that only queries need. */
export async function createUnindexed(db: Database, table: Table): Promise<void> {
  let creation = db.schema.createTable(table.name).ifNotExists();
  for (const [column, type] of Object.entries(table.columns)) {
    const inKey = table.key.includes(column);
    creation = creation.addColumn(column, typeIn(db, type), (c) => (inKey ? c.notNull() : c));
  }
  for (const column of Object.keys(table.workedOut ?? {})) {
    creation = creation.addColumn(column, typeIn(db, 'text'));
  }
  await creation.addPrimaryKeyConstraint(`${table.name}_key`, table.key as string[] as never).execute();
  for (const index of table.writersIndexes ?? []) await createIndex(db, table, index);
}

/**
 * Makes the indexes that queries need where they are not there yet: of a long table, sorted once rather than at every row,
 * which is most of the work of writing it.
 */
export async function createIndexes(db: Database, table: Table): Promise<void> {
  for (const index of table.indexes ?? []) await createIndex(db, table, index);
  for (const [condition, indexes] of Object.entries(table.partialIndexes ?? {})) {
    for (const index of indexes) await createIndex(db, table, index, condition);
  }
}

/**
 * Has PostgreSQL look at a table that was just filled: until it comes round to that by itself, it plans as if there were
 * next to nothing in it. SQLite plans by the indexes alone.
 */
export async function analyse(db: Database, { name }: Table): Promise<void> {
  if (engineOf(db) === 'postgres') await db.executeQuery(CompiledQuery.raw(`analyze ${name}`));
}

/**
 * What SQLite finds in an index it does not look up in the row. PostgreSQL takes no entries of more than 2,704 bytes, so
 * there long texts are left to the row.
 */
async function createIndex(db: Database, table: Table, index: Index, condition?: string): Promise<void> {
  const isLeftOut = (column: string): boolean =>
    engineOf(db) === 'postgres' && table.columns[column] === 'long-text';
  // PostgreSQL cuts names off at 63 characters, and an index may hold a whole row: its first columns tell it apart.
  const creation = db.schema
    .createIndex(`${table.name}_by_${index.slice(0, 4).join('_')}`)
    .ifNotExists()
    .on(table.name)
    .columns(index.filter((column) => !isLeftOut(column)));
  await (condition ? creation.where(sql.raw<boolean>(condition)) : creation).execute();
}

/** Every column of a table: what is given, then what is worked out. */
export const columnsOf = ({ columns, workedOut = {} }: Table): string[] => [
  ...Object.keys(columns),
  ...Object.keys(workedOut),
];

/** @throws what the database says, when the table lacks a column, or is not there at all */
export async function assertTable(db: Database, table: Table): Promise<void> {
  const columns = columnsOf(table).join(', ');
  await db.executeQuery(CompiledQuery.raw(`select ${columns} from ${table.name} limit 1`));
}

/**
 * Rows that one statement writes or finds. Few sizes, so that each is compiled once and stays prepared. On PostgreSQL a
 * statement is a round trip, and 256 rows of the widest table are a fifth of the parameters that one may have.
 */
const statementSizes: Record<Engine, readonly number[]> = {
  sqlite: [64, 16, 4, 1],
  postgres: [256, 64, 16, 4, 1],
};

/** Writes rows, in place of those with the same key; no two of them have the same. */
export async function upsert(db: Database, table: Table, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(table.columns);
  const engine = engineOf(db);
  for (const some of inStatements(rows, engine)) {
    const parameters: Value[] = [];
    for (const row of some) for (const column of columns) parameters.push(row[column] ?? null);
    await db.executeQuery(CompiledQuery.raw(upsertStatement(table, some.length, engine), parameters));
  }
}

/** Some columns, the first of which is the key, of the rows with these keys, in no particular order. */
export async function findByKey(
  db: Database,
  table: string,
  columns: readonly [key: string, ...others: string[]],
  keys: readonly Value[],
): Promise<Row[]> {
  const rows: Row[] = [];
  const engine = engineOf(db);
  for (const some of inStatements(keys, engine)) {
    const text = `select ${columns.join(', ')} from ${table} where ${columns[0]} in ${placeholders(some.length, 0, engine)}`;
    rows.push(...(await db.executeQuery<Row>(CompiledQuery.raw(text, [...some]))).rows);
  }
  return rows;
}

function* inStatements<Item>(items: readonly Item[], engine: Engine): Generator<readonly Item[]> {
  let done = 0;
  for (const size of statementSizes[engine]) {
    for (; items.length - done >= size; done += size) yield items.slice(done, done + size);
  }
}

const statements = new WeakMap<Table, Map<string, string>>();

/** The statement that upserts so many rows; its parameters are their values, in the order of the table's columns. */
export function upsertStatement(table: Table, rows: number, engine: Engine): string {
  const known = statements.get(table) ?? new Map<string, string>();
  statements.set(table, known);
  const which = `${engine} ${rows}`;
  const text = known.get(which) ?? writeUpsert(table, rows, engine);
  known.set(which, text);
  return text;
}

function writeUpsert(table: Table, rows: number, engine: Engine): string {
  const { name, key, columns, workedOut = {} } = table;
  const given = Object.keys(columns);
  const written = columnsOf(table);
  const others = written.filter((column) => !key.includes(column));
  const change = others.map((column) => `${column} = excluded.${column}`).join(', ');
  const insert = `insert into ${name} (${written.join(', ')})`;
  const onConflict = `on conflict (${key.join(', ')}) do ${others.length ? `update set ${change}` : 'nothing'}`;
  const valuesOf = (types?: readonly ColumnType[]): string =>
    Array.from({ length: rows }, (_, row) =>
      placeholders(given.length, row * given.length, engine, types),
    ).join(', ');
  if (written.length === given.length) return `${insert} values ${valuesOf()} ${onConflict}`;
  // Without the condition, SQLite would take "on conflict" for that of a join.
  return `with given (${given.join(', ')}) as (values ${valuesOf(Object.values(columns))})
    ${insert} select ${[...given, ...Object.values(workedOut)].join(', ')} from given where true ${onConflict}`;
}

/** `(?, ?)`, or `($3, $4)` after two others; where they go into no column that has a type: `(cast(? as text), …)`. */
function placeholders(
  count: number,
  after: number,
  engine: Engine,
  types: readonly ColumnType[] = [],
): string {
  const each = Array.from({ length: count }, (_, n) => {
    const placeholder = engine === 'sqlite' ? '?' : `$${after + n + 1}`;
    const type = types[n];
    return type ? `cast(${placeholder} as ${typeNames[type]})` : placeholder;
  });
  return `(${each.join(', ')})`;
}
