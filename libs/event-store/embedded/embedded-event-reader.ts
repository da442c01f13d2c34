import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '../../platform/sqlite/open-database';
import { readPragma } from '../../platform/sqlite/pragma';
import { EmbeddedLog } from './embedded-log';

export interface EmbeddedEventReaderOptions {
  /** The file of an {@link EmbeddedEventStore}, which made it before. */
  file: string;
  /** How often to look for new events, in milliseconds; 20 when left out. */
  pollEvery?: number;
}

/**
 * Reads the log of an `EmbeddedEventStore` from another thread, over a connection of its own: neither waits for the
 * other. SQLite cannot call across connections, so it looks for news itself; `wake` saves it the wait.
 */
export class EmbeddedEventReader extends EmbeddedLog {
  readonly #poll: NodeJS.Timeout;
  #seen: unknown;

  /** @throws Error when the file does not exist, holds no log, or one of a newer version */
  static open({ file, pollEvery = 20 }: EmbeddedEventReaderOptions): EmbeddedEventReader {
    const db = openDatabase(file, { readOnly: true });
    try {
      return new EmbeddedEventReader(db, pollEvery);
    } catch (error) {
      db.close();
      throw error;
    }
  }

  private constructor(db: DatabaseSync, pollEvery: number) {
    super(db);
    this.#seen = this.#version();
    this.#poll = setInterval(() => this.#look(), pollEvery);
  }

  /** Look now: the owner knows that there is something new. */
  wake(): void {
    this.news.publish();
  }

  close(): Promise<void> {
    clearInterval(this.#poll);
    this.closeLog();
    return Promise.resolve();
  }

  #look(): void {
    const version = this.#version();
    if (version === this.#seen) return;
    this.#seen = version;
    this.news.publish();
  }

  /** A number that changes when another connection commits; undefined when it cannot be read. */
  #version(): unknown {
    try {
      return readPragma(this.db, 'data_version');
    } catch {
      return undefined; // Those who wait read again, and are told of the trouble in their own call.
    }
  }
}
