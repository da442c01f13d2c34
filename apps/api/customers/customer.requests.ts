import { type ContactPreference, contactPreferenceSchema } from '@guildhall/domain/customer/customer-events';
import { ArrayMaxSize, IsArray, IsIn, IsOptional, IsString, IsUUID, Length } from 'class-validator';
import { ContactDetailsRequest } from '../cases/case.requests';
import { Nested, Words } from '../cases/case.validation';
import { OccurredRequest } from '../commands/occurred.requests';

export class RegisterCustomerRequest extends OccurredRequest {
  @Nested(() => ContactDetailsRequest)
  details: ContactDetailsRequest;

  /** How they want to be told. */
  @IsOptional()
  @IsIn(contactPreferenceSchema.options)
  preference?: ContactPreference;
}

export class ChangeDetailsRequest extends OccurredRequest {
  /** What has changed; the rest stays. */
  @Nested(() => ContactDetailsRequest)
  details: ContactDetailsRequest;
}

export class ChangePreferenceRequest extends OccurredRequest {
  @IsIn(contactPreferenceSchema.options)
  preference: ContactPreference;
}

export class RecordAdjustmentsRequest extends OccurredRequest {
  /**
   * What the customer needs from us; the whole list.
   * @example ["Large print"]
   */
  @IsArray()
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @Length(1, 10_000, { each: true })
  adjustments: string[];
}

export class MergeCustomersRequest extends OccurredRequest {
  /** The id of the record that stays. */
  @IsUUID()
  into: string;

  /**
   * How we know that both are of one person.
   * @example "The same email address; she confirmed it on the phone."
   */
  @Words()
  reason: string;
}

export class UnmergeCustomerRequest extends OccurredRequest {
  /**
   * Why they are not one person.
   * @example "A mother and a daughter who share an email address."
   */
  @IsOptional()
  @Words()
  reason?: string;
}
