import type { EventLog } from '../event-log';
import { stateOf } from './case-history';

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
