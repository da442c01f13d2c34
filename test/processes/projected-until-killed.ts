import { metricsProjection } from '../../libs/read-models/metrics/metrics.projection';
import { timelineProjection } from '../../libs/read-models/timeline/timeline.projection';

/** One that follows the calendars and one of more than one table: the others are projected by the same statements. */
export const projectedUntilKilled = [metricsProjection, timelineProjection];
