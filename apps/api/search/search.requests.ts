import { PageRequest } from '../queries/fresh.requests';
import { IsIn, IsOptional, IsString, Length, Matches, MaxLength } from 'class-validator';
import { Instant } from '../cases/case.validation';

const statuses = ['open', 'resolved', 'closed', 'withdrawn'];

/** One box, and what to leave out. */
export class SearchRequest extends PageRequest {
  /**
   * A reference, words for a service and a place, or (in a body alone) an email address, a phone number, a postcode.
   * @example "potholes in Hartburn"
   */
  @IsString()
  @Length(1, 200)
  @Matches(/\S/, { message: 'must say something' })
  q: string;

  @IsOptional()
  @IsIn(statuses)
  status?: string;

  /** @example "highways" */
  @IsOptional()
  @MaxLength(80)
  department?: string;

  /** @example "pothole" */
  @IsOptional()
  @MaxLength(80)
  service?: string;

  /** @example "Hartburn" */
  @IsOptional()
  @MaxLength(100)
  ward?: string;

  /** Raised at this instant or later (RFC 3339). */
  @IsOptional()
  @Instant()
  since?: string;
}
