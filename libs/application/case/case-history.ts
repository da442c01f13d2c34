import { Catalogue } from '../../domain/catalogue/catalogue';
import { catalogueStreams } from '../../domain/catalogue/catalogue-decider';
import type { StoredCatalogueEvent } from '../../domain/catalogue/catalogue-events';
import { caseStream, type StoredCaseEvent } from '../../domain/case/case-events';
import type { CaseReference } from '../../domain/case/case-reference';
import type { Recorded } from '../../event-sourcing/recorded-event';
import type { EventLog } from '../event-log';

/** A moment to look back from. Instants: RFC 3339, UTC. */
export interface Moment {
  /** What was known at this moment: events recorded until then. */
  asOf?: string;
  /** What was true at this moment: events that had occurred by then. */
  effectiveAt?: string;
}

/** The events of a case as they stood at a moment, oldest first; all of them without one. */
export async function historyOf(
  log: EventLog,
  reference: CaseReference,
  { asOf, effectiveAt }: Moment = {},
): Promise<Recorded<StoredCaseEvent>[]> {
  const history = (await log.load(caseStream(reference))) as unknown as Recorded<StoredCaseEvent>[];
  return history.filter(
    ({ metadata }) =>
      (asOf === undefined || metadata.recordedAt <= asOf) &&
      (effectiveAt === undefined || metadata.occurredAt <= effectiveAt),
  );
}

/** The catalogue as it was published by a moment, so that a date is explained by the calendar of that day. */
export async function catalogueAsOf(log: EventLog, asOf: string): Promise<Catalogue> {
  const catalogue = new Catalogue();
  for (const stream of Object.values(catalogueStreams)) {
    for (const event of await log.load(stream)) {
      if (event.metadata.recordedAt <= asOf) catalogue.apply(event as unknown as StoredCatalogueEvent);
    }
  }
  return catalogue;
}
