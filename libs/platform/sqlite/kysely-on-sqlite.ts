import { Kysely, SqliteDialect } from 'kysely';
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';

/** Statements kept prepared; the least recently used goes first. */
const PREPARED = 200;

/** A statement that was prepared, and the names of the columns of its rows: none, when it answers none. */
interface Prepared {
  statement: StatementSync;
  names: readonly string[];
}

/**
 * Kysely on `node:sqlite`. Its SQLite dialect asks for what better-sqlite3 offers; this is that, with the statement
 * cache that better-sqlite3's users write themselves. Rows come as arrays and are made objects here, all of one
 * shape: `node:sqlite` takes as long again to make them as to read a page of a queue.
 */
export function kyselyOn<Tables>(database: DatabaseSync): Kysely<Tables> {
  const prepared = new Map<string, Prepared>();
  const prepare = (text: string): Prepared => {
    const known = prepared.get(text) ?? prepareArrays(database, text);
    prepared.delete(text);
    prepared.set(text, known);
    if (prepared.size > PREPARED) prepared.delete(prepared.keys().next().value ?? '');
    return known;
  };
  return new Kysely<Tables>({
    dialect: new SqliteDialect({
      database: {
        close: () => {
          if (database.isOpen) database.close();
        },
        prepare: (text) => {
          const { statement, names } = prepare(text);
          return {
            reader: names.length > 0,
            all: (parameters) => rowsOf(names, statement.all(...(parameters as SQLInputValue[]))),
            run: (parameters) =>
              isRolledBackAlready(database, text)
                ? { changes: 0, lastInsertRowid: 0 }
                : statement.run(...(parameters as SQLInputValue[])),
            *iterate(parameters) {
              for (const row of statement.iterate(...(parameters as SQLInputValue[])))
                yield* rowsOf(names, [row]);
            },
          };
        },
      },
    }),
  });
}

function prepareArrays(database: DatabaseSync, text: string): Prepared {
  const statement = database.prepare(text, { returnArrays: true });
  return { statement, names: statement.columns().map(({ name }) => name) };
}

function rowsOf(names: readonly string[], arrays: readonly unknown[]): Record<string, SQLOutputValue>[] {
  return (arrays as SQLOutputValue[][]).map((values) => {
    const row: Record<string, SQLOutputValue> = {};
    for (let index = 0; index < names.length; index++)
      row[names[index] as string] = values[index] as SQLOutputValue;
    return row;
  });
}

/** SQLite itself rolls back when the disk is full, say. To ask for it again would be an error, which would hide why. */
function isRolledBackAlready(database: DatabaseSync, text: string): boolean {
  return text === 'rollback' && !database.isTransaction;
}
