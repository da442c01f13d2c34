import type { StoredCatalogueEvent } from '../../domain/catalogue/catalogue-events';
import type { Catalogue } from '../../domain/catalogue/catalogue';
import { catalogueStreams } from '../../domain/catalogue/catalogue-decider';
import { CatalogueOverTime, type Publication } from '../../domain/catalogue/catalogue-over-time';
import { type CaseClock, evolveSettledClock, unwoundClock } from '../../domain/case/case-clock';
import { caseStream, type RecordedCaseEvent, type StoredCaseEvent } from '../../domain/case/case-events';
import { chainFrom } from '../../domain/case/chain-of-duplicates';
import { caseDecider } from '../../domain/case/case-decider';
import type { CaseState } from '../../domain/case/case-state';
import type { CaseReference } from '../../domain/case/case-reference';
import { fold } from '../../event-sourcing/decider';
import type { Recorded } from '../../event-sourcing/recorded-event';
import type { EventLog } from '../event-log';

/** A moment to look back from. Instants: RFC 3339, UTC. */
export interface Moment {
  /** What was known at this moment: events recorded until then. */
  asOf?: string;
  /** What was true at this moment: events that had occurred by then. */
  effectiveAt?: string;
}

/** All that has happened to a case, oldest first; empty where there is none. */
export function loadCase(
  log: Pick<EventLog, 'load'>,
  reference: string,
): Promise<readonly RecordedCaseEvent[]> {
  return log.load<StoredCaseEvent>(caseStream(reference));
}

/** A case as the rules see it now. */
export async function stateOf(log: Pick<EventLog, 'load'>, reference: string): Promise<CaseState> {
  return stateAfter(await loadCase(log, reference));
}

/** A case, the one that it is a duplicate of, and so on to the original, as they stand in the log. */
export function chainOfDuplicates(log: Pick<EventLog, 'load'>, reference: string): Promise<string[]> {
  return chainFrom(reference, async (one) => (await stateOf(log, one)).duplicateOf);
}

/** A case as the rules see it after these events. */
export function stateAfter(history: readonly RecordedCaseEvent[]): CaseState {
  return fold(caseDecider.evolve, caseDecider.initial, history);
}

/** The clock of a case after these events, each under the bank holidays that had been published before it. */
export function clockAfter(history: readonly RecordedCaseEvent[], catalogue: CatalogueOverTime): CaseClock {
  return fold(
    (clock, event) => evolveSettledClock(clock, event, catalogue.before(event.position)),
    unwoundClock,
    history,
  );
}

/** The events of a case as they stood at a moment, oldest first; all of them without one. */
export async function historyOf(
  log: EventLog,
  reference: CaseReference,
  { asOf, effectiveAt }: Moment = {},
): Promise<RecordedCaseEvent[]> {
  return knownBy(await loadCase(log, reference), asOf).filter(
    ({ metadata }) => effectiveAt === undefined || metadata.occurredAt <= effectiveAt,
  );
}

/**
 * What was known at a moment, of events in the order of the log. What stands before something that was known was known
 * too, whatever its time says: a clock that was set back never makes a hole in a history.
 */
function knownBy<Event extends Recorded>(
  history: readonly Event[],
  asOf: string | undefined,
): readonly Event[] {
  if (asOf === undefined) return history;
  return history.slice(0, history.findLastIndex(({ metadata }) => metadata.recordedAt <= asOf) + 1);
}

/** What a case's history folds into, with the catalogue as it was published by the moment. */
export interface Replayed<State> {
  state: State;
  catalogue: Catalogue;
  last: RecordedCaseEvent;
}

/**
 * Replays a case as a projection does: each event under the catalogue as it had been published when it was appended,
 * so that a date settled then stays as it was. Undefined when nothing had happened by the moment.
 */
export async function replayCase<State>(
  log: EventLog,
  reference: CaseReference,
  moment: Moment,
  initial: State,
  evolve: (state: State, event: RecordedCaseEvent, catalogue: Catalogue) => State,
): Promise<Replayed<State> | undefined> {
  const history = await historyOf(log, reference, moment);
  const last = history.at(-1);
  if (!last) return undefined;
  const catalogue = new CatalogueOverTime(await publishedBy(log, moment.asOf));
  const state = fold(
    (folded: State, event) => evolve(folded, event, catalogue.before(event.position)),
    initial,
    history,
  );
  return { state, catalogue: catalogue.current, last };
}

/** All publications until a moment, in the order of the log. */
async function publishedBy(log: EventLog, asOf: string | undefined): Promise<readonly Publication[]> {
  const streams = await Promise.all(
    Object.values(catalogueStreams).map((stream) => log.load<StoredCatalogueEvent>(stream)),
  );
  return knownBy(
    streams.flat().sort((one, other) => (one.position < other.position ? -1 : 1)),
    asOf,
  );
}
