import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { checkDatabaseName, type Database, type Databases, type OpenOptions } from '../database/databases';
import { FILES_OF_A_DATABASE } from './begin-anew';
import { kyselyOn } from './kysely-on-sqlite';
import { openDatabase } from './open-database';

/** Databases as files of one folder, which is made, readable by its owner only, with the first of them. */
export class SqliteDatabases implements Databases {
  /** Those that may still be open, with what they are known as. */
  private readonly opened = new Map<Database, DatabaseSync>();

  constructor(private readonly folder: string) {}

  async open(name: string, { create, ...options }: OpenOptions = {}): Promise<Database> {
    const { db, file } = this.openFile(name, options);
    try {
      if (create) await alone(file, () => create(db));
      return db;
    } catch (error) {
      file.close();
      throw error;
    }
  }

  async exclusively<Answer>(name: string, work: (db: Database) => Promise<Answer>): Promise<Answer> {
    const { db, file } = this.openFile(name, {});
    try {
      return await alone(file, () => work(db));
    } finally {
      file.close();
    }
  }

  exists(name: string): Promise<boolean> {
    // A process that was killed while it made one leaves a file with nothing in it.
    return Promise.resolve((statSync(this.file(name), { throwIfNoEntry: false })?.size ?? 0) > 0);
  }

  drop(name: string): Promise<void> {
    for (const suffix of FILES_OF_A_DATABASE) rmSync(this.file(name) + suffix, { force: true });
    return Promise.resolve();
  }

  async setAside(name: string, as: string): Promise<void> {
    if (!existsSync(this.file(name))) return;
    await this.drop(as);
    for (const suffix of FILES_OF_A_DATABASE) {
      if (existsSync(this.file(name) + suffix)) renameSync(this.file(name) + suffix, this.file(as) + suffix);
    }
  }

  close(): Promise<void> {
    for (const file of this.opened.values()) if (file.isOpen) file.close();
    return Promise.resolve();
  }

  private openFile(name: string, options: Omit<OpenOptions, 'create'>): { db: Database; file: DatabaseSync } {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const file = openDatabase(this.file(name), options);
    for (const [db, other] of this.opened) if (!other.isOpen) this.opened.delete(db);
    const db: Database = kyselyOn(file);
    this.opened.set(db, file);
    return { db, file };
  }

  /** The file that a database of this folder was opened on. @throws TypeError for any other database */
  fileBehind(db: Database): string {
    const file = this.opened.get(db)?.location();
    if (!file) throw new TypeError('This is no open database of this folder.');
    return file;
  }

  /** Where the database of this name is kept. */
  file(name: string): string {
    checkDatabaseName(name);
    return join(this.folder, `${name}.db`);
  }
}

/** Who works on a file alone next waits here: SQLite itself waits for a lock without letting its holder go on. */
let working: Promise<unknown> = Promise.resolve();

/** Takes the file's lock first: a transaction that only reads at the beginning could not take it later. */
function alone<Answer>(file: DatabaseSync, work: () => Promise<Answer>): Promise<Answer> {
  const inTurn = async (): Promise<Answer> => {
    file.exec('BEGIN IMMEDIATE');
    try {
      const answer = await work();
      file.exec('COMMIT');
      return answer;
    } catch (error) {
      if (file.isTransaction) file.exec('ROLLBACK');
      throw error;
    }
  };
  const done = working.then(inTurn);
  working = done.catch(() => undefined);
  return done;
}
