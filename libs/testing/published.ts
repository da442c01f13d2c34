import {
  catalogueStreams,
  publicationDecider,
  type PublishDefinitions,
} from '../domain/catalogue/catalogue-decider';
import type { CatalogueEvent } from '../domain/catalogue/catalogue-events';
import type { CatalogueFile } from '../domain/catalogue/catalogue-file';
import { CatalogueOverTime, type Publication } from '../domain/catalogue/catalogue-over-time';
import { fold } from '../event-sourcing/decider';
import { Rejection } from '../event-sourcing/rejection';

/** The standards and calendars of these files, published one after the other before anything happens to a case. */
export function published(...files: Partial<CatalogueFile>[]): CatalogueOverTime {
  const catalogue = new CatalogueOverTime();
  const histories = new Map<string, CatalogueEvent[]>();
  const publish = (command: PublishDefinitions): void => {
    const stream = catalogueStreams[command.type];
    const history = histories.get(stream) ?? [];
    const state = fold(
      (known, event: CatalogueEvent) => publicationDecider.evolve(known, event),
      publicationDecider.initial,
      history,
    );
    const decision = publicationDecider.decide(command, state);
    const events = decision instanceof Rejection ? [] : decision;
    histories.set(stream, [...history, ...events]);
    for (const [index, event] of events.entries()) {
      // Text that comes before every digit, with which the positions of cases begin here.
      const position = `-${String(history.length + index).padStart(4, '0')}`;
      catalogue.add({ ...event, stream, position } as Publication);
    }
  };
  for (const { standards = [], calendars = [] } of files) {
    publish({ type: 'PublishStandards', definitions: standards });
    publish({ type: 'PublishCalendars', definitions: calendars });
  }
  return catalogue;
}
