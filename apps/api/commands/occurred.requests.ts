import { IsOptional } from 'class-validator';
import { Happened } from '../cases/case.validation';

/** What every command may say beside its own. */
export class OccurredRequest {
  /**
   * When it happened, if not just now: RFC 3339.
   * @example "2026-06-01T09:30:00Z"
   */
  @IsOptional()
  @Happened()
  occurredAt?: string;
}
