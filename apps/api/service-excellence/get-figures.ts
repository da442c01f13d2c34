import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { MetricCasesQuery, MetricsQuery } from '@guildhall/read-models/metrics/metrics.query';
import { ReadModels } from '../queries/read-models';

/** Every figure of service excellence, by group and period. */
export class GetFigures extends Query<object> {
  constructor(
    readonly query: MetricsQuery,
    readonly waitFor: string | undefined,
  ) {
    super();
  }
}

/** Which cases a figure comes from. */
export class GetCasesBehind extends Query<object> {
  constructor(
    readonly query: MetricCasesQuery,
    readonly waitFor: string | undefined,
  ) {
    super();
  }
}

@QueryHandler(GetFigures)
export class GetFiguresHandler implements IQueryHandler<GetFigures> {
  constructor(private readonly readModels: ReadModels) {}

  async execute({ query, waitFor }: GetFigures): Promise<object> {
    const { answer, freshness } = await this.readModels.metrics.ask(
      (db) => this.readModels.figures.groups(db, query),
      waitFor,
    );
    return { groups: answer, freshness };
  }
}

@QueryHandler(GetCasesBehind)
export class GetCasesBehindHandler implements IQueryHandler<GetCasesBehind> {
  constructor(private readonly readModels: ReadModels) {}

  async execute({ query, waitFor }: GetCasesBehind): Promise<object> {
    const { answer, freshness } = await this.readModels.metrics.ask(
      (db) => this.readModels.figures.casesBehind(db, { ...query, limit: query.limit + 1 }),
      waitFor,
    );
    const cases = answer.slice(0, query.limit);
    const next = answer.length > query.limit ? cases.at(-1) : undefined;
    return { measure: query.measure.name, cases, next, freshness };
  }
}
