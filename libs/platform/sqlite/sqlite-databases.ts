import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { checkDatabaseName, type Database, type Databases, type OpenOptions } from '../database/databases';
import { kyselyOn } from './kysely-on-sqlite';
import { openDatabase } from './open-database';

/** Databases as files of one folder, which is made, readable by its owner only, with the first of them. */
export class SqliteDatabases implements Databases {
  private readonly opened: DatabaseSync[] = [];

  constructor(private readonly folder: string) {}

  async open(name: string, { create, ...options }: OpenOptions = {}): Promise<Database> {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const file = openDatabase(this.file(name), options);
    this.opened.push(file);
    const db: Database = kyselyOn(file);
    if (create) await alone(file, () => create(db));
    return db;
  }

  exists(name: string): Promise<boolean> {
    return Promise.resolve(existsSync(this.file(name)));
  }

  drop(name: string): Promise<void> {
    for (const suffix of ['', '-wal', '-shm']) rmSync(this.file(name) + suffix, { force: true });
    return Promise.resolve();
  }

  close(): Promise<void> {
    for (const file of this.opened) if (file.isOpen) file.close();
    return Promise.resolve();
  }

  /** Where the database of this name is kept. */
  file(name: string): string {
    checkDatabaseName(name);
    return join(this.folder, `${name}.db`);
  }
}

/** Who opens a file next waits here: SQLite itself waits for a lock without letting its holder go on. */
let creating: Promise<unknown> = Promise.resolve();

/** Takes the file's lock first: a transaction that only reads at the beginning could not take it later. */
function alone(file: DatabaseSync, work: () => Promise<void>): Promise<void> {
  const inTurn = async (): Promise<void> => {
    file.exec('BEGIN IMMEDIATE');
    try {
      await work();
      file.exec('COMMIT');
    } catch (error) {
      if (file.isTransaction) file.exec('ROLLBACK');
      throw error;
    }
  };
  const done = creating.then(inTurn);
  creating = done.catch(() => undefined);
  return done;
}
