import { catalogueStreams } from '../../domain/catalogue/catalogue-decider';
import { CatalogueOverTime, type Publication } from '../../domain/catalogue/catalogue-over-time';
import type { EventReader } from '../../event-store/event-store';
import { decoded } from './cause';

const PAGE = 1_000;

/**
 * Reads all that has been published, which is little.
 * @throws UnpublishableEvent when this program cannot read some of it
 */
export async function readCatalogue(log: EventReader): Promise<CatalogueOverTime> {
  const catalogue = new CatalogueOverTime();
  for (const stream of Object.values(catalogueStreams)) {
    for (let from = 0; ; from += PAGE) {
      const page = await log.readStream(stream, { from, max: PAGE });
      for (const event of page) catalogue.add(decoded<Publication>(event));
      if (page.length < PAGE) break;
    }
  }
  return catalogue;
}
