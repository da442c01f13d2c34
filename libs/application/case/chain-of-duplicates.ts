import { caseDecider } from '../../domain/case/case-decider';
import { caseStream, type StoredCaseEvent } from '../../domain/case/case-events';
import type { CaseState } from '../../domain/case/case-state';
import { fold } from '../../event-sourcing/decider';
import type { Recorded } from '../../event-sourcing/recorded-event';
import type { EventLog } from '../event-log';

/** A longer chain is walked no further: nobody has made one. */
const LONGEST = 20;

/** A case, the one that it is a duplicate of, and so on to the original, as they stand in the log. */
export async function chainOfDuplicates(log: Pick<EventLog, 'load'>, reference: string): Promise<string[]> {
  const chain = [reference];
  for (let { duplicateOf } = await stateOf(log, reference); duplicateOf && chain.length < LONGEST;) {
    chain.push(duplicateOf);
    ({ duplicateOf } = await stateOf(log, duplicateOf));
  }
  return chain;
}

/** A case as the rules see it now. */
export async function stateOf(log: Pick<EventLog, 'load'>, reference: string): Promise<CaseState> {
  return stateAfter(await log.load(caseStream(reference)));
}

/** A case as the rules see it after these events of its stream. */
export function stateAfter(history: readonly Recorded[]): CaseState {
  return fold(
    caseDecider.evolve,
    caseDecider.initial,
    history as unknown as readonly Recorded<StoredCaseEvent>[],
  );
}
