import { caseEvents, caseOfStream } from '../../domain/case/case-events';
import { foldBy, type Projection } from '../projection';
import { factsOf, factsTable } from './facts-table';
import { evolveMeasured, notMeasured } from './measured-case';

/** Service excellence: the facts behind every figure, a row a case. */
export const metricsProjection: Projection = {
  name: 'metrics',
  version: 6,
  parts: [
    foldBy({
      table: factsTable,
      key: 'reference',
      keyOf: ({ stream }) => caseOfStream(stream),
      handles: Object.keys(caseEvents),
      initial: notMeasured,
      evolve: evolveMeasured,
      columns: factsOf,
      clockRunsIn: 'clock_runs',
    }),
  ],
};
