import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyBack } from './copy-back';
import { openDatabase } from './open-database';

describe('a write-ahead log', () => {
  let folder: string;
  let file: string;
  let writer: DatabaseSync;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'guildhall-copy-back-'));
    file = join(folder, 'some.db');
    writer = openDatabase(file);
    writer.exec('PRAGMA wal_autocheckpoint = 0; CREATE TABLE pages (no INTEGER PRIMARY KEY, page BLOB)');
  });
  afterEach(() => {
    writer.close();
    rmSync(folder, { recursive: true });
  });

  /** Writes so many pages, and a few more for where they are. */
  const write = (pages: number): unknown =>
    writer
      .prepare(
        `WITH RECURSIVE some(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM some WHERE n < ?)
         INSERT INTO pages (page) SELECT randomblob(4000) FROM some`,
      )
      .run(pages);
  const pagesIn = (db: DatabaseSync): unknown =>
    db.prepare('SELECT count(*) AS pages FROM pages').get()?.['pages'];
  const notCopied = (): number => {
    const { log, checkpointed } = writer.prepare('PRAGMA wal_checkpoint(noop)').get() ?? {};
    return Number(log) - Number(checkpointed);
  };

  it('is copied back into its file once it has grown, and its writer goes on', () => {
    write(1_500);
    expect(notCopied()).toBeGreaterThan(1_500);
    copyBack(file);
    expect(notCopied()).toBe(0);
    expect(statSync(file).size).toBeGreaterThan(1_500 * 4_096);
    write(10);
    expect(pagesIn(writer)).toBe(1_510);
  });

  it('is left as it is while it is short', () => {
    write(400);
    copyBack(file);
    expect(notCopied()).toBeGreaterThan(400);
  });

  it('is begun again from its start once it has been copied back, and so grows no more', () => {
    write(1_500);
    copyBack(file);
    const { size } = statSync(`${file}-wal`);
    for (let round = 0; round < 3; round++) {
      write(1_000);
      copyBack(file);
    }
    expect(statSync(`${file}-wal`).size).toBe(size);
    expect(pagesIn(writer)).toBe(4_500);
  });

  it('is begun again also where its writer never rests', () => {
    const pages = 12_000;
    write(pages);
    copyBack(file);
    write(1);
    const { log } = writer.prepare('PRAGMA wal_checkpoint(noop)').get() ?? {};
    expect(log).toBeLessThan(10);
    expect(pagesIn(writer)).toBe(pages + 1);
  });

  it('changes nothing for whoever is reading', () => {
    write(1_500);
    const reader = openDatabase(file, { readOnly: true });
    reader.exec('BEGIN');
    expect(pagesIn(reader)).toBe(1_500);
    write(1_500);
    copyBack(file);
    expect(pagesIn(reader)).toBe(1_500);
    reader.exec('COMMIT');
    expect(pagesIn(reader)).toBe(3_000);
    reader.close();
  });

  it('is not made where the database has been thrown away', () => {
    write(1_500);
    rmSync(file);
    expect(() => copyBack(file)).toThrow('unable to open');
    expect(existsSync(file)).toBe(false);
  });
});
