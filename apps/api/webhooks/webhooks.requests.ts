import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  ValidateIf,
} from 'class-validator';

/** Types of events that one webhook may name. */
const MOST_TYPES = 50;

class WebhookFields {
  /**
   * What it is for: shown to operators, kept in the clear.
   * @example "Works orders"
   */
  @ValidateIf(({ description }: WebhookFields) => description !== undefined)
  @IsString()
  @MaxLength(200)
  description?: string;

  /**
   * Types of events to send; all of them when null.
   * @example ["guildhall.case.received.v1"]
   */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_TYPES)
  @ArrayUnique()
  @IsString({ each: true })
  @MaxLength(100, { each: true })
  eventTypes?: string[] | null;
}

export class CreateWebhookRequest extends WebhookFields {
  /**
   * Where the events are sent: https, on the public internet or in a network that the operator has allowed.
   * @example "https://works.example.org/guildhall"
   */
  @IsString()
  @MaxLength(2_000)
  url: string;

  /**
   * Where in the feed to begin: `beginning`, `end`, or a position; `end` when left out.
   * @example "end"
   */
  @IsOptional()
  @IsString()
  @MaxLength(120)
  startFrom?: string;
}

export class ChangeWebhookRequest extends WebhookFields {
  /**
   * As when it was made. What failed is sent there at once.
   * @example "https://works.example.org/guildhall"
   */
  @ValidateIf(({ url }: ChangeWebhookRequest) => url !== undefined)
  @IsString()
  @MaxLength(2_000)
  url?: string;
}

export class RotateSecretRequest {
  /** For how many hours the secrets before it go on signing too: 0 to 168; 24 when left out. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(168)
  overlapHours?: number;
}

export class PauseRequest {
  /**
   * Why, for whoever looks next. It is kept in the clear.
   * @example "Their system is being moved until Monday."
   */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  reason?: string;
}

export class ResumeRequest {
  /**
   * Where to go on: `beginning`, `end`, or a position of the feed, forward or back; where it was when left out.
   * @example "highways.42"
   */
  @IsOptional()
  @IsString()
  @MaxLength(120)
  from?: string;
}

export class LogPageRequest {
  /** Where the last page ended: its `next`. */
  @IsOptional()
  @IsUUID()
  before?: string;

  /** Only those that failed. */
  @IsOptional()
  @Transform(({ value }) => (value === 'true' ? true : value === 'false' ? false : (value as unknown)))
  @IsBoolean()
  failed?: boolean;

  /** 1 to 200; 50 when left out. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit?: number;
}
