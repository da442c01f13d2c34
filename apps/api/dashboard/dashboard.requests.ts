import { Transform } from 'class-transformer';
import { IsOptional, MaxLength } from 'class-validator';
import { IsADay } from '../cases/case.validation';

/** A form sends what was left empty as nothing at all. */
const OrNothing = () => Transform(({ value }: { value: unknown }) => (value === '' ? undefined : value));

/** What the dashboard is about. */
export class DashboardRequest {
  /** All of them when left out. */
  @IsOptional()
  @OrNothing()
  @MaxLength(80)
  department?: string;

  /**
   * First day, in London; 13 weeks before the last one when left out.
   * @example "2026-09-01"
   */
  @IsOptional()
  @OrNothing()
  @IsADay()
  from?: string;

  /** Last day, inclusive; today when left out. */
  @IsOptional()
  @OrNothing()
  @IsADay()
  to?: string;
}
