import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { LiveCatalogue } from '@guildhall/application/catalogue/live-catalogue';
import { faultInDraft, type WhatIf, whatIf, type WhatIfAnswer } from '@guildhall/read-models/metrics/what-if';
import { problem, ProblemError, problemOf } from '../problems/problem';
import { ReadModels } from '../queries/read-models';

/** How every figure would have come out under a draft standard. */
export class AskWhatIf extends Query<WhatIfAnswer> {
  constructor(
    readonly question: WhatIf,
    /** Whoever asked has gone away. */
    readonly signal: AbortSignal,
  ) {
    super();
  }
}

/** One question at a time: each reads the whole log. */
@QueryHandler(AskWhatIf)
export class AskWhatIfHandler implements IQueryHandler<AskWhatIf> {
  private isBusy = false;

  constructor(
    private readonly readModels: ReadModels,
    private readonly catalogue: LiveCatalogue,
  ) {}

  async execute({ question, signal }: AskWhatIf): Promise<WhatIfAnswer> {
    const fault = faultInDraft(question, this.catalogue.current);
    if (fault) throw new ProblemError(problemOf(fault));
    if (this.isBusy) throw new ProblemError(busy);
    this.isBusy = true;
    try {
      return await whatIf(this.readModels.log, question, { now: Date.now(), signal });
    } finally {
      this.isBusy = false;
    }
  }
}

const busy = problem(
  'what-if-busy',
  503,
  'Another draft is being tried',
  'One draft is tried at a time, since each reads the whole log. Ask again when the other is answered.',
);
