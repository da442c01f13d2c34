import { randomUUID } from 'node:crypto';
import { Client } from 'pg';

/** A database of a test's own on a PostgreSQL server: for programs, which know no schemas but theirs. */
export interface OwnDatabase {
  url: string;
  /** Throws it away, whoever is still connected. */
  drop(): Promise<void>;
}

/**
 * `server`: any database on it.
 * @param options of `CREATE DATABASE`, such as its language
 */
export async function createOwnDatabase(server: string, options = ''): Promise<OwnDatabase> {
  const name = `guildhall_test_${randomUUID().slice(0, 8)}`;
  await run(server, `create database ${name} encoding 'UTF8' template template0 ${options}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(server, `drop database if exists ${name} with (force)`) };
}

async function run(server: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  await client.query(statement);
  await client.end();
}
