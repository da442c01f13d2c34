import { createHash, type KeyObject } from 'node:crypto';
import { sql } from 'kysely';
import type { Sealer } from '../../event-sourcing/event-codec';
import type { Database, Databases, Value } from '../../platform/database/databases';
import { createTable, findByKey, type Row, type Table } from '../../platform/database/table';
import { Together } from '../../platform/database/together';
import { RefusalToStart } from '../../platform/refusal-to-start';
import type { StoredKeys } from '../embedded/stored-keys';
import {
  addToIndex,
  blindIndex,
  createIndex,
  findInIndex,
  isIndexWhole,
  markIndexWhole,
  type NewToken,
} from './blind-index-table';
import { destroyed, fingerprintsUnder, makeKey, tokensUnder, unwrapKey } from '../key-wrapping';
import { type KeyChoice, Keyring, type Term } from '../keyring';
import { readMasterKey } from '../master-key';
import { RememberedKeys } from '../remembered-keys';
import { keyOf, labelOf, writeBox } from '../sealed-box';

/** Wrapped like every key, and opened at every start: a wrong master key is noticed before anything is written. */
const CANARY = { no: 1, subject: 'canary' };
/** A key that another process destroys is forgotten here within so many milliseconds. */
const REMEMBERED_FOR = 30_000;

/** Keys of another keyring that are written in one statement. */
const TAKEN_AT_ONCE = 5_000;

/** A wrap is base64, and null once it has been destroyed: its number is never given to another key. */
const keys: Table = {
  name: 'keys',
  columns: { no: 'integer', subject: 'text', customer: 'text', wrapped: 'text', created: 'integer' },
  key: ['no'],
};
const customers: Table = {
  name: 'customers',
  columns: { id: 'text', wrapped: 'text', created: 'integer' },
  key: ['id'],
};
/** Numbers are drawn before the keys are written, and are never drawn twice, also where the writing fails. */
const NUMBERS = 'key_numbers';

interface Ask {
  stream: string;
  customer?: string;
  findBy: readonly Term[];
}

interface NewKey {
  no: number;
  key: KeyObject;
}

/** The keyring in PostgreSQL, in a schema of its own. Several processes may use it, with the same master key. */
export class PostgresKeyring extends Keyring {
  private readonly remembered = new RememberedKeys(REMEMBERED_FOR);
  private readonly making = new Together<Ask, NewKey | Error>((asks) => this.makeAll(asks));
  private readonly finding = new Together<number, KeyObject | Error | undefined>((nos) => this.findAll(nos));
  private readonly fingerprintOf: (text: string) => string;
  private readonly tokenOf: (term: Term) => string;

  private constructor(
    private readonly db: Database,
    private readonly master: KeyObject,
  ) {
    super();
    this.fingerprintOf = fingerprintsUnder(master);
    this.tokenOf = tokensUnder(master);
  }

  /** @throws RefusalToStart when the master key is missing or is not the one these keys were wrapped with */
  static async open(databases: Databases, files: { masterKey: string }): Promise<PostgresKeyring> {
    const db = await openKeys(databases);
    try {
      const [canary] = await findByKey(db, keys.name, ['no'], [CANARY.no]);
      const master = keyOf(readMasterKey(files.masterKey, canary !== undefined));
      const keyring = new PostgresKeyring(db, master);
      if (!canary) await keyring.hangCanary();
      await keyring.lookAtCanary(files.masterKey);
      return keyring;
    } catch (error) {
      await db.destroy();
      throw error;
    }
  }

  /**
   * Takes over the keys of an embedded keyring, with their numbers. Doing it again changes nothing.
   * @throws RefusalToStart when there are other keys already: some numbers would lead to two
   */
  static async takeOver(databases: Databases, stored: StoredKeys, from: string): Promise<void> {
    const db = await openKeys(databases);
    await db.transaction().execute(async (transaction) => {
      for (const [table, rows] of [
        [keys, stored.keys],
        [customers, stored.customers],
        [blindIndex, stored.blindIndex],
      ] as const) {
        for (let first = 0; first < rows.length; first += TAKEN_AT_ONCE) {
          await insertAll(
            transaction,
            table,
            rows.slice(first, first + TAKEN_AT_ONCE),
            sql`on conflict do nothing`,
          );
        }
      }
      const { rows } = await sql<{ count: number; digest: string | null }>`
        select count(*) as count,
          encode(sha256(convert_to(string_agg(subject || coalesce(wrapped, ''), ',' order by no), 'UTF8')), 'hex') as digest
        from ${sql.table(keys.name)}`.execute(transaction);
      if (rows[0]?.count !== stored.keys.length || rows[0].digest !== digestOf(stored)) {
        throw new RefusalToStart(
          `There are keys in ${from} and other keys in PostgreSQL. If this folder is another installation, give it a database of its own in DATABASE_URL.`,
        );
      }
      if (stored.indexIsWhole) await markIndexWhole(transaction);
      await sql`select setval(${sql.lit(NUMBERS)}, max(no)) from ${sql.table(keys.name)}`.execute(
        transaction,
      );
    });
    await db.destroy();
  }

  async sealerFor(stream: string, { box, customerId, findBy = [] }: KeyChoice = {}): Promise<Sealer> {
    if (box !== undefined) {
      const label = labelOf(box);
      const key = await this.key(label.key);
      if (!key) throw destroyed(stream);
      await addToIndex(this.db, this.tokens(label.key, findBy));
      return { seal: (_, personal) => writeBox(label, key, personal) };
    }
    const made = await this.making.answer({ stream, customer: customerId, findBy });
    if (made instanceof Error) throw made;
    this.remembered.set(made.no, made.key);
    return { seal: (_, personal) => writeBox({ stream, key: made.no }, made.key, personal) };
  }

  async open(box: string): Promise<Record<string, unknown> | undefined> {
    const { key: no } = labelOf(box);
    const key = await this.key(no);
    return key && this.remembered.read(box, no, key);
  }

  fingerprint(text: string): string {
    return this.fingerprintOf(text);
  }

  find(term: Term, page: { after?: string; limit: number }): Promise<string[]> {
    return findInIndex(this.db, this.tokenOf(term), page);
  }

  findsAll(): Promise<boolean> {
    return isIndexWhole(this.db);
  }

  allIsFound(): Promise<void> {
    return markIndexWhole(this.db);
  }

  async health(): Promise<void> {
    await isIndexWhole(this.db);
  }

  async close(): Promise<void> {
    await this.making.settled();
    await this.finding.settled();
    await this.db.destroy();
  }

  private tokens(no: number, terms: readonly Term[]): NewToken[] {
    return terms.map((term) => ({ no, token: this.tokenOf(term) }));
  }

  /** Of several processes that start for the first time, one comes first; the others find its canary. */
  private async hangCanary(): Promise<void> {
    await markIndexWhole(this.db);
    const { wrapped } = makeKey(CANARY.subject, this.master);
    await this.db
      .insertInto(keys.name)
      .values(keyRow(CANARY.no, { stream: CANARY.subject, findBy: [] }, wrapped))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  private async lookAtCanary(masterKey: string): Promise<void> {
    const found = await this.finding.answer(CANARY.no);
    if (!(found instanceof Error)) return;
    throw new RefusalToStart(
      `The master key ${masterKey} is not the one that the keys in PostgreSQL were made with. Every process needs that one: put it there, or name its place in GUILDHALL_MASTER_KEY_FILE.`,
      { cause: found },
    );
  }

  private async key(no: number): Promise<KeyObject | undefined> {
    const known = this.remembered.get(no);
    if (known) return known;
    const found = await this.finding.answer(no);
    if (found instanceof Error) throw found;
    if (found) this.remembered.set(no, found);
    return found;
  }

  /** An error in place of a key whose customer's key has been destroyed: the others are made all the same. */
  private makeAll(asks: readonly Ask[]): Promise<(NewKey | Error)[]> {
    return this.db.transaction().execute(async (transaction) => {
      const wrapping = await this.customerKeys(transaction, asks);
      const numbers = await drawNumbers(transaction, asks.length);
      const rows: Row[] = [];
      const tokens: NewToken[] = [];
      const made = asks.map((ask, index): NewKey | Error => {
        const owner = ask.customer === undefined ? this.master : wrapping.get(ask.customer);
        if (!owner) return destroyed(`customer ${ask.customer}`);
        const no = numbers[index] ?? NaN;
        const { key, wrapped } = makeKey(ask.stream, owner, ask.customer);
        rows.push(keyRow(no, ask, wrapped));
        tokens.push(...this.tokens(no, ask.findBy));
        return { no, key };
      });
      await insertAll(transaction, keys, rows);
      await addToIndex(transaction, tokens);
      return made;
    });
  }

  /** The keys of the customers asked for, made where there is none; undefined where it has been destroyed. */
  private async customerKeys(
    transaction: Database,
    asks: readonly Ask[],
  ): Promise<Map<string, KeyObject | undefined>> {
    // In one order everywhere, so that processes that make keys for the same customers wait for each other in turn.
    const ids = [...new Set(asks.flatMap(({ customer }) => customer ?? []))].sort();
    if (ids.length === 0) return new Map();
    const created = Date.now();
    const news = ids.map((id) => ({ id, wrapped: toBase64(makeKey(id, this.master).wrapped), created }));
    await insertAll(transaction, customers, news, sql`on conflict do nothing`);
    // Nobody destroys one of these before what is wrapped with it is there.
    const { rows } = await sql<Row>`
      select id, wrapped from ${sql.table(customers.name)} where id = any(${ids}) order by id for share`.execute(
      transaction,
    );
    return new Map(rows.map((row) => [String(row['id']), this.unwrapCustomer(row)]));
  }

  private unwrapCustomer({ id, wrapped }: Row): KeyObject | undefined {
    return wrapped == null ? undefined : unwrapKey(fromBase64(wrapped), String(id), this.master);
  }

  /** The keys themselves; undefined where there is none or a wrap on the way to it is gone. */
  private async findAll(numbers: readonly number[]): Promise<(KeyObject | Error | undefined)[]> {
    const columns = ['no', 'subject', 'customer', 'wrapped'] as const;
    const rows = await findByKey(this.db, keys.name, columns, [...new Set(numbers)]);
    const ids = [...new Set(rows.flatMap(({ customer }) => customer ?? []))];
    const owners = await findByKey(this.db, customers.name, ['id', 'wrapped'], ids);
    const byId = new Map(owners.map((row) => [row['id'], row]));
    const found = new Map(
      rows.map((row) => [row['no'], this.unwrap(row, byId.get(row['customer'] ?? null))]),
    );
    return numbers.map((no) => found.get(no));
  }

  private unwrap(row: Row, customer: Row | undefined): KeyObject | Error | undefined {
    const { subject, customer: id, wrapped } = row;
    try {
      const owner = id == null ? this.master : customer && this.unwrapCustomer(customer);
      if (wrapped == null || !owner) return undefined;
      return unwrapKey(fromBase64(wrapped), String(subject), owner, id == null ? undefined : String(id));
    } catch (cause) {
      return new Error(`The key of ${subject} is damaged, or was wrapped with another`, { cause });
    }
  }
}

function openKeys(databases: Databases): Promise<Database> {
  return databases.open('keys', {
    create: async (transaction) => {
      await createTable(transaction, keys);
      await createTable(transaction, customers);
      await createIndex(transaction);
      await sql`create sequence if not exists ${sql.ref(NUMBERS)} start 2`.execute(transaction);
    },
  });
}

function digestOf({ keys: stored }: StoredKeys): string {
  const inOrder = stored
    .toSorted((a, b) => a.no - b.no)
    .map(({ subject, wrapped }) => subject + (wrapped ?? ''));
  return createHash('sha256').update(inOrder.join(',')).digest('hex');
}

async function drawNumbers(db: Database, count: number): Promise<number[]> {
  const { rows } = await sql<{ no: number }>`
    select nextval(${sql.lit(NUMBERS)}) as no from generate_series(1, ${count}::int)`.execute(db);
  return rows.map(({ no }) => no);
}

/** However many rows, in one statement. */
async function insertAll(
  db: Database,
  { name }: Table,
  rows: readonly Row[],
  conflict = sql``,
): Promise<void> {
  await sql`insert into ${sql.table(name)}
    select * from json_populate_recordset(null::${sql.table(name)}, ${JSON.stringify(rows)}::json) ${conflict}`.execute(
    db,
  );
}

function keyRow(no: number, { stream, customer }: Ask, wrapped: Buffer) {
  return { no, subject: stream, customer: customer ?? null, wrapped: toBase64(wrapped), created: Date.now() };
}

const toBase64 = (bytes: Buffer): string => bytes.toString('base64');
const fromBase64 = (text: Value): Buffer => Buffer.from(String(text), 'base64');
