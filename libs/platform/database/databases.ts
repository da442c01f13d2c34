import type { Kysely } from 'kysely';

/**
 * What a power cut may take: nothing that was acknowledged, or the last commits but never their order. `in-bulk` is
 * `rebuildable` for who writes a long table that nobody reads yet.
 */
export type Durability = 'every-commit' | 'rebuildable' | 'in-bulk';

/** A value as both engines keep it: instants are integer UTC milliseconds, JSON is text, truth is 0 or 1. */
export type Value = string | number | null;

/** One database of its own: nothing in it is shared with another, so it can be thrown away and built again. */
export type Database = Kysely<Record<string, Record<string, Value>>>;

export interface OpenOptions {
  /** `every-commit` when left out. */
  durability?: Durability;
  /** Refuses every write; the database must exist. */
  readOnly?: boolean;
  /** Makes what is not there yet: all of it or nothing, and in one process at a time, however many open it at once. */
  create?: (db: Database) => Promise<void>;
}

/**
 * Where an installation keeps what is not the log: on SQLite a folder with a file for each database, on PostgreSQL one
 * database with a schema for each.
 */
export interface Databases {
  /**
   * Opens a database, and makes it when it is new. Opening the same one twice gives two of them to close.
   * @param name lower-case letters, digits, `-`, `_` and `.`, such as `metrics.v3`
   */
  open(name: string, options?: OpenOptions): Promise<Database>;
  /**
   * Opens a database for one piece of work, makes it when it is new, and closes it again. All of the work is done or
   * none, and one piece at a time, however many processes have some. `work` also makes the tables that it needs.
   */
  exclusively<Answer>(name: string, work: (db: Database) => Promise<Answer>): Promise<Answer>;
  exists(name: string): Promise<boolean>;
  /** Throws the database away with all that is in it; nothing happens when there is none. */
  drop(name: string): Promise<void>;
  /**
   * Gives the database another name, so that somebody can look at it, in place of one that had that name. Who has it
   * open may go on reading, or may be told that it is gone. Nothing happens when there is none.
   */
  setAside(name: string, as: string): Promise<void>;
  /** Closes what is left open. */
  close(): Promise<void>;
}

/** @throws TypeError when a database cannot be called so on either engine */
export function checkDatabaseName(name: string): void {
  if (!/^[a-z][a-z0-9_.-]{0,39}$/.test(name)) {
    throw new TypeError(`A database is named in at most 40 of a-z, 0-9, "-", "_" and ".": not ${name}`);
  }
}
