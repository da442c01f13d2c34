import { type Comparison, comparisons } from '@guildhall/read-models/metrics/comparison';
import { type Dimension, dimensions } from '@guildhall/read-models/metrics/metrics.query';
import { type Period, periods } from '@guildhall/read-models/metrics/periods';
import { IsIn, IsOptional, MaxLength } from 'class-validator';
import { IsADay } from '../cases/case.validation';
import { PageRequest } from '../queries/fresh.requests';

/** Which cases the figures are about. */
export class FiguresRequest extends PageRequest {
  /** The moment that decides a case's period; `raised` when left out. */
  @IsOptional()
  @IsIn(['raised', 'resolved'])
  basis?: 'raised' | 'resolved';

  /**
   * First day, in London.
   * @example "2026-04-01"
   */
  @IsOptional()
  @IsADay()
  from?: string;

  /** Last day, inclusive. */
  @IsOptional()
  @IsADay()
  to?: string;

  @IsOptional()
  @MaxLength(80)
  department?: string;

  @IsOptional()
  @MaxLength(80)
  queue?: string;

  @IsOptional()
  @MaxLength(80)
  service?: string;

  @IsOptional()
  @MaxLength(80)
  channel?: string;

  @IsOptional()
  @MaxLength(80)
  kind?: string;

  @IsOptional()
  @MaxLength(100)
  ward?: string;

  @IsOptional()
  @MaxLength(80)
  outcome?: string;

  @IsOptional()
  @MaxLength(80)
  status?: string;
}

export class MetricsRequest extends FiguresRequest {
  /** One row of figures for each of these. */
  @IsOptional()
  @IsIn(dimensions)
  by?: Dimension;

  /** One row of figures for each of these: day, week, month, quarter, or financial year from 1 April. */
  @IsOptional()
  @IsIn(periods)
  period?: Period;

  /**
   * Each figure beside what it was in the days just before, or in the same days of last year: give `from` and `to`. What
   * is of now (`open`, `overdue`, `backlog-age`) was nothing then: its `was` and `change` are null.
   */
  @IsOptional()
  @IsIn(comparisons)
  compare?: Comparison;

  /** `csv` for a spreadsheet, as `Accept: text/csv` does. */
  @IsOptional()
  @IsIn(['json', 'csv'])
  format?: 'json' | 'csv';

  /**
   * `suppress`: counts of one to four are left out, all others are rounded to the nearest 5, and shares are worked out
   * from what was rounded. For whatever is published. Left out, `suppress` for CSV and `show` for JSON.
   */
  @IsOptional()
  @IsIn(['show', 'suppress'])
  smallNumbers?: 'show' | 'suppress';
}

export class CasesBehindRequest extends FiguresRequest {
  /** `false`: the cases that a share is of but that do not count, as those that were late. */
  @IsOptional()
  @IsIn(['true', 'false'])
  counted?: 'true' | 'false';
}
