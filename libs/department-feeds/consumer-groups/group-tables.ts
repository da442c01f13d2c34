import type { Database } from '../../platform/database/databases';
import { createTable, type Table } from '../../platform/database/table';

/** One row for each group. */
export const groupsTable: Table = {
  name: 'consumer_groups',
  columns: {
    /** The department and the name, which is how the other tables name the group. */
    group_key: 'text',
    department: 'text',
    name: 'text',
    start_from: 'text',
    start_revision: 'integer',
    next_revision: 'integer',
    max_attempts: 'integer',
    created_at: 'integer',
    active_at: 'integer',
  },
  key: ['group_key'],
};

/** One row for each event that a group has come past and not settled. */
export const unsettledTable: Table = {
  name: 'unsettled_events',
  columns: {
    group_key: 'text',
    revision: 'integer',
    subject: 'text',
    standing: 'text',
    attempts: 'integer',
    since: 'integer',
    until: 'integer',
    member: 'text',
    delivery: 'text',
    reason: 'text',
  },
  key: ['group_key', 'revision'],
};

/** One row for each event that somebody decided not to have done: kept for whoever asks why. */
export const discardedTable: Table = {
  name: 'discarded_events',
  columns: {
    group_key: 'text',
    revision: 'integer',
    subject: 'text',
    parked_because: 'text',
    reason: 'text',
    discarded_by: 'text',
    discarded_at: 'integer',
  },
  key: ['group_key', 'revision'],
};

export async function createGroupTables(db: Database): Promise<void> {
  for (const table of [groupsTable, unsettledTable, discardedTable]) await createTable(db, table);
}
