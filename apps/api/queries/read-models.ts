import type { EventReader } from '@guildhall/event-store/event-store';
import { caseViewProjection } from '@guildhall/read-models/case-view/case-view.projection';
import { metricsProjection } from '@guildhall/read-models/metrics/metrics.projection';
import type { Projection } from '@guildhall/read-models/projection';
import { queueProjection } from '@guildhall/read-models/queue/queue.projection';
import { projectionFile, ReadModel } from '@guildhall/read-models/read-model';
import { timelineProjection } from '@guildhall/read-models/timeline/timeline.projection';
import { Figures } from '../service-excellence/figures';

/** The read models that queries are answered from. */
export class ReadModels {
  readonly caseView: ReadModel;
  readonly timeline: ReadModel;
  readonly queue: ReadModel;
  readonly metrics: ReadModel;
  readonly figures: Figures;

  constructor(folder: string, log: EventReader, waitMs: number) {
    const model = (projection: Projection): ReadModel => new ReadModel(projection, folder, log, waitMs);
    this.caseView = model(caseViewProjection);
    this.timeline = model(timelineProjection);
    this.queue = model(queueProjection);
    this.metrics = model(metricsProjection);
    this.figures = new Figures(projectionFile(folder, metricsProjection));
  }

  get all(): ReadModel[] {
    return [this.caseView, this.timeline, this.queue, this.metrics];
  }

  async close(): Promise<void> {
    await this.figures.close();
    for (const model of this.all) await model.close();
  }
}
