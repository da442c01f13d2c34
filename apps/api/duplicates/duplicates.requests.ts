import { Type } from 'class-transformer';
import { IsLatitude, IsLongitude, IsOptional, IsString, Length } from 'class-validator';
import { Instant } from '../cases/case.validation';
import { WaitForRequest } from '../queries/fresh.requests';

/** A query that is about to be raised: what it is about, and where. */
export class DuplicatesRequest extends WaitForRequest {
  /**
   * The code of a service.
   * @example "street-lighting-fault"
   */
  @IsString()
  @Length(1, 80)
  service: string;

  /** @example 54.5705 */
  @Type(() => Number)
  @IsLatitude()
  lat: number;

  /** @example -1.3188 */
  @Type(() => Number)
  @IsLongitude()
  lon: number;

  /** When it happened (RFC 3339); now when left out. */
  @IsOptional()
  @Instant()
  at?: string;
}
