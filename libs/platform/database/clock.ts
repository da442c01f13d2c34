import { type RawBuilder, sql } from 'kysely';
import type { Engine } from './engine';

/** UTC milliseconds, as SQL. */
export type Clock = (engine: Engine) => RawBuilder<number>;

/** The database's own clock: leases run by it alone, whatever the clocks of the processes that it serves. */
export const databaseClock: Clock = (engine) =>
  engine === 'postgres'
    ? sql`cast(extract(epoch from clock_timestamp()) * 1000 as bigint)`
    : sql`cast(unixepoch('subsec') * 1000 as integer)`;
