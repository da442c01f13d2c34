import { OmitType } from '@nestjs/swagger';
import { type EvidenceKind, evidenceKindSchema } from '@guildhall/domain/assessment/assessment-events';
import { type Score, scoreSchema } from '@guildhall/domain/assessment/score';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsOptional,
  IsUrl,
  Length,
  Matches,
} from 'class-validator';
import { EvidenceRequest } from '../cases/case.requests';
import { IsADay, LocalId, Nested, SaysSomething, Words } from '../cases/case.validation';
import { OccurredRequest } from '../commands/occurred.requests';
import { WaitForRequest } from '../queries/fresh.requests';

const Elements = () =>
  Matches(/^\d+(\.\d+)*$/, { each: true, message: 'must be numbers of elements, as 4.1.2' });

/** The days whose cases are evidence. */
class EvidencePeriodRequest extends OccurredRequest {
  /**
   * First day, in London.
   * @example "2025-04-01"
   */
  @IsADay()
  from: string;

  /**
   * Last day, inclusive.
   * @example "2026-03-31"
   */
  @IsADay()
  to: string;
}

/** Whose service is assessed; the whole council's when both are left out. */
export class ScopeRequest {
  /** @example "customer-services" */
  @IsOptional()
  @Length(1, 80)
  department?: string;

  @IsOptional()
  @Length(1, 80)
  service?: string;
}

export class BeginAssessmentRequest extends EvidencePeriodRequest {
  /** @example "Customer Services" */
  @Length(1, 200)
  @SaysSomething()
  title: string;

  /** The code of the accreditation standard; `customer-service-excellence` when left out. */
  @IsOptional()
  @Length(1, 80)
  standard?: string;

  @IsOptional()
  @Nested(() => ScopeRequest)
  scope?: ScopeRequest;
}

export class BeginReviewRequest extends EvidencePeriodRequest {
  /**
   * Elements to be looked at beside those that have to be.
   * @example ["2.1.4"]
   */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(200)
  @Elements()
  also?: string[];
}

/** Which document it was: the file itself stays where documents are kept. */
export class DocumentRequest extends OmitType(EvidenceRequest, ['name']) {}

export class AttachEvidenceRequest extends OccurredRequest {
  @IsOptional()
  @LocalId()
  evidenceId?: string;

  @IsIn(evidenceKindSchema.options)
  kind: EvidenceKind;

  /**
   * What it is evidence of.
   * @example ["2.1.1", "2.1.3"]
   */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @Elements()
  elements: string[];

  /** @example "Customer charter 2026" */
  @Length(1, 200)
  @SaysSomething()
  title: string;

  /** What it shows, or where to look in it. A note is its text. */
  @IsOptional()
  @Words()
  text?: string;

  /** Of a link. */
  @IsOptional()
  @IsUrl({ protocols: ['http', 'https'], require_protocol: true, require_tld: false })
  @Length(1, 2_000)
  url?: string;

  /** Of a document. */
  @IsOptional()
  @Nested(() => DocumentRequest)
  document?: DocumentRequest;
}

/** Takes back what was a mistake: evidence, a score, a conclusion, or the assessment itself. */
export class TakeBackRequest extends OccurredRequest {
  /** Why. */
  @Words()
  reason: string;
}

export class ScoreElementRequest extends OccurredRequest {
  @IsIn(scoreSchema.options)
  score: Score;

  /** Why, in the words of whoever decides: what is seen in the evidence, and why it is another score than suggested. */
  @Words()
  reason: string;
}

export class ConcludeAssessmentRequest extends OccurredRequest {
  /**
   * Who found so: the assessor and the certification body.
   * @example "J. Brown, for the certification body"
   */
  @Length(1, 200)
  @SaysSomething()
  assessor: string;
}

export class ListAssessmentsRequest extends WaitForRequest {
  /** `true`: those too that were begun by mistake and abandoned. */
  @IsOptional()
  @IsIn(['true', 'false'])
  abandoned?: 'true' | 'false';
}

export class PackRequest extends WaitForRequest {
  /** `html` to read and print, `json` for programs. Left out: what `Accept` asks for, and that is html for a browser. */
  @IsOptional()
  @IsIn(['html', 'json'])
  format?: 'html' | 'json';

  /** The assessment year as it stood when it was concluded; as the assessment is now when left out. */
  @IsOptional()
  @IsIn(['1', '2', '3'])
  year?: '1' | '2' | '3';
}
