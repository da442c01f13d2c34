import { LiveCatalogue } from '@guildhall/application/catalogue/live-catalogue';
import { EventLog } from '@guildhall/application/event-log';
import { domainCodec } from '@guildhall/domain/events';
import { EmbeddedEventStore } from '@guildhall/event-store/embedded/embedded-event-store';
import { EmbeddedKeyring } from '@guildhall/keyring/embedded/embedded-keyring';
import type { Config } from '@guildhall/platform/config';
import { claimDataFolder, type DataFolder } from '@guildhall/platform/data-folder';
import { publishFirstCatalogue } from './first-catalogue';

/** An embedded installation, owned by this process: the log, the keys and the catalogue of one data folder. */
export interface Installation {
  folder: DataFolder;
  files: { log: string; readModels: string; answers: string };
  store: EmbeddedEventStore;
  keyring: EmbeddedKeyring;
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
    const keyring = EmbeddedKeyring.open(files);
    opened.push(() => keyring.close());
    const store = EmbeddedEventStore.open({ file: files.log });
    opened.push(() => store.close());
    const catalogue = await LiveCatalogue.open(store);
    opened.push(() => catalogue.close());
    const log = new EventLog(store, domainCodec, keyring);
    if (catalogue.current.isEmpty) await publishFirstCatalogue(config.catalogueFile, log, catalogue);
    return { folder, files, store, keyring, catalogue, log, close };
  } catch (error) {
    await close();
    throw error;
  }
}
