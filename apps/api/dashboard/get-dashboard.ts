import { type IQueryHandler, Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import type { Catalogue } from '@guildhall/domain/catalogue/catalogue';
import { LiveCatalogue } from '@guildhall/application/catalogue/live-catalogue';
import { londonDay } from '@guildhall/domain/standards/london-time';
import { dateOf } from '@guildhall/domain/standards/day-number';
import { daysComparedWith } from '@guildhall/read-models/metrics/comparison';
import type { Dimension, MetricsQuery } from '@guildhall/read-models/metrics/metrics.query';
import { type Days, daysLater } from '@guildhall/read-models/metrics/period-before';
import type { Period } from '@guildhall/read-models/metrics/periods';
import type { Freshness } from '@guildhall/read-models/read-model';
import { CountQueue, type PresentedCounts } from '../queues/list-queue';
import { GetFigures, type PresentedGroup } from '../service-excellence/get-figures';

/** 13 weeks: a quarter, and as many Mondays in it as in the one before. */
const DAYS = 13 * 7;
/** Above so many days a chart has a column for each month rather than for each week. */
const MANY_DAYS = 200;

/** The measures that the table shows of each group; the tiles show all. */
export const ofGroups = ['cases', 'open', 'overdue', 'acknowledged-within-standard', 'resolved-within-standard', 'time-to-resolve', 'right-first-time', 'satisfied-overall']; // prettier-ignore
const OF_PERIODS = ['cases', 'resolved-within-standard', 'satisfied-overall', 'avoidable-contact'];
const OF_CHANNELS = ['cases'];

/** What somebody looks at. */
export interface DashboardView {
  department?: string;
  days: Days;
}

export interface DashboardAnswer {
  view: DashboardView;
  comparedWith: Days;
  departments: readonly { code: string; name: string }[];
  all: PresentedGroup | undefined;
  /** By department, or by service where it is one department that is looked at. */
  by: Dimension;
  groups: readonly PresentedGroup[];
  period: Period;
  periods: readonly PresentedGroup[];
  channels: readonly PresentedGroup[];
  /** What is open now, whenever it was raised. */
  open: PresentedCounts['stages'];
  freshness: Freshness;
  nameOf: (dimension: Dimension, code: string) => string;
}

/** The days that are looked at when nobody says which. */
export function daysOf({ from, to }: Partial<Days>, now: number): Days {
  const last = to ?? dateOf(londonDay(now));
  return { from: from ?? daysLater(last, 1 - DAYS), to: last };
}

/** Those that somebody may look at. */
export const departmentsIn = (catalogue: Catalogue): DashboardAnswer['departments'] =>
  catalogue.current().departments.map(({ definition: { code, name } }) => ({ code, name }));

/** Everything on the dashboard, from the same queries that other programs ask. */
export class GetDashboard extends Query<DashboardAnswer> {
  constructor(
    readonly view: DashboardView,
    readonly now: number,
  ) {
    super();
  }
}

@QueryHandler(GetDashboard)
export class GetDashboardHandler implements IQueryHandler<GetDashboard> {
  constructor(
    private readonly queries: QueryBus,
    private readonly catalogue: LiveCatalogue,
  ) {}

  async execute({ view, now }: GetDashboard): Promise<DashboardAnswer> {
    const { department, days } = view;
    const by = department === undefined ? 'department' : 'service';
    const length = (Date.parse(days.to) - Date.parse(days.from)) / 86_400_000;
    const period = length > MANY_DAYS ? 'month' : 'week';
    const where = { ...days, where: department === undefined ? {} : { department }, now };
    const ask = (more: Partial<MetricsQuery>) => this.figures({ ...where, ...more });
    const [all, groups, periods, channels, { stages }] = await Promise.all([
      this.queries.execute(new GetFigures(where, undefined, { withoutSmallNumbers: false, compare: { with: 'before', days } })), // prettier-ignore
      ask({ by, measures: ofGroups }),
      ask({ period, measures: OF_PERIODS }),
      ask({ by: 'channel', measures: OF_CHANNELS }),
      this.queries.execute(new CountQueue({ department, limit: 0, now }, undefined)),
    ]);
    const catalogue = this.catalogue.current;
    return {
      view,
      comparedWith: all.comparedWith ?? daysComparedWith('before', days),
      departments: departmentsIn(catalogue),
      all: all.groups[0],
      by,
      groups,
      period,
      periods,
      channels,
      open: stages,
      freshness: all.freshness,
      nameOf: (dimension, code) =>
        (dimension === 'department' && catalogue.department(code)?.definition.name) ||
        (dimension === 'service' && catalogue.service(code)?.definition.name) ||
        code,
    };
  }

  private async figures(query: MetricsQuery): Promise<readonly PresentedGroup[]> {
    return (await this.queries.execute(new GetFigures(query, undefined))).groups;
  }
}
