import type { Kysely } from 'kysely';

/** What a power cut may take: nothing that was acknowledged, or the last commits but never their order. */
export type Durability = 'every-commit' | 'rebuildable';

/** A value as both engines keep it: instants are integer UTC milliseconds, JSON is text, truth is 0 or 1. */
export type Value = string | number | null;

/** One database of its own: nothing in it is shared with another, so it can be thrown away and built again. */
export type Database = Kysely<Record<string, Record<string, Value>>>;

/**
 * Where an installation keeps what is not the log: on SQLite a folder with a file for each database, on PostgreSQL one
 * database with a schema for each.
 */
export interface Databases {
  /**
   * Opens a database, and makes it when it is new. Opening the same one twice gives two connections to it.
   * @param name lower-case letters, digits, `-`, `_` and `.`, such as `metrics.v3`
   */
  open(name: string, options?: { durability?: Durability }): Promise<Database>;
  exists(name: string): Promise<boolean>;
  /** Throws the database away with all that is in it; nothing happens when there is none. */
  drop(name: string): Promise<void>;
  /** Closes what is left open. */
  close(): Promise<void>;
}
