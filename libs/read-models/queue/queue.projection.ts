import { caseEvents, caseOfStream } from '../../domain/case/case-events';
import { foldBy, type Projection } from '../projection';
import { queueTable, rowOf } from './queue-table';
import { evolveQueued, notQueued } from './queued-case';

/**
 * Open cases, by the desk they lie on and the next date that we promised; and whatever has become of a case, since when
 * its customer has been waiting to be told something by hand.
 */
export const queueProjection: Projection = {
  name: 'queue',
  version: 6,
  parts: [
    foldBy({
      table: queueTable,
      key: 'reference',
      keyOf: ({ stream }) => caseOfStream(stream),
      handles: Object.keys(caseEvents),
      initial: notQueued,
      evolve: evolveQueued,
      columns: rowOf,
      clockRunsIn: 'open',
    }),
  ],
};
