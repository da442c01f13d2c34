import { Injectable } from '@nestjs/common';
import { LiveCatalogue } from '@guildhall/application/catalogue/live-catalogue';
import type { AccreditationStandard, Element } from '@guildhall/domain/assessment/accreditation-standard';
import type { EvidencePeriod, Scope } from '@guildhall/domain/assessment/assessment-events';
import type { AnsweredGroup } from '@guildhall/domain/assessment/figures';
import {
  keyOf,
  measuresFor,
  questionsAbout,
  suggestScore,
  type Suggestion,
} from '@guildhall/domain/assessment/suggested-score';
import { whatIsPublished } from '@guildhall/domain/assessment/what-is-published';
import type { Database } from '@guildhall/platform/database/databases';
import { answered, metricsQueryFor } from '@guildhall/read-models/assessment/evidence-figures';
import { measureCalled } from '@guildhall/read-models/metrics/measures';
import type { Fresh } from '@guildhall/read-models/read-model';
import { ReadModels } from '../queries/read-models';

/** What scores are suggested by. */
export interface SuggestedBy {
  standard: AccreditationStandard;
  scope: Scope;
  period: EvidencePeriod;
  /** Pieces of evidence attached to an element. */
  attachedTo: (element: string) => number;
}

/** Works out what the figures and the catalogue suggest. Nothing of it is kept: it is as of now. */
@Injectable()
export class Suggestions {
  constructor(
    private readonly readModels: ReadModels,
    private readonly catalogue: LiveCatalogue,
  ) {}

  /** A suggestion for each of these elements, in order. */
  async about(
    elements: readonly Element[],
    { standard, scope, period, attachedTo }: SuggestedBy,
    waitFor?: string,
  ): Promise<Fresh<Suggestion[]>> {
    const { answer: figures, freshness } = await this.readModels.metrics.ask(
      (db) => this.figuresFor(db, elements, scope, period),
      waitFor,
    );
    const published = whatIsPublished(this.catalogue.current, scope);
    const answer = elements.map((element) =>
      suggestScore(element, {
        figures: (question) => figures.get(keyOf(question)) ?? [],
        published,
        attached: attachedTo(element.number),
        fewest: standard.fewest,
        titleOf: (measure) => measureCalled(measure)?.title ?? measure,
      }),
    );
    return { answer, freshness };
  }

  private async figuresFor(
    db: Database,
    elements: readonly Element[],
    scope: Scope,
    period: EvidencePeriod,
  ): Promise<Map<string, AnsweredGroup[]>> {
    const now = Date.now();
    const measures = measuresFor(elements);
    const asking = questionsAbout(elements).map(async (question) => {
      const query = { ...metricsQueryFor(question, scope, period, now), measures };
      const groups = await this.readModels.figures.groups(db, query);
      return [keyOf(question), answered(groups)] as const;
    });
    return new Map(await Promise.all(asking));
  }
}
