import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Works in one transaction at most: bounds how long the process is busy with one commit, to about 10 ms. */
const BATCH = 256;

/** The transaction did not reach the disk: nothing of it was saved, and the next one may well be. */
export class CommitFailed extends Error {
  override readonly name = 'CommitFailed';
  constructor(cause: unknown) {
    super(`Nothing was saved: ${(cause as Error).message}`, { cause });
  }
}

/** A piece of work in the queue. */
interface Work {
  /** Does it, inside the transaction; answers how to tell its owner once the transaction is durable. */
  perform(): () => void;
  reject(error: unknown): void;
}

/**
 * Commits together what was asked for together. A sync to disk costs the same for one write as for a hundred, so
 * all work queued in one turn of the event loop shares one transaction, and its owners hear when it is durable.
 *
 * A batch is done straight through. Only when something throws is it rolled back and done again, now with a
 * savepoint around each piece of work, so that the one that throws is undone alone. Savepoints from the start would
 * cost every append an eighth (SQLite sets each page aside); this way they cost a second pass after a throw. So
 * throw for what is exceptional, and answer a refusal as a value.
 */
export class GroupCommit {
  readonly #db: DatabaseSync;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  readonly #rollback: StatementSync;
  readonly #savepoint: StatementSync;
  readonly #release: StatementSync;
  readonly #undo: StatementSync;
  readonly #queue: Work[] = [];
  #closed = false;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#begin = db.prepare('BEGIN IMMEDIATE');
    this.#commit = db.prepare('COMMIT');
    this.#rollback = db.prepare('ROLLBACK');
    this.#savepoint = db.prepare('SAVEPOINT work');
    this.#release = db.prepare('RELEASE work');
    this.#undo = db.prepare('ROLLBACK TO work');
  }

  /**
   * Does this work inside the next transaction, in the order of asking. Resolves with what it answered, or rejects
   * with what it threw, only after the COMMIT: a refusal too may rest on what a neighbour wrote a moment before.
   *
   * @param work is done when it returns; it may be done twice, and so changes nothing but the database
   * @throws CommitFailed when the transaction as a whole failed: disk full, locked, I/O error
   */
  run<T>(work: () => T): Promise<T> {
    if (this.#closed) return Promise.reject(new CommitFailed(new Error('the database has been closed')));
    return new Promise((resolve, reject) => {
      this.#queue.push({
        perform: () => {
          const answer = work();
          return () => resolve(answer);
        },
        reject,
      });
      if (this.#queue.length === 1) this.#schedule();
    });
  }

  /** Commits what is queued and takes no more. The connection stays open: it is its owner's. */
  close(): Promise<void> {
    this.#closed = true;
    while (this.#queue.length > 0) this.#transact();
    return Promise.resolve();
  }

  /** After the I/O of this turn, so that requests that arrived together are committed together. */
  #schedule(): void {
    setImmediate(() => {
      this.#transact();
      if (this.#queue.length > 0) this.#schedule();
    });
  }

  #transact(): void {
    const batch = this.#queue.splice(0, BATCH);
    if (batch.length === 0) return;
    try {
      this.#begin.run();
      const tellOwners = this.#straightThrough(batch) ?? batch.map((work) => this.#apart(work));
      this.#commit.run();
      for (const tell of tellOwners) tell();
    } catch (error) {
      if (this.#db.isTransaction) this.#rollback.run();
      const failure = new CommitFailed(error);
      for (const work of batch) work.reject(failure);
    }
  }

  /** Undefined, with a new transaction in which nothing is done yet, when one of them throws. */
  #straightThrough(batch: readonly Work[]): (() => void)[] | undefined {
    try {
      return batch.map((work) => work.perform());
    } catch {
      if (this.#db.isTransaction) this.#rollback.run();
      this.#begin.run();
      return undefined;
    }
  }

  /** Does one piece of work so that its failure undoes nothing else. */
  #apart(work: Work): () => void {
    this.#savepoint.run();
    try {
      const tell = work.perform();
      this.#release.run();
      return tell;
    } catch (error) {
      // After some errors (disk full, I/O) SQLite itself has rolled back everything: no neighbour was spared.
      if (!this.#db.isTransaction) throw error;
      this.#undo.run();
      this.#release.run();
      return () => work.reject(error);
    }
  }
}
