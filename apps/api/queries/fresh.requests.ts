import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, MaxLength, Min } from 'class-validator';
import { Instant } from '../cases/case.validation';

/** What every query may ask of its freshness. */
export class WaitForRequest {
  /** A position that a command answered with: the answer waits, for a moment, until it knows it. */
  @IsOptional()
  @MaxLength(64)
  waitFor?: string;
}

/** A page of a list. */
export class PageRequest extends WaitForRequest {
  /** Where the last page ended: its `next`. */
  @IsOptional()
  @MaxLength(300)
  after?: string;

  /** 1 to 200; 50 when left out. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit?: number;
}

/** A moment in the past to answer for. */
export class MomentRequest extends WaitForRequest {
  /** What was known at this moment (RFC 3339). */
  @IsOptional()
  @Instant()
  asOf?: string;

  /** What was true at this moment (RFC 3339). */
  @IsOptional()
  @Instant()
  effectiveAt?: string;
}
