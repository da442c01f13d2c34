import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { sql } from 'kysely';
import { Client } from 'pg';
import { onPostgres } from '../../testing/on-each-engine';
import { createOwnDatabase } from '../../testing/own-database';
import { isDatabaseFault, mayPass } from '../database/database-fault';
import type { Database } from '../database/databases';
import { createTable, type Table, upsert } from '../database/table';
import { RefusalToStart } from '../refusal-to-start';
import { PostgresDatabases } from './postgres-databases';

const letters: Table = { name: 'letters', columns: { no: 'integer', text: 'text' }, key: ['no'] };
const create = (db: Database): Promise<void> => createTable(db, letters);

async function refusal(url: string): Promise<RefusalToStart> {
  const refused: unknown = await PostgresDatabases.open(url).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(RefusalToStart);
  return refused as RefusalToStart;
}

describe('a DATABASE_URL', () => {
  it.each([
    '',
    'guildhall',
    'mysql://root:secret@127.0.0.1/x',
    'postgres://u:se%cret@[::1',
    'postgres://u:secret@h:port/x',
  ])('that cannot be read is refused with what it looks like: %s', async (url) => {
    const { message } = await refusal(url);
    expect(message).toContain('DATABASE_URL cannot be read. It looks like postgres://user:password@host');
    expect(message).not.toMatch(/se.?cret/);
  });

  it('where nobody listens is refused with where that is and what to do, without the password', async () => {
    const free = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => free.once('listening', resolve));
    const { port } = free.address() as AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    const { message } = await refusal(`postgres://guildhall:secret@127.0.0.1:${port}/council`);
    expect(message).toContain(`PostgreSQL at 127.0.0.1:${port}/council (DATABASE_URL) cannot be used:`);
    expect(message).toContain('Start it or check the host and the port');
    expect(message).not.toContain('secret');
  });
});

onPostgres((on) => {
  const urlOf = async (): Promise<URL> => {
    const { where } = await on.place();
    return new URL('url' in where ? where.url : '');
  };

  describe('a server', () => {
    it('without such a database is refused, with its name', async () => {
      const url = await urlOf();
      url.pathname = '/nowhere_to_be_found';
      expect((await refusal(url.href)).message).toMatch(/nowhere_to_be_found.*Create it, or name another/s);
    });

    it('that does not let us make anything is refused with what to grant', async () => {
      const url = await urlOf();
      const admin = new Client({ connectionString: url.href });
      await admin.connect();
      await admin.query('drop role if exists guildhall_test_guest');
      await admin.query("create role guildhall_test_guest login password 'secret'");
      try {
        url.username = 'guildhall_test_guest';
        url.password = 'secret';
        const guest = await PostgresDatabases.open(url.href);
        await expect(guest.open('post.v1', { create })).rejects.toThrow(/may not do this: .* grant create/);
        await guest.close();
      } finally {
        await admin.query('drop role guildhall_test_guest');
        await admin.end();
      }
    });
  });

  describe('a connection that breaks', () => {
    /** Ends every connection of these databases but those to the ones given, as a restart of the server would. */
    async function endConnections(databases: Database): Promise<void> {
      const { rows } = await sql<{ search_path: string }>`show search_path`.execute(databases);
      expect(rows).toHaveLength(1);
      await sql`select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'guildhall' and pid <> pg_backend_pid() and query like ${`%${rows[0]?.search_path ?? ''}%`}`.execute(
        databases,
      );
    }

    it('while nobody uses it is replaced, and nobody notices', async () => {
      const { databases, again } = await on.place();
      const db = await databases.open('post.v1', { create });
      await upsert(db, letters, [{ no: 1, text: 'a' }]);
      const elsewhere = await (await again()).open('post.v1');
      await endConnections(elsewhere);
      for (let tries = 0; tries < 3; tries++) {
        await upsert(db, letters, [{ no: 2, text: 'b' }]).catch((error: unknown) => {
          expect(mayPass(error)).toBe(true);
        });
      }
      expect(await db.selectFrom('letters').select('no').orderBy('no').execute()).toEqual([
        { no: 1 },
        { no: 2 },
      ]);
    });

    it('in the middle of a transaction takes the transaction with it, and the next may well succeed', async () => {
      const { databases } = await on.place();
      const db = await databases.open('post.v1', { create });
      const broken: unknown = await db
        .transaction()
        .execute(async (transaction) => {
          await upsert(transaction, letters, [{ no: 1, text: 'a' }]);
          const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(transaction);
          await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(db);
          await new Promise((resolve) => setTimeout(resolve, 50));
          await upsert(transaction, letters, [{ no: 2, text: 'b' }]);
        })
        .catch((error: unknown) => error);
      expect([isDatabaseFault(broken), mayPass(broken)]).toEqual([true, true]);
      expect(await db.selectFrom('letters').selectAll().execute()).toEqual([]);
      await upsert(db, letters, [{ no: 1, text: 'a' }]);
    });
  });

  it('gives a connection whose answer did not come in time to nobody else', async () => {
    const { where } = await on.place();
    const url = new URL('url' in where ? where.url : '');
    url.searchParams.set('query_timeout', '200');
    const databases = await PostgresDatabases.open(url.href, {
      prefix: 'guildhall_test_slow_',
      connections: 1,
    });
    const db = await databases.open('post.v1', { create });
    const slow: unknown = await sql`select pg_sleep(1)`.execute(db).catch((error: unknown) => error);
    expect([isDatabaseFault(slow), mayPass(slow)]).toEqual([true, true]);
    await upsert(db, letters, [{ no: 1, text: 'a' }]);
    expect(await db.selectFrom('letters').selectAll().execute()).toEqual([{ no: 1, text: 'a' }]);
    await databases.drop('post.v1');
    await databases.close();
  });

  it('knows what is wrong with what it was given from what is wrong with itself', async () => {
    const { databases } = await on.place();
    const db = await databases.open('post.v1', { create });
    const fault = (text: string): Promise<unknown> =>
      sql`${sql.raw(text)}`.execute(db).catch((error: unknown) => error);
    for (const given of [
      'insert into letters values (null)',
      'select 1 / 0',
      "insert into letters values ('x')",
    ]) {
      const error = await fault(given);
      expect([given, isDatabaseFault(error), mayPass(error)]).toEqual([given, false, false]);
    }
    const missing = await fault('select * from no_such_table');
    expect([isDatabaseFault(missing), mayPass(missing)]).toEqual([true, false]);
    expect(isDatabaseFault(new TypeError('x is undefined'))).toBe(false);
  });

  it('orders text by its bytes also where the database would order it as English is', async () => {
    const english = await createOwnDatabase(on.server, "locale_provider icu icu_locale 'en-GB'");
    const databases = await PostgresDatabases.open(english.url);
    const db = await databases.open('post.v1', { create });
    const texts = ['a', 'B', 'é', 'Z', '-', '10', '9'];
    await upsert(
      db,
      letters,
      texts.map((text, no) => ({ no, text })),
    );
    const ordered = await db.selectFrom('letters').select('text').orderBy('text').execute();
    expect(ordered.map(({ text }) => text)).toEqual(['-', '10', '9', 'B', 'Z', 'a', 'é']);
    await databases.close();
    await english.drop();
  });

  it('keeps and finds text with U+0000 in it, which PostgreSQL itself refuses', async () => {
    const { databases } = await on.place();
    const db = await databases.open('post.v1', { create });
    await upsert(db, letters, [{ no: 1, text: 'a\0b' }]);
    const found = await db.selectFrom('letters').selectAll().where('text', '=', 'a\0b').execute();
    expect(found).toEqual([{ no: 1, text: 'a\uFFFDb' }]);
  });

  it('prepares what comes again, on whichever schema it is', async () => {
    const { databases } = await on.place();
    const all = await Promise.all(['a', 'b'].map((name) => databases.open(name, { create })));
    for (let round = 0; round < 4; round++) {
      for (const [no, db] of all.entries()) await upsert(db, letters, [{ no, text: `of ${no}` }]);
    }
    for (const [no, db] of all.entries()) {
      for (let round = 0; round < 3; round++) {
        expect(await db.selectFrom('letters').selectAll().execute()).toEqual([{ no, text: `of ${no}` }]);
      }
    }
    const names = await sql`select name from pg_prepared_statements`.execute(
      await databases.open('a', { readOnly: true }),
    );
    expect(names.rows).not.toEqual([]);
  });
});
