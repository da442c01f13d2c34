import { type Notice, noticesToOfficers } from '@guildhall/domain/case/notice';
import { stages } from '@guildhall/domain/case/vocabulary';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, MaxLength } from 'class-validator';
import { PageRequest } from '../queries/fresh.requests';

/** `true` and `false` as a query string has them. */
const Flag = () =>
  Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value));

export class QueueRequest extends PageRequest {
  /** @example "highways" */
  @IsOptional()
  @MaxLength(80)
  department?: string;

  @IsOptional()
  @MaxLength(80)
  queue?: string;

  @IsOptional()
  @IsIn(stages)
  stage?: string;

  @IsOptional()
  @MaxLength(200)
  officer?: string;

  @IsOptional()
  @MaxLength(80)
  service?: string;

  @IsOptional()
  @MaxLength(80)
  kind?: string;

  @IsOptional()
  @MaxLength(100)
  ward?: string;

  /** Only what is past its date. */
  @IsOptional()
  @Flag()
  @IsBoolean()
  overdue?: boolean;

  /**
   * Only what something has been raised about that nobody has settled: this, or `any`. `tell-by-hand` lists whom a
   * colleague has to tell, whoever has been waiting the longest first: also of cases that have ended, and of duplicates.
   */
  @IsOptional()
  @IsIn(['any', ...noticesToOfficers])
  notice?: Notice | 'any';

  /** Only what nobody holds. */
  @IsOptional()
  @Flag()
  @IsBoolean()
  unclaimed?: boolean;
}
