import type { EventReader } from '@guildhall/event-store/event-store';
import type { Databases } from '@guildhall/platform/database/databases';
import { SqliteDatabases } from '@guildhall/platform/sqlite/sqlite-databases';
import { assessmentProjection } from '@guildhall/read-models/assessment/assessment.projection';
import { Builds } from '@guildhall/read-models/builds/builds';
import { ReadModelOperations } from '@guildhall/read-models/builds/read-model-operations';
import { caseViewProjection } from '@guildhall/read-models/case-view/case-view.projection';
import { metricsProjection } from '@guildhall/read-models/metrics/metrics.projection';
import { nearbyProjection } from '@guildhall/read-models/nearby/nearby.projection';
import type { Projection } from '@guildhall/read-models/projection';
import { queueProjection } from '@guildhall/read-models/queue/queue.projection';
import { ReadModel } from '@guildhall/read-models/read-model';
import { searchProjection } from '@guildhall/read-models/search/search.projection';
import { timelineProjection } from '@guildhall/read-models/timeline/timeline.projection';
import { type Figures, figuresByTheDatabase } from '../service-excellence/figures';
import { FiguresOnAThread } from '../service-excellence/figures-on-a-thread';

/** The read models that queries are answered from. */
export class ReadModels {
  readonly caseView: ReadModel;
  readonly timeline: ReadModel;
  readonly queue: ReadModel;
  readonly metrics: ReadModel;
  readonly assessment: ReadModel;
  readonly nearby: ReadModel;
  readonly search: ReadModel;
  readonly figures: Figures;
  /** How they stand, and what may be asked to be done with them. */
  readonly operations: ReadModelOperations;

  constructor(
    databases: Databases,
    readonly log: EventReader,
    waitMs: number,
  ) {
    const builds = new Builds(databases);
    this.operations = new ReadModelOperations(databases, log, builds);
    const model = (projection: Projection): ReadModel =>
      new ReadModel(projection, databases, log, waitMs, builds);
    this.caseView = model(caseViewProjection);
    this.timeline = model(timelineProjection);
    this.queue = model(queueProjection);
    this.metrics = model(metricsProjection);
    this.assessment = model(assessmentProjection);
    this.nearby = model(nearbyProjection);
    this.search = model(searchProjection);
    this.figures =
      databases instanceof SqliteDatabases
        ? new FiguresOnAThread((db) => databases.fileBehind(db))
        : figuresByTheDatabase;
  }

  get all(): ReadModel[] {
    return [
      this.caseView,
      this.timeline,
      this.queue,
      this.metrics,
      this.assessment,
      this.nearby,
      this.search,
    ];
  }

  async close(): Promise<void> {
    await this.figures.close();
    for (const model of this.all) await model.close();
  }
}
