import type { KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Sealer } from '../../event-sourcing/event-codec';
import { RefusalToStart } from '../../platform/refusal-to-start';
import { GroupCommit } from '../../platform/sqlite/group-commit';
import { openDatabase } from '../../platform/sqlite/open-database';
import { ADD_TO_INDEX, createIndex, isIndexWhole, markIndexWhole } from './blind-index-table';
import { destroyed, fingerprintsUnder, makeKey, tokensUnder, unwrapKey } from '../key-wrapping';
import { type KeyChoice, Keyring, type Term } from '../keyring';
import { readMasterKey } from '../master-key';
import { RememberedKeys } from '../remembered-keys';
import { keyOf, labelOf, writeBox } from '../sealed-box';

/** Wrapped like every key, and opened at every start: a wrong master key is noticed before anything is written. */
const CANARY = 'canary';

/** A wrap is null once it has been destroyed: its number is never given to another key. */
interface StoredKey {
  subject: string;
  customer: string | null;
  wrapped: Uint8Array | null;
  /** The wrap of the customer's own key. */
  wrapping: Uint8Array | null;
}

/** The keyring in an SQLite file of its own, apart from the log and the read models. */
export class EmbeddedKeyring extends Keyring {
  private readonly remembered = new RememberedKeys();
  private readonly commits: GroupCommit;
  private readonly findKey: StatementSync;
  private readonly addKey: StatementSync;
  private readonly stamp: StatementSync;
  private readonly findCustomer: StatementSync;
  private readonly addCustomer: StatementSync;
  private readonly addToIndex: StatementSync;
  private readonly findInIndex: StatementSync;
  private readonly fingerprintOf: (text: string) => string;
  private readonly tokenOf: (term: Term) => string;

  private constructor(
    private readonly db: DatabaseSync,
    private readonly master: KeyObject,
  ) {
    super();
    this.commits = new GroupCommit(db);
    this.findKey = db.prepare(
      `SELECT subject, customer, keys.wrapped, customers.wrapped AS wrapping
       FROM keys LEFT JOIN customers ON customers.id = customer WHERE no = ?`,
    );
    this.addKey = db.prepare('INSERT INTO keys (subject, customer, wrapped, created) VALUES (?, ?, ?, ?)');
    this.findCustomer = db.prepare('SELECT wrapped FROM customers WHERE id = ?');
    this.addCustomer = db.prepare('INSERT INTO customers (id, wrapped, created) VALUES (?, ?, ?)');
    this.addToIndex = db.prepare(ADD_TO_INDEX);
    this.findInIndex = db.prepare(
      'SELECT subject FROM blind_index WHERE token = ? AND subject > ? ORDER BY subject LIMIT ?',
    );
    this.stamp = db.prepare('PRAGMA user_version = 0');
    this.fingerprintOf = fingerprintsUnder(master);
    this.tokenOf = tokensUnder(master);
  }

  /** @throws RefusalToStart when the master key is missing or is not the one these keys were wrapped with */
  static open(files: { keys: string; masterKey: string }): EmbeddedKeyring {
    const master = keyOf(readMasterKey(files.masterKey, existsSync(files.keys)));
    const db = openDatabase(files.keys);
    db.exec(`
      CREATE TABLE IF NOT EXISTS keys (
        no       INTEGER PRIMARY KEY,
        subject  TEXT NOT NULL,
        customer TEXT,
        wrapped  BLOB,
        created  INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE IF NOT EXISTS customers (
        id      TEXT PRIMARY KEY,
        wrapped BLOB,
        created INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID`);
    createIndex(db);
    const keyring = new EmbeddedKeyring(db, master);
    try {
      if (!keyring.key(1)) {
        keyring.make(CANARY, undefined);
        markIndexWhole(db);
      }
    } catch (cause) {
      db.close();
      throw new RefusalToStart(
        `The master key ${files.masterKey} is not the one that ${files.keys} was made with. Put the right one back.`,
        { cause },
      );
    }
    return keyring;
  }

  async sealerFor(stream: string, { box, customerId, findBy = [] }: KeyChoice = {}): Promise<Sealer> {
    if (box !== undefined) {
      const label = labelOf(box);
      const key = this.key(label.key);
      if (!key) throw destroyed(stream);
      if (findBy.length > 0) await this.commits.run(() => this.makeFindable(label.key, findBy));
      return { seal: (_, personal) => writeBox(label, key, personal) };
    }
    const { no, key } = await this.commits.run(() => {
      const made = this.make(stream, customerId);
      this.makeFindable(made.no, findBy);
      return made;
    });
    this.remembered.set(no, key);
    return { seal: (_, personal) => writeBox({ stream, key: no }, key, personal) };
  }

  open(box: string): Promise<Record<string, unknown> | undefined> {
    const { key: no } = labelOf(box);
    const key = this.key(no);
    return Promise.resolve(key && this.remembered.read(box, no, key));
  }

  fingerprint(text: string): string {
    return this.fingerprintOf(text);
  }

  find(term: Term, { after = '', limit }: { after?: string; limit: number }): Promise<string[]> {
    const rows = this.findInIndex.all(this.tokenOf(term), after, limit);
    return Promise.resolve(rows.map(({ subject }) => String(subject)));
  }

  findsAll(): Promise<boolean> {
    return Promise.resolve(isIndexWhole(this.db));
  }

  allIsFound(): Promise<void> {
    return this.commits.run(() => markIndexWhole(this.db));
  }

  /** Writes once more what the file says anyway. */
  async health(): Promise<void> {
    await this.commits.run(() => this.stamp.run());
  }

  async close(): Promise<void> {
    await this.commits.close();
    this.db.close();
  }

  /** Inside a commit, which may yet be undone: nothing is remembered here. */
  private make(subject: string, customer: string | undefined): { no: number; key: KeyObject } {
    const wrapping = customer === undefined ? this.master : this.customerKeyOrNew(customer);
    const { key, wrapped } = makeKey(subject, wrapping, customer);
    const { lastInsertRowid } = this.addKey.run(subject, customer ?? null, wrapped, Date.now());
    return { no: Number(lastInsertRowid), key };
  }

  private makeFindable(no: number, terms: readonly Term[]): void {
    for (const term of terms) this.addToIndex.run(this.tokenOf(term), no);
  }

  private customerKeyOrNew(customer: string): KeyObject {
    const row = this.findCustomer.get(customer) as Pick<StoredKey, 'wrapped'> | undefined;
    if (row) {
      const known = this.unwrapCustomer(customer, row.wrapped);
      if (known) return known;
      throw destroyed(`customer ${customer}`);
    }
    const { key, wrapped } = makeKey(customer, this.master);
    this.addCustomer.run(customer, wrapped, Date.now());
    return key;
  }

  private unwrapCustomer(customer: string, wrapped: Uint8Array | null): KeyObject | undefined {
    return wrapped ? unwrapKey(wrapped, customer, this.master) : undefined;
  }

  /** The key itself; undefined when it does not exist or a wrap on the way to it is gone. */
  private key(no: number): KeyObject | undefined {
    const known = this.remembered.get(no);
    if (known) return known;
    const row = this.findKey.get(no) as StoredKey | undefined;
    if (!row?.wrapped) return undefined;
    const wrapping = row.customer === null ? this.master : this.unwrapCustomer(row.customer, row.wrapping);
    if (!wrapping) return undefined;
    const key = unwrapKey(row.wrapped, row.subject, wrapping, row.customer ?? undefined);
    this.remembered.set(no, key);
    return key;
  }
}
