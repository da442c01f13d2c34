import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { HeldJob, JobPayload, JobState, QueueFigures } from '../jobs';
import { instantAfter, type Recurrence } from '../recurrence';
import { createJobsSchema, STAMP } from './jobs-schema';

/** A job as its row has it. */
export interface JobRow {
  id: string;
  at: number;
  due: number;
  payload: string;
  failures: number;
  /** How often the process ended while it was in hand. */
  crashes: number;
  repeat: string | null;
}

/** A row that a worker has taken. */
export interface TakenRow extends JobRow {
  queue: string;
  ticket: number;
}

/** What is to become of a job that was in hand. */
export type Verdict =
  | { kind: 'done' }
  | { kind: 'again'; due: number; failures: number; reason: string | null }
  | { kind: 'dead'; at: number; failures: number; reason: string };

const states: readonly JobState[] = ['waiting', 'in-hand', 'dead'];
const [WAITING, IN_HAND, DEAD] = [0, 1, 2];

/** The jobs in their file: statements only. Whatever writes is called inside a transaction, and may be called twice. */
export class JobTable {
  readonly #statements: Record<keyof typeof sql, StatementSync>;

  constructor(db: DatabaseSync) {
    createJobsSchema(db);
    const prepared = Object.entries(sql).map(([name, text]) => [name, db.prepare(text)]);
    this.#statements = Object.fromEntries(prepared) as Record<keyof typeof sql, StatementSync>;
  }

  /** As `JobQueue.schedule` says. */
  put(queue: string, id: string, at: number, payload: string): void {
    this.#statements.put.run(queue, id, at, at, payload);
  }

  remove(queue: string, id: string): void {
    this.#statements.remove.run(queue, id);
  }

  find<Payload extends JobPayload>(queue: string, id: string): HeldJob<Payload> | undefined {
    const row = this.#statements.find.get(queue, id);
    return row && heldJob(row);
  }

  dead<Payload extends JobPayload>(queue: string, max: number): HeldJob<Payload>[] {
    return this.#statements.dead.all(queue, max).map((row) => heldJob(row));
  }

  /** Whether it was dead. */
  replay(queue: string, id: string, now: number): boolean {
    return this.#statements.replay.run(now, queue, id).changes === 1;
  }

  /** Takes what has been due the longest. Of a repeating job, schedules the next. */
  take(queue: string, ticket: number, now: number, max: number): TakenRow[] {
    const rows = this.#statements.take.all(ticket, queue, now, max) as unknown as JobRow[];
    for (const { repeat, at } of rows) if (repeat !== null) this.#scheduleNext(queue, repeat, at, now);
    return rows.map((row) => ({ ...row, queue, ticket })).sort((a, b) => a.due - b.due);
  }

  /** When the next waiting job is due; Infinity when none waits. */
  nextDue(queue: string): number {
    return (this.#statements.nextDue.get(queue)?.due as number | null | undefined) ?? Infinity;
  }

  /** Nothing happens when the ticket is no longer good: the job was cancelled, or given back. */
  settle({ queue, id, ticket }: TakenRow, verdict: Verdict): void {
    const sql = this.#statements;
    // Moved while it was in hand: whatever came of it, it waits for its new instant.
    if (sql.wasMoved.run(queue, id, ticket).changes === 1) return;
    if (verdict.kind === 'done') sql.done.run(queue, id, ticket);
    else if (verdict.kind === 'dead')
      sql.bury.run(verdict.at, verdict.failures, verdict.reason, queue, id, ticket);
    else sql.again.run(verdict.due, verdict.failures, verdict.reason, queue, id, ticket);
  }

  giveBack({ queue, id, ticket }: TakenRow): void {
    this.#statements.giveBack.run(queue, id, ticket);
  }

  /** After a crash: whatever was in hand is nobody's now. */
  giveBackAll(): void {
    // Queue by queue, by the index: there are few queues, and there may be millions of jobs.
    const sql = this.#statements;
    let queue = sql.nextQueue.get('')?.queue;
    while (typeof queue === 'string') {
      sql.giveBackAll.run(queue);
      queue = sql.nextQueue.get(queue)?.queue;
    }
  }

  figures(queue: string, now: number): QueueFigures {
    const row = this.#statements.figures.get({ queue, now }) as unknown as QueueFigures & {
      oldest: number | null;
    };
    const { oldest, ...counts } = row;
    return { ...counts, waitingMs: oldest === null ? 0 : Math.max(0, now - oldest) };
  }

  /** Answers when it is due first, or undefined when it is there already, just so. */
  repeat(
    queue: string,
    id: string,
    recurrence: Recurrence,
    payload: string,
    now: number,
  ): number | undefined {
    const sql = this.#statements;
    const asText = JSON.stringify(recurrence);
    const known = sql.findRepeat.get(queue, id);
    if (known?.recurrence === asText && known.payload === payload) return undefined;
    sql.removeOccurrences.run(queue, id);
    sql.putRepeat.run(queue, id, asText, payload);
    const first = 'cron' in recurrence ? instantAfter(recurrence, now, now) : now;
    sql.putOccurrence.run(queue, occurrence(id, first), first, first, payload, id);
    return first;
  }

  stopRepeating(queue: string, id: string): void {
    this.#statements.removeRepeat.run(queue, id);
    this.#statements.removeOccurrences.run(queue, id);
  }

  /** Writes once more what the file says anyway: only a write tells a full or read-only disk. */
  stamp(): void {
    this.#statements.stamp.run();
  }

  #scheduleNext(queue: string, id: string, last: number, now: number): void {
    const known = this.#statements.findRepeat.get(queue, id);
    if (!known) return;
    const next = instantAfter(JSON.parse(known.recurrence as string) as Recurrence, last, now);
    this.#statements.putOccurrence.run(queue, occurrence(id, next), next, next, known.payload ?? '', id);
  }
}

/** The id of one job of a repeating one. No job that is scheduled by itself can have it. */
function occurrence(id: string, at: number): string {
  return `${id}@${at}`;
}

function heldJob<Payload extends JobPayload>(row: Record<string, unknown>): HeldJob<Payload> {
  const { id, at, due, payload, state, failures, reason } = row as unknown as JobRow & {
    state: number;
    reason: string | null;
  };
  return {
    id,
    at,
    payload: JSON.parse(payload) as Payload,
    state: states[state] ?? 'dead',
    failures,
    reason: reason ?? undefined,
    givenUpAt: state === DEAD ? due : undefined,
  };
}

const MINE = 'queue = ? AND id = ? AND ticket = ?';

const sql = {
  put: `
    INSERT INTO jobs (queue, id, at, due, payload) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET
      at = excluded.at, due = excluded.due, payload = excluded.payload, failures = 0, crashes = 0, reason = NULL,
      moved = state = ${IN_HAND}, state = iif(state = ${IN_HAND}, ${IN_HAND}, ${WAITING})
    WHERE at <> excluded.at`,
  remove: 'DELETE FROM jobs WHERE queue = ? AND id = ?',
  find: 'SELECT * FROM jobs WHERE queue = ? AND id = ?',
  dead: `SELECT * FROM jobs WHERE queue = ? AND state = ${DEAD} ORDER BY due DESC LIMIT ?`,
  replay: `
    UPDATE jobs SET state = ${WAITING}, due = ?, failures = 0, crashes = 0
    WHERE queue = ? AND id = ? AND state = ${DEAD}`,
  take: `
    UPDATE jobs SET state = ${IN_HAND}, ticket = ?
    WHERE (queue, id) IN (
      SELECT queue, id FROM jobs WHERE queue = ? AND state = ${WAITING} AND due <= ? ORDER BY due LIMIT ?
    )
    RETURNING id, at, due, payload, failures, crashes, repeat`,
  nextDue: `SELECT min(due) AS due FROM jobs WHERE queue = ? AND state = ${WAITING}`,
  wasMoved: `UPDATE jobs SET state = ${WAITING}, ticket = NULL, moved = 0 WHERE ${MINE} AND moved = 1`,
  done: `DELETE FROM jobs WHERE ${MINE}`,
  bury: `UPDATE jobs SET state = ${DEAD}, due = ?, ticket = NULL, failures = ?, reason = ? WHERE ${MINE}`,
  again: `UPDATE jobs SET state = ${WAITING}, ticket = NULL, due = ?, failures = ?, reason = ? WHERE ${MINE}`,
  giveBack: `UPDATE jobs SET state = ${WAITING}, ticket = NULL, moved = 0 WHERE ${MINE}`,
  nextQueue: 'SELECT min(queue) AS queue FROM jobs WHERE queue > ?',
  giveBackAll: `
    UPDATE jobs SET state = ${WAITING}, ticket = NULL, crashes = iif(moved, 0, crashes + 1), moved = 0
    WHERE queue = ? AND state = ${IN_HAND}`,
  figures: `
    SELECT
      (SELECT count(*) FROM jobs WHERE queue = $queue AND state = ${WAITING} AND due > $now) AS scheduled,
      (SELECT count(*) FROM jobs WHERE queue = $queue AND state = ${WAITING} AND due <= $now) AS due,
      (SELECT count(*) FROM jobs WHERE queue = $queue AND state = ${IN_HAND}) AS inHand,
      (SELECT count(*) FROM jobs WHERE queue = $queue AND state = ${DEAD}) AS dead,
      (SELECT min(due) FROM jobs WHERE queue = $queue AND state = ${WAITING} AND due <= $now) AS oldest`,
  findRepeat: 'SELECT recurrence, payload FROM repeats WHERE queue = ? AND id = ?',
  putRepeat: `
    INSERT INTO repeats (queue, id, recurrence, payload) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET recurrence = excluded.recurrence, payload = excluded.payload`,
  removeRepeat: 'DELETE FROM repeats WHERE queue = ? AND id = ?',
  putOccurrence:
    'INSERT INTO jobs (queue, id, at, due, payload, repeat) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  removeOccurrences: `DELETE FROM jobs WHERE queue = ? AND repeat = ? AND state = ${WAITING}`,
  stamp: STAMP,
};
