import type { EventStoreDb, EventStoreDbOptions } from './event-store-db';

/**
 * The log in EventStoreDB, which is loaded here and not before: who keeps the log in a file does not wait for its client.
 * @throws RefusalToStart when the connection string is not one
 */
export async function openEventStoreDb(options: EventStoreDbOptions): Promise<EventStoreDb> {
  const { EventStoreDb } = await import('./event-store-db.ts');
  return EventStoreDb.open(options);
}
