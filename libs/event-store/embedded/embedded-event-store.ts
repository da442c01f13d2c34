import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { assertRoom } from '../../platform/room-on-disk';
import { CommitFailed, GroupCommit } from '../../platform/sqlite/group-commit';
import { assertDurable, openDatabase } from '../../platform/sqlite/open-database';
import { isUnreadable } from '../../platform/sqlite/sqlite-error';
import { checkAppend } from '../check-append';
import { RevisionConflict } from '../event-store';
import type { AppendResult, EventData, EventStore, ExpectedRevision } from '../event-store';
import { EmbeddedLog } from './embedded-log';
import { LogAppender } from './log-appender';
import { positionOf } from './log-position';
import { createLogSchema, STAMP } from './log-schema';

export interface EmbeddedEventStoreOptions {
  /** Made when it does not exist; its folder must. */
  file: string;
  /** UTC milliseconds: the clock that dates events. */
  now?: () => number;
}

/**
 * The log in one SQLite file, in process. An append is acknowledged when it is on disk; appends of one turn share
 * one sync ({@link GroupCommit}).
 */
export class EmbeddedEventStore extends EmbeddedLog implements EventStore {
  readonly #commits: GroupCommit;
  readonly #appender: LogAppender;
  readonly #stamp: StatementSync;
  readonly #folder: string | undefined;

  /** @throws Error when the file cannot be opened, cannot be made durable, or holds a log of a newer version */
  static open({ file, now }: EmbeddedEventStoreOptions): EmbeddedEventStore {
    const db = openDatabase(file);
    try {
      return new EmbeddedEventStore(db, now);
    } catch (error) {
      db.close();
      throw error;
    }
  }

  /** A log that is gone when it is closed: for trying things out. */
  static inMemory({ now }: Pick<EmbeddedEventStoreOptions, 'now'> = {}): EmbeddedEventStore {
    return new EmbeddedEventStore(new DatabaseSync(':memory:'), now);
  }

  /** Over a connection of its own, which `close` closes. */
  constructor(db: DatabaseSync, now: () => number = Date.now) {
    if (db.location() !== null) assertDurable(db);
    createLogSchema(db);
    super(db);
    this.#commits = new GroupCommit(db);
    this.#appender = new LogAppender(db, now);
    this.#stamp = db.prepare(STAMP);
    const file = db.location();
    this.#folder = file === null ? undefined : dirname(file);
  }

  async append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly EventData[],
  ): Promise<AppendResult> {
    checkAppend(stream, events);
    const outcome = await this.write((appender) => appender.append(stream, expected, events));
    if (outcome instanceof RevisionConflict) throw outcome;
    return { revision: outcome.revision, position: positionOf(outcome.position) };
  }

  /**
   * Reads and writes below the port's checks, in one transaction with whatever else is written in this turn. Resolves
   * with what the work answered, when it is on disk.
   * @param work may be done twice, and so changes nothing but the log
   * @throws LogCorrupted when the log is known to be damaged: what is acknowledged on it would be lost with it
   */
  async write<T>(work: (appender: LogAppender) => T): Promise<T> {
    const outcome = await this.#inTransaction(() => work(this.#appender));
    this.news.publish();
    return outcome;
  }

  /** Resolves after the next append, or when the signal is aborted: to wake readers on other threads. */
  appended(signal: AbortSignal): Promise<void> {
    return this.news.after(this.news.edition, signal);
  }

  /**
   * Writes, for only a write tells a read-only disk: once more what the file says anyway. That may fit where the next event
   * does not, so it asks for room too.
   */
  async health(): Promise<void> {
    if (this.#folder !== undefined) await assertRoom(this.#folder);
    await this.#inTransaction(() => this.#stamp.run());
  }

  async close(): Promise<void> {
    await this.#commits.close();
    this.closeLog();
  }

  async #inTransaction<T>(work: () => T): Promise<T> {
    try {
      return await this.#commits.run(() => {
        this.damage.assertNone();
        return work();
      });
    } catch (error) {
      const cause = error instanceof CommitFailed ? error.cause : error;
      if (!isUnreadable(cause)) throw error;
      throw this.damage.meet('the end of the log', 'missing or unreadable', { cause });
    }
  }
}
