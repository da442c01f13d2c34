import type { Database } from '../platform/database/databases';
import { createTable, type Table } from '../platform/database/table';

/** One row for each endpoint, with its cursor. */
export const endpointsTable: Table = {
  name: 'webhook_endpoints',
  columns: {
    id: 'text',
    department: 'text',
    url: 'text',
    description: 'text',
    /** JSON, or null for all. */
    event_types: 'text',
    /** JSON: each is in a sealed box. */
    secrets: 'text',
    next_revision: 'integer',
    standing: 'text',
    reason: 'text',
    since: 'integer',
    attempts: 'integer',
    failing_since: 'integer',
    failing_reason: 'text',
    due_at: 'integer',
    delivered: 'integer',
    failed: 'integer',
    delivered_at: 'integer',
    created_at: 'integer',
    /** Whoever delivers, and until when nobody else may. */
    holder: 'text',
    held_until: 'integer',
  },
  key: ['id'],
};

/** One row for each attempt; the ids ascend with time (UUIDv7, RFC 9562). */
export const attemptsTable: Table = {
  name: 'webhook_attempts',
  columns: {
    endpoint: 'text',
    id: 'text',
    kind: 'text',
    revision: 'integer',
    message: 'text',
    event_type: 'text',
    at: 'integer',
    milliseconds: 'integer',
    delivered: 'integer',
    status: 'integer',
    reason: 'text',
  },
  key: ['endpoint', 'id'],
};

export async function createWebhookTables(db: Database): Promise<void> {
  for (const table of [endpointsTable, attemptsTable]) await createTable(db, table);
}
