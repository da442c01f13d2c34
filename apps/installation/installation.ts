import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LiveCatalogue } from '@guildhall/application/catalogue/live-catalogue';
import { EventLog } from '@guildhall/application/event-log';
import { domainCodec } from '@guildhall/domain/events';
import type { EventStore } from '@guildhall/event-store/event-store';
import type { Keyring } from '@guildhall/keyring/keyring';
import type { Config } from '@guildhall/platform/config';
import { claimDataFolder, type DataFolder } from '@guildhall/platform/data-folder';
import type { Databases } from '@guildhall/platform/database/databases';
import { openPostgresDatabases } from '@guildhall/platform/postgres/open-postgres-databases';
import type { PostgresDatabases } from '@guildhall/platform/postgres/postgres-databases';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';
import { SqliteDatabases } from '@guildhall/platform/sqlite/sqlite-databases';
import { Opened } from '../program/opened';
import { disownReadModels } from './disown-read-models';
import { publishFirstCatalogue } from './first-catalogue';
import { openKeyring } from './open-keyring';
import {
  type DatabasesPlace,
  type LogPlace,
  logPlace,
  openLog,
  placeInWords,
  readModelsPlace,
} from './places';
import { refuseCutLog } from './refuse-cut-log';
import { refuseDamagedLog } from './refuse-damaged-log';

/** Everything that commands and queries stand on. */
export interface Installation {
  /** The data folder, held by this process; undefined where nothing of the installation is in one. */
  folder: DataFolder | undefined;
  /** Where all of it is, in words, without passwords. */
  place: string;
  places: { log: LogPlace; readModels: DatabasesPlace };
  store: EventStore;
  /** What DATABASE_URL names, for all that is not the log; in its absence that is in files of the folder. */
  postgres: PostgresDatabases | undefined;
  /** Where read models are, which may be thrown away. */
  readModels: Databases;
  /** Where that is of which nothing else knows, such as how far a consumer has come. */
  databases: Databases;
  keyring: Keyring;
  catalogue: LiveCatalogue;
  log: EventLog;
  close(): Promise<void>;
}

/**
 * Opens an installation, and gives an empty one a catalogue to start with.
 * @throws DataFolderInUse when another process has the data folder
 * @throws RefusalToStart saying what is missing or wrong
 */
export async function openInstallation(config: Config, program: string): Promise<Installation> {
  const opened = new Opened();
  try {
    const folder = folderOf(config, program);
    opened.add(() => folder?.release());
    const path = (name: string): string => join(config.dataFolder, name);
    const places = { log: logPlace(config), readModels: readModelsPlace(config) };
    const postgres = config.databaseUrl ? await openPostgresDatabases(config.databaseUrl) : undefined;
    opened.add(() => postgres?.close());
    const readModels = postgres ?? new SqliteDatabases(path('read-models'));
    opened.add(() => readModels.close());
    const databases = postgres ?? new SqliteDatabases(config.dataFolder);
    opened.add(() => databases.close());
    const masterKey = config.masterKeyFile ?? path('master.key');
    const keyring = await openKeyring({ keys: path('keys.db'), masterKey }, postgres, folder !== undefined);
    opened.add(() => keyring.close());
    const store = await refuseDamagedLog(places.log, () => openLog(places.log));
    opened.add(() => store.close());
    const catalogue = await refuseDamagedLog(places.log, async () => {
      if ('file' in places.log) {
        await refuseCutLog(store, readModels);
        await disownReadModels(store, readModels);
      }
      return LiveCatalogue.open(store);
    });
    opened.add(() => catalogue.close());
    const log = new EventLog(store, domainCodec, keyring);
    if (catalogue.current.isEmpty) await publishFirstCatalogue(config.catalogueFile, log, catalogue);
    const close = (): Promise<void> => opened.close();
    const place = placeInWords(config);
    return { folder, place, places, store, postgres, readModels, databases, keyring, catalogue, log, close };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** Takes the data folder, unless nothing of the installation would be in it. */
function folderOf(
  { dataFolder, databaseUrl, esdbConnectionString, masterKeyFile }: Config,
  program: string,
): DataFolder | undefined {
  if (!databaseUrl || !esdbConnectionString) return claimDataFolder(dataFolder, { program });
  if (masterKeyFile && existsSync(masterKeyFile)) return undefined;
  throw new RefusalToStart(
    `${masterKeyFile ? `There is no master key at ${masterKeyFile}.` : 'GUILDHALL_MASTER_KEY_FILE is not set.'} ` +
      'Where nothing is kept in a data folder, the master key is not made for you, since every program needs the same one. ' +
      'Make it once, openssl rand -hex 32 > master.key, and keep a copy in a safe.',
  );
}
