import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient, sql } from 'kysely';
import { Client, Pool, type PoolClient, TypeOverrides, types } from 'pg';
import { checkDatabaseName, type Database, type Databases, type OpenOptions } from '../database/databases';
import { RefusalToStart } from '../refusal-to-start';
import { NoConnection, sqlState } from './postgres-error';
import { PreparedNames } from './prepared-names';

/** How long to wait for a connection, and for an answer, in milliseconds: then the server is taken for lost. */
const CONNECT_TIMEOUT = 10_000;
const ANSWER_TIMEOUT = 60_000;
/**
 * A process that hangs in a transaction keeps its rows locked, also from the one that takes over: after so many
 * milliseconds the server ends its transaction.
 */
const IDLE_IN_TRANSACTION = 5_000;

export interface PostgresOptions {
  /** What the name of every schema begins with; `guildhall_` when left out. */
  prefix?: string;
  /** Connections at most, shared by every database; 10 when left out. */
  connections?: number;
}

/**
 * Databases as schemas of one PostgreSQL database. They share a pool of connections; each connection is pointed at a
 * schema (`search_path`) when it is taken for another than before, so poolers in between must pool by session.
 */
export class PostgresDatabases implements Databases {
  private readonly names = new PreparedNames();
  /** What each connection was last set to. */
  private readonly settings = new WeakMap<PoolClient, string>();

  private constructor(
    private readonly pool: Pool,
    private readonly prefix: string,
  ) {}

  /** @throws RefusalToStart when the server cannot be reached, lets us not in, or keeps text in another encoding */
  static async open(url: string, { prefix = 'guildhall_', connections = 10 }: PostgresOptions = {}) {
    const where = whereIs(url);
    const pool = poolAt(url, connections);
    // The pool has let go of a connection that breaks, and the next who asks is given another. Without somebody who
    // listens, Node would end the process.
    pool.on('error', () => undefined);
    pool.on('connect', (client) => client.on('error', () => undefined));
    try {
      const { rows } = await pool.query<{ server_encoding: string }>('show server_encoding');
      if (rows[0]?.server_encoding !== 'UTF8') {
        throw new RefusalToStart(
          `The database in DATABASE_URL keeps text as ${rows[0]?.server_encoding}. Make one with: create database guildhall encoding 'UTF8' template template0;`,
        );
      }
      return new PostgresDatabases(pool, prefix);
    } catch (error) {
      await pool.end();
      throw error instanceof RefusalToStart ? error : unusable(error, where);
    }
  }

  async open(name: string, { create, ...options }: OpenOptions = {}): Promise<Database> {
    const schema = this.schemaOf(name);
    const db = this.databaseIn(schema, options);
    if (!options.readOnly) await alone(db, schema, async (transaction) => create?.(transaction));
    return db;
  }

  async exclusively<Answer>(name: string, work: (db: Database) => Promise<Answer>): Promise<Answer> {
    const schema = this.schemaOf(name);
    const db = this.databaseIn(schema, {});
    return alone(db, schema, work).finally(() => db.destroy());
  }

  async exists(name: string): Promise<boolean> {
    const { rowCount } = await this.pool.query('select from pg_namespace where nspname = $1', [
      this.schemaOf(name),
    ]);
    return rowCount === 1;
  }

  async drop(name: string): Promise<void> {
    const schema = this.schemaOf(name);
    const client = await this.connect(settingsOf(schema, {}));
    await client.query(`drop schema if exists ${schema} cascade`).finally(() => client.release());
  }

  async setAside(name: string, as: string): Promise<void> {
    if (!(await this.exists(name))) return;
    await this.drop(as);
    await this.pool.query(`alter schema ${this.schemaOf(name)} rename to ${this.schemaOf(as)}`);
  }

  async close(): Promise<void> {
    if (!this.pool.ending) await this.pool.end();
  }

  private schemaOf(name: string): string {
    checkDatabaseName(name);
    return this.prefix + name.replaceAll(/[.-]/g, '_');
  }

  private databaseIn(schema: string, options: Omit<OpenOptions, 'create'>): Database {
    const pool = this.poolFor(schema, settingsOf(schema, options));
    return new Kysely({ dialect: new PostgresDialect({ pool }) });
  }

  /** The pool as Kysely knows one; that Kysely is destroyed does not end it. */
  private poolFor(schema: string, settings: string): PostgresPool {
    return {
      options: this.pool.options,
      connect: async () => this.prepared(schema, await this.connect(settings)),
      end: () => Promise.resolve(),
    };
  }

  private async connect(settings: string): Promise<PoolClient> {
    let client: PoolClient | undefined;
    try {
      client = await this.pool.connect();
      if (this.settings.get(client) !== settings) await client.query(settings);
      this.settings.set(client, settings);
      return client;
    } catch (error) {
      client?.release(true);
      throw sqlState(error) === undefined ? new NoConnection(error) : error;
    }
  }

  /** As Kysely knows a connection; it asks for cursors only where a query is streamed, and none of ours is. */
  private prepared(schema: string, client: PoolClient): PostgresPoolClient {
    let isLost = false;
    const query = (text: string, values: readonly unknown[]): Promise<unknown> =>
      client
        .query({ name: this.names.nameOf(schema, text), text, values: values.map(withoutNul) })
        .catch((error: unknown) => {
          // Not the server's answer: it may come yet, and be taken for that to another question.
          isLost ||= sqlState(error) === undefined;
          throw error;
        });
    return {
      query: query as unknown as PostgresPoolClient['query'],
      release: (destroy) => client.release(destroy === true || isLost),
    };
  }
}

/** Does this in a transaction, of those on the schema one at a time, and makes the schema first when it is not there. */
async function alone<Answer>(
  db: Database,
  schema: string,
  work: (transaction: Database) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await db.transaction().execute(async (transaction) => {
      // Two who make the same thing at once would both find it missing.
      await sql`select pg_advisory_xact_lock(hashtextextended(${schema}, 0))`.execute(transaction);
      const { rows } = await sql`select from pg_namespace where nspname = ${schema}`.execute(transaction);
      // Not IF NOT EXISTS, which asks for the right to create also where there is nothing to do.
      if (rows.length === 0) await transaction.schema.createSchema(schema).execute();
      return work(transaction);
    });
  } catch (error) {
    throw sqlState(error) === INSUFFICIENT_PRIVILEGE ? mayNotCreate(error) : error;
  }
}

function settingsOf(schema: string, { durability = 'every-commit', readOnly }: OpenOptions): string {
  return `
    set search_path = ${schema};
    set synchronous_commit = ${durability === 'every-commit' ? 'on' : 'off'};
    set default_transaction_read_only = ${readOnly ? 'on' : 'off'};
    set idle_in_transaction_session_timeout = ${IDLE_IN_TRANSACTION}`;
}

/** PostgreSQL keeps every character but U+0000: the replacement character stands for it, in rows as in questions. */
function withoutNul(value: unknown): unknown {
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value;
}

/** Milliseconds, counts and sums come as text, and are all well within what a number holds. */
const numbers = new TypeOverrides();
numbers.setTypeParser(types.builtins.INT8, Number);
numbers.setTypeParser(types.builtins.NUMERIC, Number);

function poolAt(url: string, connections: number): Pool {
  return new Pool({
    connectionString: url,
    max: connections,
    application_name: 'guildhall',
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    query_timeout: ANSWER_TIMEOUT,
    keepAlive: true,
    types: numbers,
  });
}

/**
 * Where a URL leads, without its user and password.
 * @throws RefusalToStart when it cannot be read
 */
function whereIs(url: string): string {
  try {
    if (!/^postgres(ql)?:\/\//.test(url)) throw new TypeError('another protocol');
    const { host, port, database } = new Client({ connectionString: url });
    return `${host}:${port}/${database}`;
  } catch {
    // What is wrong with it might be its password, so none of it is repeated.
    throw new RefusalToStart(
      'DATABASE_URL cannot be read. It looks like postgres://user:password@host:5432/database, with anything unusual in the password percent-encoded.',
    );
  }
}

const INSUFFICIENT_PRIVILEGE = '42501';
const WRONG_PASSWORD = '28P01';
const NO_SUCH_DATABASE = '3D000';

function unusable(cause: unknown, where: string): RefusalToStart {
  return new RefusalToStart(
    `PostgreSQL at ${where} (DATABASE_URL) cannot be used: ${(cause as Error).message}. ${adviceOn(cause)}`,
    { cause },
  );
}

function adviceOn(error: unknown): string {
  switch (sqlState(error)) {
    case WRONG_PASSWORD:
      return 'Check the user and the password in DATABASE_URL.';
    case NO_SUCH_DATABASE:
      return 'Create it, or name another one in DATABASE_URL.';
    case undefined:
      return 'Start it or check the host and the port, or leave DATABASE_URL out to keep everything in the data folder.';
    default:
      return 'Check DATABASE_URL and what the server lets this user do.';
  }
}

function mayNotCreate(cause: unknown): RefusalToStart {
  return new RefusalToStart(
    `The user in DATABASE_URL may not do this: ${(cause as Error).message}. Let it: grant create on database … to …;`,
    { cause },
  );
}
