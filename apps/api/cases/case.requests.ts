import { type Notice, noticesToOfficers } from '@guildhall/domain/case/notice';
import { type AskedOf, askedOfSchema, type Need, needSchema } from '@guildhall/domain/case/need';
import {
  actionOutcomeSchema,
  type ActionOutcome,
  type Channel,
  channelSchema,
  type Kind,
  kindSchema,
  type Outcome,
  outcomeSchema,
  type Purpose,
  purposeSchema,
  type Visibility,
  visibilitySchema,
} from '@guildhall/domain/case/vocabulary';
import type { TargetName } from '@guildhall/domain/standards/standard';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsLatitude,
  IsLongitude,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { OccurredRequest } from '../commands/occurred.requests';
import {
  AnswersByQuestion,
  DayOrWindow,
  Happened,
  Instant,
  IsADay,
  LocalId,
  Nested,
  SaysSomething,
  Words,
} from './case.validation';

const targetNames: TargetName[] = ['acknowledge', 'respond', 'resolve'];

/** How to reach somebody. */
export class ContactDetailsRequest {
  /** @example "Joan Carter" */
  @IsOptional()
  @Length(1, 200)
  name?: string;

  @IsOptional()
  @IsEmail()
  @MaxLength(320)
  email?: string;

  /** @example "01642 000000" */
  @IsOptional()
  @Matches(/^[+\d][\d\s()./-]{4,38}$/, {
    message: 'must be a phone number, as in 01642 000000 or +44 1642 000000',
  })
  phone?: string;

  @IsOptional()
  @Length(1, 500)
  address?: string;
}

/** Somebody for whom the query is raised. */
export class OnBehalfOfRequest {
  @Length(1, 200)
  name: string;

  @IsOptional()
  @Length(1, 100)
  relationship?: string;
}

/** Where it is. */
export class LocationRequest {
  @IsOptional()
  @IsLatitude()
  lat?: number;

  @IsOptional()
  @IsLongitude()
  lon?: number;

  @IsOptional()
  @Length(1, 100)
  ward?: string;
}

/** How a query was answered while the customer was there. */
export class AnsweredRequest {
  @IsIn(outcomeSchema.options)
  outcome: Outcome;

  /** The words for the customer. */
  @IsOptional()
  @Words()
  explanation?: string;
}

/** A query, as the customer says it. */
export class RaiseQueryRequest extends OccurredRequest {
  /**
   * The code of the service it is about; GET /catalogue/services lists them.
   * @example "street-lighting-fault"
   */
  @IsString()
  @Length(1, 80)
  service: string;

  /** The service's own kind when left out. */
  @IsOptional()
  @IsIn(kindSchema.options)
  kind?: Kind;

  @IsIn(channelSchema.options)
  channel: Channel;

  /**
   * In a few words.
   * @example "Street light out"
   */
  @IsString()
  @SaysSomething()
  @MaxLength(200)
  summary: string;

  @IsOptional()
  @Words()
  description?: string;

  /** The id of a registered customer. */
  @IsOptional()
  @IsUUID()
  customerId?: string;

  /** The details of a customer who is not registered yet: they are, along with the query. */
  @IsOptional()
  @Nested(() => ContactDetailsRequest)
  customer?: ContactDetailsRequest;

  @IsOptional()
  @Nested(() => OnBehalfOfRequest)
  onBehalfOf?: OnBehalfOfRequest;

  @IsOptional()
  @Nested(() => LocationRequest)
  location?: LocationRequest;

  @IsOptional()
  @Length(1, 500)
  address?: string;

  /** Unique Property Reference Number. */
  @IsOptional()
  @Matches(/^\d{1,12}$/, { message: 'must be a UPRN: up to 12 digits' })
  uprn?: string;

  /** Answers to the service's own questions, by the question's code. */
  @IsOptional()
  @AnswersByQuestion()
  answers?: Record<string, string | number | boolean | string[]>;

  /** It was answered then and there: it is raised, resolved and closed at once. */
  @IsOptional()
  @Nested(() => AnsweredRequest)
  resolved?: AnsweredRequest;
}

export class AcknowledgeRequest extends OccurredRequest {
  /** How the customer was told. */
  @IsIn(channelSchema.options)
  channel: Channel;
}

export class ForwardRequest extends OccurredRequest {
  /** @example "highways" */
  @Length(1, 80)
  department: string;

  /** The service's own queue, or the department's first, when left out. */
  @IsOptional()
  @Length(1, 80)
  queue?: string;

  @IsOptional()
  @Words()
  reason?: string;
}

export class ReturnRequest extends OccurredRequest {
  /** Why it is not theirs. */
  @Words()
  reason: string;

  /** The department that they think owns it. */
  @IsOptional()
  @Length(1, 80)
  suggested?: string;
}

export class AssignRequest extends OccurredRequest {
  /**
   * The officer's account.
   * @example "p.shah"
   */
  @Length(1, 200)
  officer: string;

  /** Take it from the officer who holds it. */
  @IsOptional()
  @IsBoolean()
  takeOver?: boolean;
}

export class ReleaseRequest extends OccurredRequest {}

/** A day, or a window with both ends. */
export class WhenRequest {
  /** @example "2026-06-04" */
  @IsOptional()
  @IsADay()
  day?: string;

  @IsOptional()
  @Instant()
  from?: string;

  @IsOptional()
  @Instant()
  to?: string;
}

export class ScheduleActionRequest extends OccurredRequest {
  /** Chosen by you or, left out, by us. */
  @IsOptional()
  @LocalId()
  actionId?: string;

  /** @example "Replace the lantern" */
  @Words()
  what: string;

  @DayOrWindow()
  @Nested(() => WhenRequest)
  when: WhenRequest;
}

export class RescheduleActionRequest extends OccurredRequest {
  @DayOrWindow()
  @Nested(() => WhenRequest)
  when: WhenRequest;

  @Words()
  reason: string;
}

export class CancelActionRequest extends OccurredRequest {
  @Words()
  reason: string;
}

export class EvidenceRequest {
  @Length(1, 255)
  name: string;

  /** @example "image/jpeg" */
  @Matches(/^[\w.+-]+\/[\w.+-]+$/, { message: 'must be a media type, as in image/jpeg' })
  @MaxLength(100)
  mediaType: string;

  /** Bytes. */
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  size: number;

  /** 64 hexadecimal digits. */
  @Matches(/^[0-9a-f]{64}$/, { message: 'must be a SHA-256 as 64 hexadecimal digits in lower case' })
  sha256: string;
}

export class RecordActionRequest extends OccurredRequest {
  @IsIn(actionOutcomeSchema.options)
  outcome: ActionOutcome;

  @IsOptional()
  @Words()
  note?: string;

  @IsOptional()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => EvidenceRequest)
  evidence?: EvidenceRequest[];
}

export class RequestInformationRequest extends OccurredRequest {
  @IsOptional()
  @LocalId()
  requestId?: string;

  @IsIn(askedOfSchema.options)
  of: AskedOf;

  /**
   * What is needed: of an information request the law asks whether it is a clarification, proof of identity or a fee.
   * `information` when left out.
   */
  @IsOptional()
  @IsIn(needSchema.options)
  need?: Need;

  @Words()
  what: string;
}

export class ReceiveInformationRequest extends OccurredRequest {
  @IsOptional()
  @Words()
  what?: string;
}

export class PauseClockRequest extends OccurredRequest {
  /**
   * A code.
   * @example "waiting-for-third-party"
   */
  @Matches(/^[a-z0-9]+(-[a-z0-9]+)*$/, {
    message: 'must be a code in lower case, as in waiting-for-third-party',
  })
  @MaxLength(80)
  reason: string;

  /** The clause of the standard or statute that allows the pause. */
  @Length(1, 300)
  basis: string;
}

export class ResumeClockRequest extends OccurredRequest {}

export class NotifyDelayRequest extends OccurredRequest {
  @IsIn(targetNames)
  target: TargetName;

  /**
   * The date that the customer was given.
   * @example "2026-06-22"
   */
  @IsADay()
  newDate: string;

  @Words()
  reason: string;

  /** An extension that the standard allows, in the target's own unit. Left out, the customer is told and the target stays. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(366)
  extension?: number;
}

export class MissTargetRequest extends OccurredRequest {
  @IsIn(targetNames)
  target: TargetName;
}

export class SettleNoticeRequest extends OccurredRequest {
  @IsIn(noticesToOfficers)
  notice: Notice;

  /**
   * The target, action or request that it was raised about, or the message that is to be told by hand.
   * @example "resolve"
   */
  @LocalId()
  about: string;
}

export class RecordContactRequest extends OccurredRequest {
  @IsOptional()
  @LocalId()
  contactId?: string;

  @IsIn(['inbound', 'outbound'])
  direction: 'inbound' | 'outbound';

  @IsIn(channelSchema.options)
  channel: Channel;

  @IsIn(purposeSchema.options)
  purpose: Purpose;

  /** Left out, chasing progress and repeating oneself are avoidable. */
  @IsOptional()
  @IsBoolean()
  avoidable?: boolean;

  @IsOptional()
  @Words()
  note?: string;
}

/** What the path does not say of a contact. */
export class ContactForRequest extends OccurredRequest {
  /** `phone` when left out. */
  @IsOptional()
  @IsIn(channelSchema.options)
  channel?: Channel;

  @IsOptional()
  @Words()
  note?: string;
}

export class AddNoteRequest extends OccurredRequest {
  @IsOptional()
  @LocalId()
  noteId?: string;

  @IsIn(visibilitySchema.options)
  visibility: Visibility;

  @Words()
  text: string;
}

export class AttachDocumentRequest extends EvidenceRequest {
  @IsOptional()
  @Happened()
  occurredAt?: string;

  @IsOptional()
  @LocalId()
  documentId?: string;

  @IsIn(visibilitySchema.options)
  visibility: Visibility;
}

export class MarkDuplicateRequest extends OccurredRequest {
  /** The reference of the original. */
  @Length(1, 40)
  of: string;
}

export class UndoDuplicateRequest extends OccurredRequest {
  @IsOptional()
  @Words()
  reason?: string;
}

export class ReclassifyRequest extends OccurredRequest {
  @IsOptional()
  @Length(1, 80)
  service?: string;

  @IsOptional()
  @IsIn(kindSchema.options)
  kind?: Kind;

  @Words()
  reason: string;
}

export class ResolveRequest extends OccurredRequest {
  @IsIn(outcomeSchema.options)
  outcome: Outcome;

  /** The words for the customer. */
  @IsOptional()
  @Words()
  explanation?: string;
}

export class CloseRequest extends OccurredRequest {
  @IsIn(['resolved', 'no-answer-from-customer', 'duplicate'])
  reason: 'resolved' | 'no-answer-from-customer' | 'duplicate';
}

export class ReopenRequest extends OccurredRequest {
  @IsIn(['customer', 'council'])
  by: 'customer' | 'council';

  @Words()
  reason: string;
}

export class WithdrawRequest extends OccurredRequest {
  @IsIn(['customer', 'council'])
  by: 'customer' | 'council';

  @IsOptional()
  @Words()
  reason?: string;
}

export class EscalateRequest extends OccurredRequest {
  @Words()
  reason: string;
}

/** 1 (very dissatisfied) to 5 (very satisfied) on each driver that the customer scored. */
export class ScoresRequest {
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(5)
  delivery?: number;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(5)
  timeliness?: number;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(5)
  information?: number;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(5)
  professionalism?: number;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(5)
  staffAttitude?: number;
}

export class GiveFeedbackRequest extends OccurredRequest {
  @Nested(() => ScoresRequest)
  scores: ScoresRequest;

  @IsInt()
  @Min(1)
  @Max(5)
  overall: number;

  @IsOptional()
  @Words()
  comment?: string;
}
