import { sql } from 'kysely';
import type { Position } from '../event-store/event-store';
import type { Database } from '../platform/database/databases';

const TABLE = 'checkpoint';

/** How far a projection has come. It stands in the projection's own database and moves in the same transaction as the rows. */
export interface Checkpoint {
  position: Position;
  /** When the last event applied was recorded, in UTC milliseconds; 0 before the first. */
  eventAt: number;
}

/** Another projector has moved this checkpoint: two are at work, and this one has written nothing. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
  constructor(expected: string) {
    super(
      `The checkpoint is no longer at ${expected || 'the start'}: another projector is at work on this read model.`,
    );
  }
}

export async function createCheckpoint(db: Database): Promise<void> {
  await db.schema
    .createTable(TABLE)
    .ifNotExists()
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('position', 'text', (column) => column.notNull())
    .addColumn('event_at', 'bigint', (column) => column.notNull())
    .execute();
  await sql`insert into ${sql.table(TABLE)} (id, position, event_at) values (1, '', 0) on conflict do nothing`.execute(
    db,
  );
}

export async function readCheckpoint(db: Database): Promise<Checkpoint> {
  const row = await db.selectFrom(TABLE).select(['position', 'event_at']).executeTakeFirstOrThrow();
  return { position: String(row['position']) as Position, eventAt: Number(row['event_at']) };
}

/** @throws Fenced when it is not where this projector left it */
export async function moveCheckpoint(db: Database, from: Position, to: Checkpoint): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable(TABLE)
    .set({ position: to.position, event_at: to.eventAt })
    .where('position', '=', from)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new Fenced(from);
}
