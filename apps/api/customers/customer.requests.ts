import { type ContactPreference, contactPreferenceSchema } from '@guildhall/domain/customer/customer-events';
import { ArrayMaxSize, IsArray, IsIn, IsOptional, IsString, Length } from 'class-validator';
import { ContactDetailsRequest } from '../cases/case.requests';
import { Nested } from '../cases/case.validation';
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
