import { openDatabase } from '../../platform/sqlite/open-database';
import { createIndex, isIndexWhole } from './blind-index-table';

/** Keys as they are kept, wrapped: base64, and null where they have been destroyed. */
export interface StoredKeys {
  keys: {
    no: number;
    subject: string;
    customer: string | null;
    wrapped: string | null;
    created: number;
  }[];
  customers: { id: string; wrapped: string | null; created: number }[];
  blindIndex: { token: string; subject: string; customer: string | null }[];
  indexIsWhole: boolean;
}

/** All that is in the file of an embedded keyring, which must not be open. */
export function readStoredKeys(file: string): StoredKeys {
  using db = openDatabase(file);
  // A file that nobody has opened since there is an index has none yet.
  createIndex(db);
  const read = (table: string): unknown =>
    db
      .prepare(`SELECT * FROM ${table}`)
      .all()
      .map((row) => ({ ...row, wrapped: row['wrapped'] && base64(row['wrapped'] as Uint8Array) }));
  return {
    keys: read('keys') as StoredKeys['keys'],
    customers: read('customers') as StoredKeys['customers'],
    blindIndex: db.prepare('SELECT * FROM blind_index').all() as unknown as StoredKeys['blindIndex'],
    indexIsWhole: isIndexWhole(db),
  };
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
