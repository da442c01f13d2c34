import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type ExpectedRevision, RevisionConflict } from '../event-store';
import { checksumOf } from './checksum';
import type { NewRecord } from './log-record';

/** Where a stream ends: its number in the file, and the revision of its last event. */
type StreamEnd = [no: number, revision: number];

/** Where an event stands. */
export interface Place {
  revision: number;
  position: number;
}

/**
 * Writes records, inside a transaction that its caller holds. Nothing about the log is remembered outside the file:
 * there is no cache that a failed commit could leave wrong, and the look-ups that one would save cost a tenth of an
 * append.
 */
export class LogAppender {
  readonly #now: () => number;
  readonly #endOf: StatementSync;
  readonly #addStream: StatementSync;
  readonly #placeOf: StatementSync;
  readonly #addEvent: StatementSync;

  constructor(db: DatabaseSync, now: () => number) {
    this.#now = now;
    this.#endOf = db.prepare(
      'SELECT no, (SELECT max(revision) FROM events WHERE stream = no) FROM streams WHERE name = ?',
      { returnArrays: true },
    );
    this.#addStream = db.prepare('INSERT INTO streams (name) VALUES (?)');
    this.#placeOf = db.prepare('SELECT revision, position FROM events WHERE stream = ? AND id = ?');
    this.#addEvent = db.prepare(
      'INSERT INTO events (stream, revision, id, type, created, checksum, data, metadata) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    );
  }

  /**
   * Where the last of these records stands, appended now or, when all of them stand already, once before. A conflict
   * is answered, not thrown: it has written nothing that must be undone.
   */
  append(
    stream: string,
    expected: ExpectedRevision,
    records: readonly NewRecord[],
  ): Place | RevisionConflict {
    const end = this.#endOf.get(stream) as StreamEnd | undefined;
    const standing = end ? this.#standing(end[0], records) : [];
    const last = standing.at(-1);
    if (last && isOneAppend(standing, records)) return last;
    if (last || !isAt(expected, end?.[1])) return new RevisionConflict(stream, expected, end?.[1]);

    const no = end?.[0] ?? this.#addStream.run(stream).lastInsertRowid;
    const created = this.#now();
    let revision = end?.[1] ?? -1;
    let position: number | bigint = 0;
    for (const record of records) {
      revision++;
      const { id, type, data, metadata } = record;
      const checksum = checksumOf(stream, revision, created, record);
      position = this.#addEvent.run(
        no,
        revision,
        id,
        type,
        created,
        checksum,
        data,
        metadata,
      ).lastInsertRowid;
    }
    return { revision, position: Number(position) };
  }

  /** Where those of these records stand that the stream already holds, in the order given. */
  #standing(stream: number, records: readonly NewRecord[]): Place[] {
    return records.flatMap(({ id }) => (this.#placeOf.get(stream, id) as Place | undefined) ?? []);
  }
}

/** Whether these places are what appending these very records once left behind. */
function isOneAppend(places: readonly Place[], records: readonly NewRecord[]): boolean {
  const first = places[0]?.revision ?? 0;
  return (
    places.length === records.length && places.every(({ revision }, index) => revision === first + index)
  );
}

function isAt(expected: ExpectedRevision, actual: number | undefined): boolean {
  if (expected === 'any') return true;
  if (expected === 'none') return actual === undefined;
  if (expected === 'exists') return actual !== undefined;
  return expected === actual;
}
