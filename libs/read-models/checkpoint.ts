import { CompiledQuery } from 'kysely';
import type { Position } from '../event-store/event-store';
import { Damage } from '../platform/database/damage';
import type { Database } from '../platform/database/databases';
import { createTable, type Row, type Table } from '../platform/database/table';

const checkpoint: Table = {
  name: 'checkpoint',
  columns: { id: 'integer', position: 'text', event_at: 'integer' },
  key: ['id'],
};

/** How far a projection has come. It stands in the projection's own database and moves in the same transaction as the rows. */
export interface Checkpoint {
  position: Position;
  /** When the last event applied was recorded, in UTC milliseconds; 0 before the first. */
  eventAt: number;
}

/** Another projector has gone on from here: two are at work, and this one has written nothing. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
}

export async function createCheckpoint(db: Database): Promise<void> {
  await createTable(db, checkpoint);
  await db
    .insertInto(checkpoint.name)
    .values({ id: 1, position: '', event_at: 0 })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Before every answer of a read model, so it is not put together each time. */
const read = CompiledQuery.raw(`select position, event_at from ${checkpoint.name}`);

/** @throws Damage when there is none */
export async function readCheckpoint(db: Database): Promise<Checkpoint> {
  const [row] = (await db.executeQuery<Row>(read)).rows;
  if (!row) throw new Damage('The checkpoint is missing.');
  return { position: String(row['position']) as Position, eventAt: Number(row['event_at']) };
}

/** @throws Fenced when it is not where this projector left it */
export async function moveCheckpoint(db: Database, from: Position, to: Checkpoint): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable(checkpoint.name)
    .set({ position: to.position, event_at: to.eventAt })
    .where('position', '=', from)
    .executeTakeFirst();
  if (numUpdatedRows === 1n) return;
  throw new Fenced(
    `The checkpoint is no longer at ${from || 'the start'}: another projector is at work on this read model.`,
  );
}
