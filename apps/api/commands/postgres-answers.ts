import type { Database, Databases } from '@guildhall/platform/database/databases';
import { createTable, type Table } from '@guildhall/platform/database/table';
import { Answers, type Remembered } from './answers';
import type { Reply } from './reply';

const answers: Table = {
  name: 'answers',
  columns: { command_id: 'text', fingerprint: 'text', asked_at: 'integer', reply: 'text' },
  key: ['command_id'],
  indexes: [['asked_at']],
};

/** Remembered answers in PostgreSQL, shared by every process that takes commands. */
export class PostgresAnswers extends Answers {
  private constructor(private readonly db: Database) {
    super();
  }

  static async open(databases: Databases): Promise<PostgresAnswers> {
    const create = (db: Database): Promise<void> => createTable(db, answers);
    return new PostgresAnswers(await databases.open('answers', { durability: 'rebuildable', create }));
  }

  async recallOrClaim(commandId: string, fingerprint: string): Promise<Remembered | undefined> {
    for (;;) {
      const { numInsertedOrUpdatedRows } = await this.db
        .insertInto(answers.name)
        .values({ command_id: commandId, fingerprint, asked_at: Date.now() })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      if (numInsertedOrUpdatedRows === 1n) return undefined;
      const row = await this.db
        .selectFrom(answers.name)
        .select(['fingerprint', 'reply'])
        .where('command_id', '=', commandId)
        .executeTakeFirst();
      if (!row) continue; // Another process has released it in between.
      return {
        fingerprint: String(row['fingerprint']),
        reply: row['reply'] == null ? undefined : (JSON.parse(String(row['reply'])) as Reply),
      };
    }
  }

  async remember(commandId: string, reply: Reply): Promise<void> {
    await this.db
      .updateTable(answers.name)
      .set({ reply: JSON.stringify(reply) })
      .where('command_id', '=', commandId)
      .execute();
  }

  async release(commandId: string): Promise<void> {
    await this.db
      .deleteFrom(answers.name)
      .where('command_id', '=', commandId)
      .where('reply', 'is', null)
      .execute();
  }

  async health(): Promise<void> {
    await this.db.selectFrom(answers.name).select('command_id').limit(1).execute();
  }

  async forgetBefore(instant: number): Promise<void> {
    await this.db.deleteFrom(answers.name).where('asked_at', '<', instant).execute();
  }

  close(): Promise<void> {
    return this.db.destroy();
  }
}
