import { assessmentEvents, assessmentOfStream } from '../../domain/assessment/assessment-events';
import { foldBy, type Projection } from '../projection';
import { evolveAssessment, noAssessment } from './assessment-view';

export const assessmentsTable = 'assessments';

/** Each cycle of accreditation, as a whole. There are few. */
export const assessmentProjection: Projection = {
  name: 'assessment',
  version: 2,
  parts: [
    foldBy({
      table: { name: assessmentsTable, columns: { begun_at: 'integer' }, indexes: [['begun_at']] },
      key: 'assessment_id',
      keyOf: ({ stream }) => assessmentOfStream(stream),
      handles: Object.keys(assessmentEvents),
      initial: noAssessment,
      evolve: evolveAssessment,
      columns: ({ years }) => ({ begun_at: years[0]?.begun.at ?? 0 }),
    }),
  ],
};
