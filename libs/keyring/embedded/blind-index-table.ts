import type { DatabaseSync } from 'node:sqlite';
import { SPELLING } from '../key-wrapping';

/** By what each stream is found; whose it is stands beside it, so that forgetting them finds its way here. */
export function createIndex(db: DatabaseSync): void {
  db.exec(`
    CREATE TABLE IF NOT EXISTS blind_index (
      token    TEXT NOT NULL,
      subject  TEXT NOT NULL,
      customer TEXT,
      PRIMARY KEY (token, subject)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS blind_index_by_subject ON blind_index (subject);
    CREATE INDEX IF NOT EXISTS blind_index_by_customer ON blind_index (customer) WHERE customer IS NOT NULL;
    CREATE TABLE IF NOT EXISTS blind_index_whole (spelling INTEGER PRIMARY KEY) STRICT;

    -- Whoever destroys a key, and however: nothing goes on finding what it led to.
    CREATE TRIGGER IF NOT EXISTS forget_customer AFTER UPDATE OF wrapped ON customers WHEN NEW.wrapped IS NULL
      BEGIN DELETE FROM blind_index WHERE customer = NEW.id; END;
    CREATE TRIGGER IF NOT EXISTS forget_stream AFTER UPDATE OF wrapped ON keys WHEN NEW.wrapped IS NULL
      BEGIN DELETE FROM blind_index WHERE subject = NEW.subject; END`);
}

/** A token for what the key of a number seals, unless that has been destroyed meanwhile. */
export const ADD_TO_INDEX = `
  INSERT OR IGNORE INTO blind_index (token, subject, customer)
  SELECT ?, keys.subject, keys.customer FROM keys LEFT JOIN customers ON customers.id = keys.customer
  WHERE keys.no = ? AND keys.wrapped IS NOT NULL AND (keys.customer IS NULL OR customers.wrapped IS NOT NULL)`;

export function isIndexWhole(db: DatabaseSync): boolean {
  return db.prepare('SELECT 1 FROM blind_index_whole WHERE spelling = ?').get(SPELLING) !== undefined;
}

export function markIndexWhole(db: DatabaseSync): void {
  db.prepare('INSERT OR IGNORE INTO blind_index_whole VALUES (?)').run(SPELLING);
}
