import { join } from 'node:path';
import { EmbeddedEventReader } from '@guildhall/event-store/embedded/embedded-event-reader';
import { EmbeddedEventStore } from '@guildhall/event-store/embedded/embedded-event-store';
import type { EventReader, EventStore } from '@guildhall/event-store/event-store';
import { openEventStoreDb } from '@guildhall/event-store/eventstoredb/open-event-store-db';
import { PrefixedEventStore } from '@guildhall/event-store/prefixed-event-store';
import type { Config } from '@guildhall/platform/config';
import type { Databases } from '@guildhall/platform/database/databases';
import { openPostgresDatabases } from '@guildhall/platform/postgres/open-postgres-databases';
import type { PostgresOptions } from '@guildhall/platform/postgres/postgres-databases';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';
import { SqliteDatabases } from '@guildhall/platform/sqlite/sqlite-databases';

/** Where a log is: a file, or the streams of an EventStoreDB that begin with a prefix. */
export type LogPlace = { file: string } | { connectionString: string; prefix: string };

/** Where databases are: in a folder, or in PostgreSQL. */
export type DatabasesPlace = { folder: string } | { url: string };

export function logPlace({ dataFolder, esdbConnectionString, esdbStreamPrefix }: Config): LogPlace {
  return esdbConnectionString
    ? { connectionString: esdbConnectionString, prefix: esdbStreamPrefix }
    : { file: join(dataFolder, 'events.db') };
}

/** Where read models are, which may be thrown away. */
export const readModelsPlace = ({ dataFolder, databaseUrl }: Config): DatabasesPlace =>
  databaseUrl ? { url: databaseUrl } : { folder: join(dataFolder, 'read-models') };

export async function openLog(place: LogPlace): Promise<EventStore> {
  if ('file' in place) return EmbeddedEventStore.open(place);
  const { prefix, connectionString } = place;
  const store = await openEventStoreDb({ connectionString });
  return prefix === '' ? store : new PrefixedEventStore(store, prefix);
}

/** `wake`: there is something new, look now. */
type LogToRead = EventReader & { wake?(): void; close(): Promise<void> };

/** For a process or thread that writes nothing. */
export async function openLogToRead(place: LogPlace): Promise<LogToRead> {
  return 'file' in place ? EmbeddedEventReader.open(place) : openLog(place);
}

export async function openDatabases(place: DatabasesPlace, options?: PostgresOptions): Promise<Databases> {
  return 'folder' in place ? new SqliteDatabases(place.folder) : openPostgresDatabases(place.url, options);
}

/** What programs share that run apart from each other. */
export interface SharedPlaces {
  log: LogPlace;
  databases: { url: string };
}

/**
 * Where the installation is that several programs share.
 * @throws RefusalToStart when any of it would be in a data folder, which belongs to one program at a time
 */
export function sharedPlaces(config: Config): SharedPlaces {
  const { esdbConnectionString, databaseUrl } = config;
  if (esdbConnectionString && databaseUrl) return { log: logPlace(config), databases: { url: databaseUrl } };
  throw new RefusalToStart(
    'This program shares its installation with others, so the log and the databases must be where all of them reach them: ' +
      'set ESDB_CONNECTION_STRING and DATABASE_URL. On one machine, npm start runs everything in one process and needs neither.',
  );
}

/** Where an installation is, for people and for telling installations apart. */
export function placeInWords({ dataFolder, esdbConnectionString, databaseUrl }: Config): string {
  const places = [esdbConnectionString, databaseUrl].map((url) => url && withoutSecrets(url));
  const embedded = !esdbConnectionString || !databaseUrl ? [dataFolder] : [];
  return [...places, ...embedded].filter(Boolean).join(', ');
}

/** Neither who logs in nor how. */
const withoutSecrets = (url: string): string => url.replace(/\/\/[^/]*@/, '//').replace(/\?.*/, '');
