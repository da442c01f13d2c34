import { settle } from '../../domain/case/case-clock';
import { caseEvents, caseOfStream, type StoredCaseEvent } from '../../domain/case/case-events';
import type { Recorded } from '../../event-sourcing/recorded-event';
import { foldBy, type Projection } from '../projection';
import { type CaseView, evolveCaseView, noCase } from './case-view';

export const caseViews = 'case_view';

/** One case in full. */
export const caseViewProjection: Projection = {
  name: 'case-view',
  version: 1,
  parts: [
    foldBy({
      table: { name: caseViews, columns: {} },
      key: 'reference',
      keyOf: ({ stream }) => caseOfStream(stream),
      handles: Object.keys(caseEvents),
      initial: noCase,
      evolve: (view: CaseView, event: Recorded<StoredCaseEvent>, catalogue) => {
        const evolved = evolveCaseView(view, event);
        return { ...evolved, clock: settle(evolved.clock, event, catalogue) };
      },
      columns: () => ({}),
    }),
  ],
};
