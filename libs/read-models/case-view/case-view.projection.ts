import { caseEvents, caseOfStream } from '../../domain/case/case-events';
import { foldBy, type Projection } from '../projection';
import { evolveCaseView, noCase } from './case-view';

export const caseViews = 'case_view';

/** One case in full. */
export const caseViewProjection: Projection = {
  name: 'case-view',
  version: 4,
  parts: [
    foldBy({
      table: { name: caseViews, columns: {} },
      key: 'reference',
      keyOf: ({ stream }) => caseOfStream(stream),
      handles: Object.keys(caseEvents),
      initial: noCase,
      evolve: evolveCaseView,
      columns: () => ({}),
    }),
  ],
};
