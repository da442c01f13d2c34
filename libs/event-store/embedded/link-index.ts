import { setImmediate } from 'node:timers/promises';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { openDatabase } from '../../platform/sqlite/open-database';
import { isSystemRecord, type LogRecord } from './log-record';
import type { Direction, LogRecords } from './log-records';

/** Where a link of a link stream leads. */
export interface Link {
  /** Place in the link stream, from 0. */
  revision: number;
  /** Position of the event in the log. */
  position: number;
}

const TABLES = `
  CREATE TABLE IF NOT EXISTS link_streams (no INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE IF NOT EXISTS links (
    stream INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (stream, revision)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS reached (one INTEGER PRIMARY KEY CHECK (one = 1), position INTEGER NOT NULL, id TEXT NOT NULL) STRICT;
`;

/** Events indexed in one transaction: bounds how long it keeps the thread. */
const SLICE = 1_000;

/**
 * Which events belong to which category (`$ce-case`: of all streams `case-…`) and which are of which type
 * (`$et-CaseNoted`). Derived from the log, only when somebody asks: who reads no link stream pays for none. What was
 * derived is kept in a file of its own, which may be deleted at any time, or in memory.
 */
export class LinkIndex {
  readonly #db: DatabaseSync;
  readonly #records: LogRecords;
  readonly #last: StatementSync;
  readonly #page: Record<Direction, StatementSync>;
  readonly #noOf: StatementSync;
  readonly #addStream: StatementSync;
  readonly #addLink: StatementSync;
  readonly #reach: StatementSync;

  constructor(records: LogRecords, file?: string) {
    this.#records = records;
    this.#db =
      file === undefined ? new DatabaseSync(':memory:') : openDatabase(file, { durability: 'rebuildable' });
    this.#db.exec(TABLES);
    const ofStream = 'FROM links WHERE stream = (SELECT no FROM link_streams WHERE name = ?)';
    this.#last = this.#db.prepare(`SELECT max(revision) AS revision ${ofStream}`);
    this.#page = {
      forwards: this.#db.prepare(
        `SELECT revision, position ${ofStream} AND revision >= ? ORDER BY revision LIMIT ?`,
      ),
      backwards: this.#db.prepare(
        `SELECT revision, position ${ofStream} AND revision <= ? ORDER BY revision DESC LIMIT ?`,
      ),
    };
    this.#noOf = this.#db.prepare('SELECT no FROM link_streams WHERE name = ?');
    this.#addStream = this.#db.prepare('INSERT INTO link_streams (name) VALUES (?)');
    this.#addLink = this.#db.prepare(
      'INSERT INTO links SELECT ?1, coalesce(max(revision) + 1, 0), ?2 FROM links WHERE stream = ?1',
    );
    this.#reach = this.#db.prepare('INSERT OR REPLACE INTO reached VALUES (1, ?, ?)');
    this.#forgetAnotherLog();
  }

  /** Brings the index up to the end of the log, a slice at a time. */
  async catchUp(): Promise<void> {
    while (this.#slice()) await setImmediate();
  }

  /** Revision of the link stream's last link; -1 when it has none. */
  last(stream: string): number {
    return (this.#last.get(stream) as { revision: number | null }).revision ?? -1;
  }

  page(stream: string, direction: Direction, from: number, max: number): Link[] {
    return this.#page[direction].all(stream, from, max) as unknown as Link[];
  }

  close(): void {
    this.#db.close();
  }

  /** False when there was nothing more to index. */
  #slice(): boolean {
    const { position } = this.#reached();
    const { records, atEnd } = this.#records.ofAll({ from: position, max: SLICE, scan: SLICE });
    const last = records.at(-1);
    if (!last) return false;
    this.#db.exec('BEGIN');
    for (const record of records) {
      for (const stream of linkStreamsOf(record)) this.#addLink.run(this.#numberOf(stream), record.position);
    }
    this.#reach.run(last.position, last.id);
    this.#db.exec('COMMIT');
    return !atEnd;
  }

  #numberOf(stream: string): number | bigint {
    const known = this.#noOf.get(stream) as { no: number } | undefined;
    return known?.no ?? this.#addStream.run(stream).lastInsertRowid;
  }

  #reached(): { position: number; id: string } {
    const row = this.#db.prepare('SELECT position, id FROM reached').get();
    return (row as { position: number; id: string } | undefined) ?? { position: 0, id: '' };
  }

  /** An index of a log that was since replaced, by a backup for one, is of no use. */
  #forgetAnotherLog(): void {
    const { position, id } = this.#reached();
    if (position === 0 || this.#records.at(position)?.id === id) return;
    this.#db.exec('DELETE FROM links; DELETE FROM link_streams; DELETE FROM reached');
  }
}

/** The link streams an event is linked into. System events are in none. */
function linkStreamsOf(record: LogRecord): string[] {
  if (isSystemRecord(record)) return [];
  const dash = record.stream.indexOf('-');
  const byType = `$et-${record.type}`;
  return dash > 0 ? [`$ce-${record.stream.slice(0, dash)}`, byType] : [byType];
}

/** Whether a stream of this name is derived, and so nobody's to write to. */
export function isLinkStream(stream: string): boolean {
  return stream.startsWith('$ce-') || stream.startsWith('$et-');
}
