import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  Equals,
  IsArray,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';

/** Events that one request may be about. */
const AT_ONCE = 500;

const Member = () =>
  Matches(/^[\w.:@-]{1,100}$/, { message: 'must be 1 to 100 letters, digits and any of . _ : @ -' });

/** What a program says of an event; shown to operators, kept in the clear. */
const Reason = () =>
  Matches(/^(?=[^]*\S)[^\0]{1,500}$/, { message: 'must say something in at most 500 characters' });

export class PutGroupRequest {
  /**
   * Where a new group begins: `beginning`, `end`, or a position; `beginning` when left out.
   * @example "beginning"
   */
  @IsOptional()
  @IsString()
  @MaxLength(120)
  startFrom?: string | null;

  /** An event that was delivered so often without being acknowledged is parked: 1 to 100. A new group has 5. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(100)
  maxAttempts?: number;
}

/** Who asks: a process of the department's own system, not a person. */
export class MemberRequest {
  /** @example "works-orders-1" */
  @Member()
  member: string;
}

export class ClaimRequest extends MemberRequest {
  /** Events at most: 1 to 500; 10 when left out. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(AT_ONCE)
  max?: number;

  /** How long the events are this member's alone: 1 to 3600; 30 when left out. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(3_600)
  leaseSeconds?: number;

  /** How long to wait for an event when there is none: 0 to 60; 0 when left out. */
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(60)
  waitSeconds?: number;
}

export class DeliveriesRequest extends MemberRequest {
  /** The `delivery` of each event. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(AT_ONCE)
  @IsString({ each: true })
  @MaxLength(100, { each: true })
  deliveries: string[];
}

export class RenewRequest extends DeliveriesRequest {
  /** How long from now: 1 to 3600; 30 when left out. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(3_600)
  leaseSeconds?: number;
}

export class ParkRequest extends MemberRequest {
  @IsString()
  @MaxLength(100)
  delivery: string;

  /**
   * Why, for an operator. It is kept in the clear: an error's name, no person's.
   * @example "WorksOrderRejected: no such asset"
   */
  @Reason()
  reason: string;
}

export class RetryRequest extends ParkRequest {
  /** How long to leave it: 0 to 86400. Left out: 1 s after the first attempt, then 2 s, 4 s… and 5 minutes at most. */
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(86_400)
  afterSeconds?: number;
}

export class ParkedPageRequest {
  /** Where the last page ended: its `next`. */
  @IsOptional()
  @IsString()
  @MaxLength(120)
  after?: string;

  /** 1 to 200; 50 when left out. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit?: number;
}

export class ReplayRequest {
  /** Of parked events. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(AT_ONCE)
  @IsString({ each: true })
  @MaxLength(120, { each: true })
  positions?: string[];

  /** All that are parked. */
  @IsOptional()
  @Equals(true)
  all?: true;
}

export class DiscardRequest {
  /** Of parked events. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(AT_ONCE)
  @IsString({ each: true })
  @MaxLength(120, { each: true })
  positions: string[];

  /** Why nobody will work on them. It is kept. */
  @Reason()
  reason: string;
}
