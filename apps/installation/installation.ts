import { LiveCatalogue } from '@guildhall/application/catalogue/live-catalogue';
import { EventLog } from '@guildhall/application/event-log';
import { domainCodec } from '@guildhall/domain/events';
import { EmbeddedEventStore } from '@guildhall/event-store/embedded/embedded-event-store';
import { EmbeddedKeyring } from '@guildhall/keyring/embedded/embedded-keyring';
import type { Keyring } from '@guildhall/keyring/keyring';
import { PostgresKeyring } from '@guildhall/keyring/postgres/postgres-keyring';
import type { Config } from '@guildhall/platform/config';
import { claimDataFolder, type DataFolder } from '@guildhall/platform/data-folder';
import type { Databases } from '@guildhall/platform/database/databases';
import { PostgresDatabases } from '@guildhall/platform/postgres/postgres-databases';
import { SqliteDatabases } from '@guildhall/platform/sqlite/sqlite-databases';
import { publishFirstCatalogue } from './first-catalogue';

/** An installation, owned by this process: the log, the keys and the catalogue of one data folder. */
export interface Installation {
  folder: DataFolder;
  files: { log: string; readModels: string; answers: string };
  store: EmbeddedEventStore;
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
 * Takes the data folder and opens what is in it; an empty one is given a catalogue to start with.
 * @throws DataFolderInUse when another process has it
 */
export async function openInstallation(config: Config, program: string): Promise<Installation> {
  const folder = claimDataFolder(config.dataFolder, { program });
  const files = {
    log: folder.path('events.db'),
    keys: folder.path('keys.db'),
    masterKey: config.masterKeyFile ?? folder.path('master.key'),
    readModels: folder.path('read-models'),
    answers: folder.path('answers.db'),
  };
  const opened: (() => Promise<void> | void)[] = [() => folder.release()];
  const close = async (): Promise<void> => {
    for (const closeIt of opened.splice(0).reverse()) await closeIt();
  };
  try {
    const postgres = config.databaseUrl ? await PostgresDatabases.open(config.databaseUrl) : undefined;
    opened.push(() => postgres?.close());
    const readModels = postgres ?? new SqliteDatabases(files.readModels);
    opened.push(() => readModels.close());
    const databases = postgres ?? new SqliteDatabases(folder.folder);
    opened.push(() => databases.close());
    const keyring = postgres ? await PostgresKeyring.open(postgres, files) : EmbeddedKeyring.open(files);
    opened.push(() => keyring.close());
    const store = EmbeddedEventStore.open({ file: files.log });
    opened.push(() => store.close());
    const catalogue = await LiveCatalogue.open(store);
    opened.push(() => catalogue.close());
    const log = new EventLog(store, domainCodec, keyring);
    if (catalogue.current.isEmpty) await publishFirstCatalogue(config.catalogueFile, log, catalogue);
    return { folder, files, store, postgres, readModels, databases, keyring, catalogue, log, close };
  } catch (error) {
    await close();
    throw error;
  }
}
