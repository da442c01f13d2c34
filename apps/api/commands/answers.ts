import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { GroupCommit } from '@guildhall/platform/sqlite/group-commit';
import { openDatabase } from '@guildhall/platform/sqlite/open-database';
import type { Reply } from './reply';

/** What is remembered of a command that came with an idempotency key. */
export interface Remembered {
  fingerprint: string;
  /** Missing while it is being carried out, or when the program died on it: the log knows whether it was. */
  reply?: Reply;
}

/**
 * The answers given to commands with an Idempotency-Key, refusals and no-ops among them. Only a memory: whether a
 * command was carried out is in the log, which recognises the command's id; so a power cut may take the last of these.
 */
export class Answers {
  private readonly commits: GroupCommit;
  private readonly find: StatementSync;
  private readonly claim: StatementSync;
  private readonly settle: StatementSync;
  private readonly expire: StatementSync;
  private readonly drop: StatementSync;

  private constructor(private readonly db: DatabaseSync) {
    this.commits = new GroupCommit(db);
    this.find = db.prepare('SELECT fingerprint, reply FROM answers WHERE command_id = ?');
    this.claim = db.prepare(
      'INSERT OR IGNORE INTO answers (command_id, fingerprint, asked_at) VALUES (?, ?, ?)',
    );
    this.settle = db.prepare('UPDATE answers SET reply = ? WHERE command_id = ?');
    this.expire = db.prepare('DELETE FROM answers WHERE asked_at < ?');
    this.drop = db.prepare('DELETE FROM answers WHERE command_id = ? AND reply IS NULL');
  }

  static open(file: string): Answers {
    const db = openDatabase(file, { durability: 'rebuildable' });
    db.exec(`
      CREATE TABLE IF NOT EXISTS answers (
        command_id  TEXT PRIMARY KEY,
        fingerprint TEXT NOT NULL,
        asked_at    INTEGER NOT NULL,
        reply       TEXT
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS answers_by_age ON answers (asked_at);`);
    return new Answers(db);
  }

  /** What is remembered, or nothing: then it is remembered from now on that this was asked. */
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

  /** Forgets that it was asked: the request could not even be read, so its key may come again with a better one. */
  async release(commandId: string): Promise<void> {
    await this.commits.run(() => this.drop.run(commandId));
  }

  /** Forgets what was asked before this instant (UTC milliseconds). */
  async forgetBefore(instant: number): Promise<void> {
    await this.commits.run(() => this.expire.run(instant));
  }

  async close(): Promise<void> {
    await this.commits.close();
    this.db.close();
  }
}
