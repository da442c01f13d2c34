import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

/** Where to go on. */
export class LiveFeedRequest {
  /**
   * The position of the last event read, or `end` for what is yet to come; from the beginning when left out.
   * @example "highways.42"
   */
  @IsOptional()
  @IsString()
  @MaxLength(120)
  after?: string;
}

export class FeedPageRequest extends LiveFeedRequest {
  /** 1 to 500; 100 when left out. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  limit?: number;
}
