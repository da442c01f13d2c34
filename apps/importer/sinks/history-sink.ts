import type { History, Imported } from '@guildhall/application/imports/history';
import type { Department, Service } from '@guildhall/domain/catalogue/catalogue-events';
import type { CatalogueFile } from '@guildhall/domain/catalogue/catalogue-file';

/** What a council has published of what an import needs to find. */
export interface PublishedCatalogue {
  departments: readonly Department[];
  services: readonly Service[];
}

/** The installation that an import goes into. */
export interface HistorySink {
  /** Where that is, for people and for telling installations apart. */
  readonly place: string;
  published(): Promise<PublishedCatalogue>;
  /** @throws ImportFailed when it does not fit together */
  publish(catalogue: CatalogueFile): Promise<void>;
  /** What became of each, in their order. Sending the same again is safe. */
  import(histories: readonly History[]): Promise<Imported[]>;
  close(): Promise<void>;
}
