import { assessmentProjection } from './assessment/assessment.projection';
import { caseViewProjection } from './case-view/case-view.projection';
import { metricsProjection } from './metrics/metrics.projection';
import { nearbyProjection } from './nearby/nearby.projection';
import type { Projection } from './projection';
import { queueProjection } from './queue/queue.projection';
import { searchProjection } from './search/search.projection';
import { timelineProjection } from './timeline/timeline.projection';

/** Every read model there is. A new one is a folder, and a name in this list. */
export const allProjections: readonly Projection[] = [
  caseViewProjection,
  timelineProjection,
  queueProjection,
  metricsProjection,
  assessmentProjection,
  nearbyProjection,
  searchProjection,
];
