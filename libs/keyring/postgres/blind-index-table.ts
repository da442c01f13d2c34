import { sql } from 'kysely';
import type { Database } from '../../platform/database/databases';
import { createTable, type Table } from '../../platform/database/table';
import { SPELLING } from '../key-wrapping';

/** By what each stream is found; whose it is stands beside it, so that forgetting them finds its way here. */
export const blindIndex: Table = {
  name: 'blind_index',
  columns: { token: 'text', subject: 'text', customer: 'text' },
  key: ['token', 'subject'],
  indexes: [['subject'], ['customer']],
};
const whole: Table = { name: 'blind_index_whole', columns: { spelling: 'integer' }, key: ['spelling'] };

/** A token for what the key of a number seals. */
export interface NewToken {
  no: number;
  token: string;
}

export async function createIndex(db: Database): Promise<void> {
  const { rows } = await sql<{
    there: boolean;
  }>`select to_regclass(${blindIndex.name}) is not null as there`.execute(db);
  if (rows[0]?.there) return;
  await createTable(db, blindIndex);
  await createTable(db, whole);
  await forgetWith(db, 'customers', 'customer', 'id');
  await forgetWith(db, 'keys', 'subject', 'subject');
}

/** Whoever destroys a key, and however: nothing goes on finding what it led to. */
async function forgetWith(db: Database, table: string, column: string, key: string): Promise<void> {
  const name = sql.ref(`forget_${column}`);
  const statement = `delete from %I.blind_index where ${column} = $1`;
  await sql`create or replace function ${name}() returns trigger language plpgsql as ${sql.lit(
    `begin execute format('${statement}', tg_table_schema) using new.${key}; return null; end`,
  )}`.execute(db);
  await sql`create or replace trigger ${name} after update of wrapped on ${sql.table(table)}
    for each row when (new.wrapped is null) execute function ${name}()`.execute(db);
}

/** Unless a key has been destroyed meanwhile; nobody destroys one before its tokens are there to be found. */
export async function addToIndex(db: Database, tokens: readonly NewToken[]): Promise<void> {
  if (tokens.length === 0) return;
  await sql`
    with live as (
      select no, subject, customer from ${sql.table('keys')}
      where no = any(${[...new Set(tokens.map(({ no }) => no))]}::bigint[]) and wrapped is not null for share
    ), owners as (
      select id from ${sql.table('customers')}
      where id in (select customer from live) and wrapped is not null order by id for share
    )
    insert into ${sql.table(blindIndex.name)} (token, subject, customer)
    select token, subject, customer
    from json_to_recordset(${JSON.stringify(tokens)}::json) as news (no bigint, token text) join live using (no)
    where customer is null or customer in (select id from owners)
    on conflict do nothing`.execute(db);
}

export async function findInIndex(
  db: Database,
  token: string,
  { after = '', limit }: { after?: string; limit: number },
): Promise<string[]> {
  const rows = await db
    .selectFrom(blindIndex.name)
    .select('subject')
    .where('token', '=', token)
    .where('subject', '>', after)
    .orderBy('subject')
    .limit(limit)
    .execute();
  return rows.map(({ subject }) => String(subject));
}

export async function isIndexWhole(db: Database): Promise<boolean> {
  const found = await db
    .selectFrom(whole.name)
    .select('spelling')
    .where('spelling', '=', SPELLING)
    .executeTakeFirst();
  return found !== undefined;
}

export async function markIndexWhole(db: Database): Promise<void> {
  await sql`insert into ${sql.table(whole.name)} values (${SPELLING}) on conflict do nothing`.execute(db);
}
