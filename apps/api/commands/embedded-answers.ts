import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { GroupCommit } from '@guildhall/platform/sqlite/group-commit';
import { openDatabase } from '@guildhall/platform/sqlite/open-database';
import { Answers, type Remembered } from './answers';
import type { Reply } from './reply';

/** Remembered answers in an SQLite file of their own. */
export class EmbeddedAnswers extends Answers {
  private readonly commits: GroupCommit;
  private readonly find: StatementSync;
  private readonly claim: StatementSync;
  private readonly settle: StatementSync;
  private readonly expire: StatementSync;
  private readonly drop: StatementSync;
  private readonly stamp: StatementSync;

  private constructor(private readonly db: DatabaseSync) {
    super();
    this.commits = new GroupCommit(db);
    this.find = db.prepare('SELECT fingerprint, reply FROM answers WHERE command_id = ?');
    this.claim = db.prepare(
      'INSERT OR IGNORE INTO answers (command_id, fingerprint, asked_at) VALUES (?, ?, ?)',
    );
    this.settle = db.prepare('UPDATE answers SET reply = ? WHERE command_id = ?');
    this.expire = db.prepare('DELETE FROM answers WHERE asked_at < ?');
    this.stamp = db.prepare('PRAGMA user_version = 0');
    this.drop = db.prepare('DELETE FROM answers WHERE command_id = ? AND reply IS NULL');
  }

  static open(file: string): EmbeddedAnswers {
    const db = openDatabase(file, { durability: 'rebuildable' });
    try {
      createTable(db);
      return new EmbeddedAnswers(db);
    } catch (error) {
      db.close();
      throw error;
    }
  }

  recallOrClaim(commandId: string, fingerprint: string): Promise<Remembered | undefined> {
    return this.commits.run(() => {
      const row = this.find.get(commandId) as { fingerprint: string; reply: string | null } | undefined;
      if (!row) {
        this.claim.run(commandId, fingerprint, Date.now());
        return undefined;
      }
      return {
        fingerprint: row.fingerprint,
        reply: row.reply === null ? undefined : (JSON.parse(row.reply) as Reply),
      };
    });
  }

  async remember(commandId: string, reply: Reply): Promise<void> {
    await this.commits.run(() => this.settle.run(JSON.stringify(reply), commandId));
  }

  async release(commandId: string): Promise<void> {
    await this.commits.run(() => this.drop.run(commandId));
  }

  async forgetBefore(instant: number): Promise<void> {
    await this.commits.run(() => this.expire.run(instant));
  }

  /** Writes once more what the file says anyway. */
  async health(): Promise<void> {
    await this.commits.run(() => this.stamp.run());
  }

  async close(): Promise<void> {
    await this.commits.close();
    this.db.close();
  }
}

function createTable(db: DatabaseSync): void {
  db.exec(`
    CREATE TABLE IF NOT EXISTS answers (
      command_id  TEXT PRIMARY KEY,
      fingerprint TEXT NOT NULL,
      asked_at    INTEGER NOT NULL,
      reply       TEXT
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS answers_by_age ON answers (asked_at);`);
}
