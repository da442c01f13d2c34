import { Catalogue } from '../../domain/catalogue/catalogue';
import { catalogueStreams } from '../../domain/catalogue/catalogue-decider';
import type { StoredCatalogueEvent } from '../../domain/catalogue/catalogue-events';
import type { Recorded } from '../../event-sourcing/recorded-event';
import { type EventReader, type Position, START, type StoredEvent } from '../../event-store/event-store';
import { decoded } from './cause';

export type Publication = Recorded<StoredCatalogueEvent>;

/** The catalogue from one publication of bank holidays to the next. */
interface Era {
  from: Position;
  catalogue: Catalogue;
}

const PAGE = 1_000;

/**
 * The catalogue as it was at any place of the log: a case is told by the bank holidays that had been published by
 * then. Everything else in it has versions that cases are pinned to, so all eras share it.
 */
export class CatalogueOverTime {
  private readonly publications: Publication[] = [];
  private readonly eras: Era[] = [{ from: START, catalogue: new Catalogue() }];

  /** Reads all that has been published, which is little. */
  static async read(log: EventReader): Promise<CatalogueOverTime> {
    const stored: StoredEvent[] = [];
    for (const stream of Object.values(catalogueStreams)) {
      for (let from = 0; ; from += PAGE) {
        const page = await log.readStream(stream, { from, max: PAGE });
        stored.push(...page);
        if (page.length < PAGE) break;
      }
    }
    const overTime = new CatalogueOverTime();
    stored.sort((one, other) => (one.position < other.position ? -1 : 1));
    for (const event of stored) overTime.add(decoded<Publication>(event));
    return overTime;
  }

  /** In the order of the log; what is known already is passed over. */
  add(publication: Publication): void {
    const last = this.publications.at(-1);
    if (last && publication.position <= last.position) return;
    this.publications.push(publication);
    if (publication.type === 'CalendarPublished') {
      const catalogue = new Catalogue();
      for (const one of this.publications) catalogue.apply(one);
      this.eras.push({ from: publication.position as Position, catalogue });
    } else {
      for (const { catalogue } of this.eras) catalogue.apply(publication);
    }
  }

  /** With the bank holidays that had been published before this position. */
  before(position: string): Catalogue {
    return this.era(({ from }) => from < position);
  }

  /** With those published at this position too. */
  after(position: string): Catalogue {
    return this.era(({ from }) => from <= position);
  }

  /** Where bank holidays were published. */
  get calendars(): Position[] {
    return this.eras.slice(1).map(({ from }) => from);
  }

  private era(isKnown: (era: Era) => boolean): Catalogue {
    const era = this.eras.findLast(isKnown);
    if (!era) throw new Error('There is no place before the first event');
    return era.catalogue;
  }
}
