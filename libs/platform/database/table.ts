import { CompiledQuery, sql } from 'kysely';
import type { Database, Value } from './databases';
import { type Engine, engineOf } from './engine';

export type Row = Readonly<Record<string, Value>>;

/** Its columns. */
export type Index = readonly string[];

/** One table: from this come its creation and every write to it, on either engine. */
export interface Table {
  readonly name: string;
  readonly columns: Readonly<Record<string, 'text' | 'integer' | 'real'>>;
  /** Columns that make a row one row. */
  readonly key: readonly string[];
  /** That queries are answered by. */
  readonly indexes?: readonly Index[];
  /** That whoever writes the rows looks others up by: they are there from the first row on. */
  readonly writersIndexes?: readonly Index[];
  /**
   * Columns of text that the database itself works out of the others whenever a row is written: SQL that says the same on
   * both engines.
   */
  readonly workedOut?: Readonly<Record<string, string>>;
}

/** Text is compared by its bytes on both engines: PostgreSQL's own order depends on the language of the server. */
const types = {
  sqlite: { text: sql`text`, integer: sql`bigint`, real: sql`double precision` },
  postgres: { text: sql`text collate "C"`, integer: sql`bigint`, real: sql`double precision` },
};

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
    creation = creation.addColumn(column, types[engineOf(db)][type], (c) => (inKey ? c.notNull() : c));
  }
  for (const [column, expression] of Object.entries(table.workedOut ?? {})) {
    creation = creation.addColumn(column, types[engineOf(db)].text, (c) =>
      c.generatedAlwaysAs(sql.raw(expression)).stored(),
    );
  }
  await creation.addPrimaryKeyConstraint(`${table.name}_key`, table.key as string[] as never).execute();
  await create(db, table, table.writersIndexes);
}

/**
 * Makes the indexes that queries need where they are not there yet: of a long table, sorted once rather than at every row,
 * which is most of the work of writing it.
 */
export const createIndexes = (db: Database, table: Table): Promise<void> => create(db, table, table.indexes);

/**
 * Has PostgreSQL look at a table that was just filled: until it comes round to that by itself, it plans as if there were
 * next to nothing in it. SQLite plans by the indexes alone.
 */
export async function analyse(db: Database, { name }: Table): Promise<void> {
  if (engineOf(db) === 'postgres') await db.executeQuery(CompiledQuery.raw(`analyze ${name}`));
}

async function create(db: Database, table: Table, indexes: readonly Index[] = []): Promise<void> {
  for (const index of indexes) {
    // PostgreSQL cuts names off at 63 characters, and an index may hold a whole row: its first columns tell it apart.
    const name = `${table.name}_by_${index.slice(0, 4).join('_')}`;
    await db.schema
      .createIndex(name)
      .ifNotExists()
      .on(table.name)
      .columns(index as string[])
      .execute();
  }
}

/** @throws what the database says, when the table lacks a column, or is not there at all */
export async function assertTable(db: Database, table: Table): Promise<void> {
  const columns = Object.keys(table.columns).join(', ');
  await db.executeQuery(CompiledQuery.raw(`select ${columns} from ${table.name} limit 1`));
}

/**
 * Rows that one statement writes or finds. Few sizes, so that each is compiled once and stays prepared. On PostgreSQL a
 * statement is a round trip, and 256 rows of the widest table are a fifth of the parameters that one may have.
 */
export const statementSizes: Record<Engine, readonly number[]> = {
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
  const columns = Object.keys(table.columns);
  const values = Array.from({ length: rows }, (_, row) =>
    placeholders(columns.length, row * columns.length, engine),
  );
  const others = columns.filter((column) => !table.key.includes(column));
  const change = others.map((column) => `${column} = excluded.${column}`).join(', ');
  return `insert into ${table.name} (${columns.join(', ')}) values ${values.join(', ')}
    on conflict (${table.key.join(', ')}) do ${others.length ? `update set ${change}` : 'nothing'}`;
}

/** `(?, ?)`, or `($3, $4)` after two others. */
function placeholders(count: number, after: number, engine: Engine): string {
  const each = Array.from({ length: count }, (_, n) => (engine === 'sqlite' ? '?' : `$${after + n + 1}`));
  return `(${each.join(', ')})`;
}
