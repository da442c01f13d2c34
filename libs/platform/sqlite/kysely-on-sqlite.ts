import { Kysely, SqliteDialect } from 'kysely';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

/** Statements kept prepared; the least recently used goes first. */
const PREPARED = 200;

/**
 * Kysely on `node:sqlite`. Its SQLite dialect asks for what better-sqlite3 offers; this is that, with the statement
 * cache that better-sqlite3's users write themselves.
 */
export function kyselyOn<Tables>(database: DatabaseSync): Kysely<Tables> {
  const prepared = new Map<string, StatementSync>();
  const prepare = (text: string): StatementSync => {
    const statement = prepared.get(text) ?? database.prepare(text);
    prepared.delete(text);
    prepared.set(text, statement);
    if (prepared.size > PREPARED) prepared.delete(prepared.keys().next().value ?? '');
    return statement;
  };
  return new Kysely<Tables>({
    dialect: new SqliteDialect({
      database: {
        close: () => {
          if (database.isOpen) database.close();
        },
        prepare: (text) => {
          const statement = prepare(text);
          return {
            reader: statement.columns().length > 0,
            all: (parameters) => statement.all(...(parameters as SQLInputValue[])),
            run: (parameters) =>
              isRolledBackAlready(database, text)
                ? { changes: 0, lastInsertRowid: 0 }
                : statement.run(...(parameters as SQLInputValue[])),
            iterate: (parameters) => statement.iterate(...(parameters as SQLInputValue[])),
          };
        },
      },
    }),
  });
}

/** SQLite itself rolls back when the disk is full, say. To ask for it again would be an error, which would hide why. */
function isRolledBackAlready(database: DatabaseSync, text: string): boolean {
  return text === 'rollback' && !database.isTransaction;
}
