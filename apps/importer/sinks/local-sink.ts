import { randomUUID } from 'node:crypto';
import {
  PublishCatalogue,
  PublishCatalogueHandler,
} from '@guildhall/application/catalogue/publish-catalogue';
import type { CommandContext } from '@guildhall/application/command-context';
import { CommandRunner } from '@guildhall/application/command-runner';
import type { History, Imported } from '@guildhall/application/imports/history';
import { ImportHistories, ImportHistoriesHandler } from '@guildhall/application/imports/import-histories';
import type { CatalogueFile } from '@guildhall/domain/catalogue/catalogue-file';
import type { Config } from '@guildhall/platform/config';
import { type Installation, openInstallation } from '../../installation/installation';
import { ImportFailed } from '../import-failed';
import type { HistorySink, PublishedCatalogue } from './history-sink';

/** An installation that this process opens itself: what is in a data folder, nothing else may run on meanwhile. */
export class LocalSink implements HistorySink {
  readonly place: string;
  private readonly importing: ImportHistoriesHandler;
  private readonly publishing: PublishCatalogueHandler;
  /** One import is one conversation. */
  private readonly correlationId = randomUUID();

  private constructor(
    private readonly installation: Installation,
    private readonly operator: string,
  ) {
    const { catalogue, place, log } = installation;
    this.place = place;
    this.importing = new ImportHistoriesHandler(log, catalogue);
    this.publishing = new PublishCatalogueHandler(new CommandRunner(log), catalogue);
  }

  /** @throws DataFolderInUse when another process has it */
  static async open(config: Config): Promise<LocalSink> {
    return new LocalSink(await openInstallation(config, 'guildhall import'), config.operator);
  }

  published(): Promise<PublishedCatalogue> {
    const { departments, services } = this.installation.catalogue.current.current();
    return Promise.resolve({
      departments: departments.map(({ definition }) => definition),
      services: services.map(({ definition }) => definition),
    });
  }

  async publish(catalogue: CatalogueFile): Promise<void> {
    const outcome = await this.publishing.execute(new PublishCatalogue(catalogue, this.context()));
    if (outcome.kind !== 'refused') return;
    const { field, reason } = outcome.rejection;
    throw new ImportFailed(`The catalogue cannot be published: ${field ? `${field}: ` : ''}${reason}`);
  }

  import(histories: readonly History[]): Promise<Imported[]> {
    return this.importing.execute(new ImportHistories(histories, this.context()));
  }

  close(): Promise<void> {
    return this.installation.close();
  }

  private context(): CommandContext {
    const now = new Date().toISOString();
    return {
      commandId: randomUUID(),
      actor: { kind: 'import', id: this.operator },
      correlationId: this.correlationId,
      recordedAt: now,
      occurredAt: now,
    };
  }
}
