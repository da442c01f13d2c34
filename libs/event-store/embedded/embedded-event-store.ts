import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { GroupCommit } from '../../platform/sqlite/group-commit';
import { assertDurable, openDatabase } from '../../platform/sqlite/open-database';
import { checkAppend } from '../check-append';
import { RevisionConflict } from '../event-store';
import type { AppendResult, EventData, EventStore, ExpectedRevision } from '../event-store';
import { EmbeddedLog } from './embedded-log';
import { positionOf } from './log-position';
import { createLogSchema, STAMP } from './log-schema';

export interface EmbeddedEventStoreOptions {
  /** Made when it does not exist; its folder must. */
  file: string;
  /** UTC milliseconds: the clock that dates events. */
  now?: () => number;
}

/** Where a stream ends: its number in the file, and the revision of its last event. */
type StreamEnd = [no: number, revision: number];

/** Where an event stands. */
interface Place {
  revision: number;
  position: number;
}

/**
 * The log in one SQLite file, in process. An append is acknowledged when it is on disk; appends of one turn share
 * one sync ({@link GroupCommit}). Nothing about the log is remembered outside the file: there is no cache that a
 * failed commit could leave wrong, and the look-ups that one would save cost a tenth of an append.
 */
export class EmbeddedEventStore extends EmbeddedLog implements EventStore {
  readonly #now: () => number;
  readonly #commits: GroupCommit;
  readonly #endOf: StatementSync;
  readonly #addStream: StatementSync;
  readonly #placeOf: StatementSync;
  readonly #addEvent: StatementSync;
  readonly #stamp: StatementSync;

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

  /** Over a connection of its own, which `close` closes. */
  constructor(db: DatabaseSync, now: () => number = Date.now) {
    assertDurable(db);
    createLogSchema(db);
    super(db);
    this.#now = now;
    this.#commits = new GroupCommit(db);
    this.#endOf = db.prepare(
      'SELECT no, (SELECT max(revision) FROM events WHERE stream = no) FROM streams WHERE name = ?',
      { returnArrays: true },
    );
    this.#addStream = db.prepare('INSERT INTO streams (name) VALUES (?)');
    this.#placeOf = db.prepare('SELECT revision, position FROM events WHERE stream = ? AND id = ?');
    this.#addEvent = db.prepare(
      'INSERT INTO events (stream, revision, id, type, created, data, metadata) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    this.#stamp = db.prepare(STAMP);
  }

  async append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly EventData[],
  ): Promise<AppendResult> {
    checkAppend(stream, events);
    const outcome = await this.#commits.run(() => this.#append(stream, expected, events));
    if (outcome instanceof RevisionConflict) throw outcome;
    this.news.publish();
    return outcome;
  }

  /** Resolves after the next append, or when the signal is aborted: to wake readers on other threads. */
  appended(signal: AbortSignal): Promise<void> {
    return this.news.after(this.news.edition, signal);
  }

  /** Writes, for only a write tells a full or read-only disk: once more what the file says anyway. */
  async health(): Promise<void> {
    await this.#commits.run(() => this.#stamp.run());
  }

  async close(): Promise<void> {
    await this.#commits.close();
    this.closeLog();
  }

  /** Inside a transaction. A conflict is answered, not thrown: it has written nothing that must be undone. */
  #append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly EventData[],
  ): AppendResult | RevisionConflict {
    const end = this.#endOf.get(stream) as StreamEnd | undefined;
    const standing = end ? this.#standing(end[0], events) : [];
    const last = standing.at(-1);
    if (last && isOneAppend(standing, events)) {
      return { revision: last.revision, position: positionOf(last.position) };
    }
    if (last || !isAt(expected, end?.[1])) return new RevisionConflict(stream, expected, end?.[1]);

    const no = end?.[0] ?? this.#addStream.run(stream).lastInsertRowid;
    const created = this.#now();
    let revision = end?.[1] ?? -1;
    let position: number | bigint = 0;
    for (const { id, type, data, metadata } of events) {
      revision++;
      position = this.#addEvent.run(no, revision, id, type, created, data, metadata).lastInsertRowid;
    }
    return { revision, position: positionOf(Number(position)) };
  }

  /** Where those of these events stand that the stream already holds, in the order given. */
  #standing(stream: number, events: readonly EventData[]): Place[] {
    return events.flatMap(({ id }) => (this.#placeOf.get(stream, id) as Place | undefined) ?? []);
  }
}

/** Whether these places are what appending these very events once left behind. */
function isOneAppend(places: readonly Place[], events: readonly EventData[]): boolean {
  const first = places[0]?.revision ?? 0;
  return places.length === events.length && places.every(({ revision }, index) => revision === first + index);
}

function isAt(expected: ExpectedRevision, actual: number | undefined): boolean {
  if (expected === 'any') return true;
  if (expected === 'none') return actual === undefined;
  if (expected === 'exists') return actual !== undefined;
  return expected === actual;
}
