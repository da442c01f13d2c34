import { createHmac, hkdfSync, type KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { RefusalToStart } from '../../platform/refusal-to-start';
import { GroupCommit } from '../../platform/sqlite/group-commit';
import { openDatabase } from '../../platform/sqlite/open-database';
import { decrypt, encrypt, keyOf, random, readBox, streamOfBox, writeBox } from '../sealed-box';
import { type KeyOwner, Keyring } from '../keyring';
import { readMasterKey } from '../master-key';

const MASTER = 'master';
/** Wrapped like every key, and opened at every start: a wrong master key is noticed before anything is written. */
const CANARY = 'canary';
/** Data keys kept unwrapped in memory: 32 bytes each. */
const REMEMBERED = 20_000;

/** The keyring in an SQLite file of its own, apart from the log and the read models. */
export class EmbeddedKeyring extends Keyring {
  private readonly unwrapped = new Map<string, KeyObject>();
  private readonly commits: GroupCommit;
  private readonly find: StatementSync;
  private readonly insert: StatementSync;
  private readonly fingerprintKey: Buffer;

  private constructor(
    private readonly db: DatabaseSync,
    private readonly master: KeyObject,
  ) {
    super();
    this.commits = new GroupCommit(db);
    this.find = db.prepare('SELECT wrapped_by, wrapped FROM keys WHERE subject = ?');
    this.insert = db.prepare('INSERT INTO keys (subject, wrapped_by, wrapped, created) VALUES (?, ?, ?, ?)');
    this.fingerprintKey = Buffer.from(hkdfSync('sha256', master, '', 'guildhall fingerprints', 32));
  }

  /** @throws Error when the master key is missing or is not the one these keys were wrapped with */
  static open(files: { keys: string; masterKey: string }): EmbeddedKeyring {
    const master = keyOf(readMasterKey(files.masterKey, existsSync(files.keys)));
    const db = openDatabase(files.keys);
    db.exec(`CREATE TABLE IF NOT EXISTS keys (
      subject    TEXT PRIMARY KEY,
      wrapped_by TEXT NOT NULL,
      wrapped    BLOB NOT NULL,
      created    INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID`);
    const keyring = new EmbeddedKeyring(db, master);
    try {
      if (!keyring.key(CANARY)) keyring.make(CANARY, MASTER);
    } catch (cause) {
      db.close();
      throw new RefusalToStart(
        `The master key ${files.masterKey} is not the one that ${files.keys} was made with. Put the right one back.`,
        { cause },
      );
    }
    return keyring;
  }

  async prepare(stream: string, { customerId }: KeyOwner = {}): Promise<void> {
    if (this.unwrapped.has(stream)) return;
    const made = await this.commits.run(() => this.makeWithOwner(stream, customerId));
    for (const [subject, key] of made) this.remember(subject, key);
  }

  seal(stream: string, personal: Record<string, unknown>): string {
    const key = this.key(stream);
    if (!key) throw new Error(`No key was prepared for ${stream}`);
    return writeBox(stream, key, personal);
  }

  open(box: string): Promise<Record<string, unknown> | undefined> {
    const key = this.key(streamOfBox(box));
    return Promise.resolve(key && readBox(box, key));
  }

  fingerprint(text: string): string {
    return createHmac('sha256', this.fingerprintKey).update(text).digest('hex');
  }

  async close(): Promise<void> {
    await this.commits.close();
    this.db.close();
  }

  /** Inside a commit: the stream's key, and before it its customer's, where they do not exist yet. */
  private makeWithOwner(stream: string, customerId: string | undefined): [string, KeyObject][] {
    if (this.stored(stream)) return [];
    if (!customerId) return [[stream, this.make(stream, MASTER)]];
    const owner = `customer-key-${customerId}`;
    const made: [string, KeyObject][] = [];
    if (!this.stored(owner)) made.push([owner, this.make(owner, MASTER)]);
    made.push([stream, this.make(stream, owner)]);
    return made;
  }

  private make(subject: string, wrappedBy: string): KeyObject {
    const wrapping = this.unwrap(wrappedBy);
    if (!wrapping)
      throw new Error(`The key of ${wrappedBy} has been destroyed: nothing new can be kept under it`);
    const key = random(32);
    this.insert.run(subject, wrappedBy, encrypt(wrapping, key, `${subject}<${wrappedBy}`), Date.now());
    return keyOf(key);
  }

  /** The key itself; undefined when it does not exist or a wrap on the way to it is gone. */
  private key(subject: string): KeyObject | undefined {
    const known = this.unwrapped.get(subject);
    if (known) return known;
    const key = this.unwrap(subject);
    if (key) this.remember(subject, key);
    return key;
  }

  /** Reads and remembers nothing: inside a commit, what stands in the file may yet be undone. */
  private unwrap(subject: string): KeyObject | undefined {
    if (subject === MASTER) return this.master;
    const row = this.stored(subject);
    const wrapping = row && this.unwrap(row.wrapped_by);
    return wrapping && keyOf(decrypt(wrapping, Buffer.from(row.wrapped), `${subject}<${row.wrapped_by}`));
  }

  private stored(subject: string): { wrapped_by: string; wrapped: Uint8Array } | undefined {
    return this.find.get(subject) as { wrapped_by: string; wrapped: Uint8Array } | undefined;
  }

  private remember(subject: string, key: KeyObject): void {
    this.unwrapped.set(subject, key);
    if (this.unwrapped.size > REMEMBERED) {
      for (const oldest of this.unwrapped.keys()) {
        this.unwrapped.delete(oldest);
        if (this.unwrapped.size <= REMEMBERED / 2) break;
      }
    }
  }
}
