import {
  casesBehind,
  type MetricCasesQuery,
  metrics,
  type MetricsGroup,
  type MetricsQuery,
} from '@guildhall/read-models/metrics/metrics.query';
import type { Database } from '@guildhall/platform/database/databases';

/** Works out the figures of service excellence. */
export interface Figures {
  groups(db: Database, query: MetricsQuery): Promise<MetricsGroup[]>;
  casesBehind(db: Database, query: MetricCasesQuery): Promise<string[]>;
  close(): Promise<void>;
}

/** Where the database works them out while this process goes on. */
export const figuresByTheDatabase: Figures = {
  groups: metrics,
  casesBehind,
  close: () => Promise.resolve(),
};
