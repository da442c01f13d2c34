import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { CommitFailed, GroupCommit } from './group-commit';
import { openDatabase } from './open-database';

describe('Work that is committed together', () => {
  let folder: string;
  let db: DatabaseSync;
  let elsewhere: DatabaseSync;
  let commits: GroupCommit;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'guildhall-commit-'));
    db = openDatabase(join(folder, 'test.sqlite'));
    db.exec(`
      CREATE TABLE letters (text TEXT PRIMARY KEY);
      CREATE TABLE replies (to_letter TEXT REFERENCES letters DEFERRABLE INITIALLY DEFERRED);
    `);
    elsewhere = openDatabase(join(folder, 'test.sqlite'));
    commits = new GroupCommit(db);
  });
  afterEach(async () => {
    await commits.close();
    db.close();
    elsewhere.close();
    rmSync(folder, { recursive: true });
  });

  const write = (text: string) => db.prepare('INSERT INTO letters VALUES (?)').run(text);
  const lettersIn = (connection: DatabaseSync) =>
    connection
      .prepare('SELECT text FROM letters ORDER BY rowid')
      .all()
      .map(({ text }) => text);

  it('is in one transaction when it was asked for in one turn', async () => {
    const seen = await Promise.all([
      commits.run(() => write('a')),
      commits.run(() => write('b')),
      commits.run(() => ({ here: lettersIn(db), elsewhere: lettersIn(elsewhere) })),
    ]);

    expect(seen[2]).toEqual({ here: ['a', 'b'], elsewhere: [] });
  });

  it('is acknowledged only when everyone can see it, the neighbours too', async () => {
    const first = commits.run(() => write('a')).then(() => lettersIn(elsewhere));
    const second = commits.run(() => write('b'));

    expect(await first).toEqual(['a', 'b']);
    await second;
  });

  it('resolves with what it answered', async () => {
    expect(await commits.run(() => 42)).toBe(42);
  });

  it('is undone alone when it throws', async () => {
    const refusal = new Error('This letter is too rude');
    const outcomes = await Promise.allSettled([
      commits.run(() => write('a')),
      commits.run(() => {
        write('b');
        write('c');
        throw refusal;
      }),
      commits.run(() => write('a')), // twice the same key
      commits.run(() => write('d')),
    ]);

    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(outcomes[1]).toMatchObject({ reason: refusal });
    expect(lettersIn(elsewhere)).toEqual(['a', 'd']);
  });

  it('hears of its refusal only when what it rested on is on disk', async () => {
    const written = commits.run(() => write('a'));
    const refused = commits.run(() => write('a')).catch(() => lettersIn(elsewhere));

    expect(await refused).toEqual(['a']);
    await written;
  });

  it('is refused as a whole when the commit fails, and the next is taken', async () => {
    const outcomes = await Promise.allSettled([
      commits.run(() => write('a')),
      commits.run(() => db.exec(`INSERT INTO replies VALUES ('to a letter that nobody wrote')`)),
      commits.run(() => {
        throw new Error('refused for a reason of its own');
      }),
    ]);

    for (const outcome of outcomes)
      expect(outcome).toMatchObject({ reason: expect.any(CommitFailed) as unknown });
    expect(outcomes[0]).toMatchObject({
      reason: { message: 'Nothing was saved: FOREIGN KEY constraint failed' },
    });
    expect(lettersIn(elsewhere)).toEqual([]);

    await commits.run(() => write('b'));
    expect(lettersIn(elsewhere)).toEqual(['b']);
  });

  it('is refused as a whole when the disk is full, and taken again when there is room', async () => {
    const pages = Object.values(db.prepare('PRAGMA page_count').get() ?? {})[0];
    db.exec(`PRAGMA max_page_count = ${Number(pages)}`);

    const small = commits.run(() => write('a'));
    const large = commits.run(() => write('b'.repeat(50_000)));

    await expect(small).rejects.toThrow('Nothing was saved: database or disk is full');
    await expect(large).rejects.toThrow(CommitFailed);
    expect(lettersIn(elsewhere)).toEqual([]);

    db.exec('PRAGMA max_page_count = 1000000');
    await commits.run(() => write('c'));
    expect(lettersIn(elsewhere)).toEqual(['c']);
  });

  it('is refused while another connection holds the file, and taken afterwards', async () => {
    db.exec('PRAGMA busy_timeout = 0');
    elsewhere.exec('BEGIN IMMEDIATE');
    await expect(commits.run(() => write('a'))).rejects.toThrow('Nothing was saved: database is locked');

    elsewhere.exec('COMMIT');
    await commits.run(() => write('b'));
    expect(lettersIn(elsewhere)).toEqual(['b']);
  });

  it('is done in the order of asking, however much it is', async () => {
    const texts = Array.from({ length: 1_000 }, (_, index) => String(index));

    await Promise.all(texts.map((text) => commits.run(() => write(text))));

    expect(lettersIn(elsewhere)).toEqual(texts);
  });

  it('is committed before closing, and not taken after', async () => {
    const queued = Array.from({ length: 300 }, (_, index) => commits.run(() => write(String(index))));

    await commits.close();

    expect(lettersIn(elsewhere)).toHaveLength(300);
    await Promise.all(queued);
    await expect(commits.run(() => write('late'))).rejects.toThrow(CommitFailed);
  });
});
