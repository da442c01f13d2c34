import { readFileSync } from 'node:fs';
import { LiveCatalogue } from '@guildhall/application/catalogue/live-catalogue';
import {
  PublishCatalogue,
  PublishCatalogueHandler,
} from '@guildhall/application/catalogue/publish-catalogue';
import { CommandRunner } from '@guildhall/application/command-runner';
import { EventLog } from '@guildhall/application/event-log';
import { type CatalogueFile, catalogueFileSchema } from '@guildhall/domain/catalogue/catalogue-file';
import { defaultCatalogue } from '@guildhall/domain/catalogue/default-catalogue';
import { domainCodec } from '@guildhall/domain/events';
import { EmbeddedEventStore } from '@guildhall/event-store/embedded/embedded-event-store';
import { EmbeddedKeyring } from '@guildhall/keyring/embedded/embedded-keyring';
import type { Config } from '@guildhall/platform/config';
import { claimDataFolder, type DataFolder } from '@guildhall/platform/data-folder';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';
import { randomUUID } from 'node:crypto';

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
    if (catalogue.current.isEmpty) await publishFirst(config, log, catalogue);
    return { folder, files, store, keyring, catalogue, log, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function publishFirst(config: Config, log: EventLog, catalogue: LiveCatalogue): Promise<void> {
  const file = config.catalogueFile ? readCatalogueFile(config.catalogueFile) : defaultCatalogue();
  const now = new Date().toISOString();
  const id = randomUUID();
  const outcome = await new PublishCatalogueHandler(new CommandRunner(log), catalogue).execute(
    new PublishCatalogue(file, {
      commandId: id,
      correlationId: id,
      actor: { kind: 'system', id: 'first-start' },
      recordedAt: now,
      occurredAt: now,
    }),
  );
  if (outcome.kind === 'refused') {
    throw new RefusalToStart(
      `The catalogue does not fit together: ${outcome.rejection.field ?? ''} ${outcome.rejection.reason}`,
    );
  }
}

/** @throws Error naming every faulty field of the file */
export function readCatalogueFile(file: string): CatalogueFile {
  const result = catalogueFileSchema.safeParse(readJson(file));
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
  throw new RefusalToStart(`The catalogue ${file} cannot be published:\n${faults.join('\n')}`);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new RefusalToStart(`The catalogue ${file} (GUILDHALL_CATALOGUE) cannot be read: ${reason}`, {
      cause,
    });
  }
}
