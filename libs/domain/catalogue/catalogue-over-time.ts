import type { Recorded } from '../../event-sourcing/recorded-event';
import { Catalogue } from './catalogue';
import type { StoredCatalogueEvent } from './catalogue-events';

export type Publication = Recorded<StoredCatalogueEvent>;

/** The catalogue from one publication of bank holidays to the next. */
interface Era {
  /** The position of the publication that begins it. */
  from: string;
  catalogue: Catalogue;
}

/** No event stands there: each is after it. */
const BEFORE_ALL = '';

/**
 * The catalogue as it was at any place of the log: a case is judged by the bank holidays that had been published by
 * then. Everything else in it has versions that cases are pinned to, so all eras share it.
 */
export class CatalogueOverTime {
  private readonly publications: Publication[] = [];
  /** The position of the last publication of each stream. */
  private readonly lastOf = new Map<string, string>();
  private readonly eras: [Era, ...Era[]] = [{ from: BEFORE_ALL, catalogue: new Catalogue() }];

  constructor(publications: Iterable<Publication> = []) {
    for (const publication of publications) this.add(publication);
  }

  /** In the order of its stream, whichever stream is read first; what is known already is passed over. */
  add(publication: Publication): void {
    const { stream, position, type } = publication;
    if (position <= (this.lastOf.get(stream) ?? BEFORE_ALL)) return;
    this.lastOf.set(stream, position);
    this.publications.push(publication);
    if (type === 'CalendarPublished') {
      const catalogue = new Catalogue();
      for (const one of this.publications) catalogue.apply(one);
      this.eras.push({ from: position, catalogue });
    } else {
      for (const { catalogue } of this.eras) catalogue.apply(publication);
    }
  }

  /** As it is now. */
  get current(): Catalogue {
    return (this.eras.at(-1) ?? this.eras[0]).catalogue;
  }

  /** With the bank holidays that had been published before this position. */
  before(position: string): Catalogue {
    return this.era(({ from }) => from < position);
  }

  /** With those published at this position too. */
  after(position: string): Catalogue {
    return this.era(({ from }) => from <= position);
  }

  /** The positions at which bank holidays were published. */
  get calendars(): string[] {
    return this.eras.slice(1).map(({ from }) => from);
  }

  private era(isKnown: (era: Era) => boolean): Catalogue {
    return (this.eras.findLast(isKnown) ?? this.eras[0]).catalogue;
  }
}
