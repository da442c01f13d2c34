import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { compared, type Comparison, daysComparedWith } from '@guildhall/read-models/metrics/comparison';
import type {
  Figure,
  MetricCasesQuery,
  MetricsGroup,
  MetricsQuery,
} from '@guildhall/read-models/metrics/metrics.query';
import type { Days } from '@guildhall/read-models/metrics/period-before';
import type { Freshness } from '@guildhall/read-models/read-model';
import { ROUNDED_TO, withoutSmallNumbers } from '@guildhall/read-models/metrics/small-numbers';
import { ReadModels } from '../queries/read-models';

export interface PresentedFigure extends Figure {
  was?: number | null;
  change?: number | null;
  suppressed?: true;
}

export interface PresentedGroup extends Omit<MetricsGroup, 'figures'> {
  figures: Record<string, PresentedFigure>;
}

export interface PresentedFigures {
  groups: readonly PresentedGroup[];
  /** The days that the figures are compared with. */
  comparedWith?: Days;
  /** Every count is rounded to the nearest of these; there when small numbers are left out. */
  roundedTo?: number;
  freshness: Freshness;
}

export interface FiguresOptions {
  /** With what, and the days that are compared. */
  compare?: { with: Comparison; days: Days };
  /** Leaves out counts so small that they may lead to somebody, and rounds the others. */
  withoutSmallNumbers: boolean;
}

/** Every figure of service excellence, by group and period. */
export class GetFigures extends Query<PresentedFigures> {
  constructor(
    readonly query: MetricsQuery,
    readonly waitFor: string | undefined,
    readonly options: FiguresOptions = { withoutSmallNumbers: false },
  ) {
    super();
  }
}

export interface PresentedCasesBehind {
  measure: string;
  /** References. */
  cases: string[];
  /** Where the next page begins; undefined on the last one. */
  next: string | undefined;
  freshness: Freshness;
}

/** Which cases a figure comes from. */
export class GetCasesBehind extends Query<PresentedCasesBehind> {
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

  async execute({ query, waitFor, options }: GetFigures): Promise<PresentedFigures> {
    const { compare } = options;
    const then = compare && daysComparedWith(compare.with, compare.days);
    const { answer, freshness } = await this.readModels.metrics.ask(async (db) => {
      const groupsOf = async (days: Partial<Days> = {}) => {
        const groups = await this.readModels.figures.groups(db, { ...query, ...days });
        return options.withoutSmallNumbers ? withoutSmallNumbers(groups) : groups;
      };
      const groups = await groupsOf();
      return then ? compared(groups, await groupsOf(then)) : groups;
    }, waitFor);
    return {
      groups: answer,
      ...(then && { comparedWith: then }),
      ...(options.withoutSmallNumbers && { roundedTo: ROUNDED_TO }),
      freshness,
    };
  }
}

@QueryHandler(GetCasesBehind)
export class GetCasesBehindHandler implements IQueryHandler<GetCasesBehind> {
  constructor(private readonly readModels: ReadModels) {}

  async execute({ query, waitFor }: GetCasesBehind): Promise<PresentedCasesBehind> {
    const { answer, freshness } = await this.readModels.metrics.ask(
      (db) => this.readModels.figures.casesBehind(db, { ...query, limit: query.limit + 1 }),
      waitFor,
    );
    const cases = answer.slice(0, query.limit);
    const next = answer.length > query.limit ? cases.at(-1) : undefined;
    return { measure: query.measure.name, cases, next, freshness };
  }
}
