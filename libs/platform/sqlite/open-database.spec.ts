import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { assertDurable, openDatabase } from './open-database';
import { readPragma } from './pragma';

describe('A database', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'guildhall-database-'));
    file = join(folder, 'test.sqlite');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('keeps a write-ahead log and syncs every commit, unless told otherwise', () => {
    using db = openDatabase(file);

    expect(readPragma(db, 'journal_mode')).toBe('wal');
    expect(readPragma(db, 'synchronous')).toBe(2);
    expect(() => assertDurable(db)).not.toThrow();
  });

  it('that can be rebuilt does not wait for the disk', () => {
    using db = openDatabase(file, { durability: 'rebuildable' });

    expect(readPragma(db, 'synchronous')).toBe(1);
    expect(() => assertDurable(db)).toThrow('needs synchronous = 2 and has 1');
  });

  it('waits for a lock instead of failing at once', () => {
    using db = openDatabase(file);

    expect(readPragma(db, 'busy_timeout')).toBe(5_000);
  });

  it('opened for reading sees what is there and cannot be written to', () => {
    using db = openDatabase(file);
    db.exec('CREATE TABLE letters (text TEXT)');
    using reader = openDatabase(file, { readOnly: true });

    expect(reader.prepare('SELECT * FROM letters').all()).toEqual([]);
    expect(() => reader.exec(`INSERT INTO letters VALUES ('a')`)).toThrow('readonly');
  });

  it('that does not exist is not made by reading it', () => {
    expect(() => openDatabase(file, { readOnly: true })).toThrow('unable to open');
  });

  it('that cannot keep a write-ahead log is refused with a sentence', () => {
    expect(() => openDatabase(':memory:')).toThrow(
      'A database in memory needs journal_mode = wal and has memory. Put the data folder on a local disk',
    );
  });

  it('that was made by others without a write-ahead log is not read as if it had one', () => {
    using other = new DatabaseSync(file);
    other.exec('CREATE TABLE letters (text TEXT)');

    expect(() => openDatabase(file, { readOnly: true })).toThrow('needs journal_mode = wal and has delete');
  });
});
