import { z } from 'zod';
import { type EventOf, eventType, type StoredEventOf } from '../../event-sourcing/event-type';
import { contactDetailsSchema, daySchema, localIdSchema, wordsSchema } from '../case/vocabulary';

/** The stream of one customer record: `customer-<uuid>`. */
export const customerStream = (customerId: string): string => `customer-${customerId}`;

/** The customer whose stream this is; undefined for other streams. */
export const customerOfStream = (stream: string): string | undefined =>
  stream.startsWith('customer-') ? stream.slice('customer-'.length) : undefined;

/** How somebody wants to be told. `none`: not at all, unless the law says that we must. */
export const contactPreferenceSchema = z.enum(['email', 'sms', 'phone', 'post', 'none']);
export type ContactPreference = z.infer<typeof contactPreferenceSchema>;

export const CustomerRegistered = eventType({
  name: 'CustomerRegistered',
  version: 1,
  data: z.strictObject({ preference: contactPreferenceSchema.optional() }),
  personal: contactDetailsSchema,
  example: {
    preference: 'phone',
    name: 'Joan Carter',
    email: 'joan@example.org',
    phone: '01642 000000',
    address: '12 High Street, Stockton-on-Tees',
  },
});

export const CustomerDetailsChanged = eventType({
  name: 'CustomerDetailsChanged',
  version: 1,
  data: z.strictObject({}),
  personal: contactDetailsSchema,
  example: { phone: '01642 111111' },
});

export const ContactPreferenceChanged = eventType({
  name: 'ContactPreferenceChanged',
  version: 1,
  data: z.strictObject({ preference: contactPreferenceSchema }),
  example: { preference: 'post' },
});

/** Reasonable adjustments (Equality Act 2010, s.20) say something of a person's health, so they are sealed. */
export const ReasonableAdjustmentsRecorded = eventType({
  name: 'ReasonableAdjustmentsRecorded',
  version: 1,
  data: z.strictObject({}),
  personal: z.strictObject({ adjustments: z.array(wordsSchema).max(20) }),
  example: { adjustments: ['Large print', 'Allow time on the phone'] },
});

/**
 * One message more is written to them on this day: counted where all of their cases meet, so that they are never written
 * to more often than the council allows.
 */
export const MessageCounted = eventType({
  name: 'MessageCounted',
  version: 1,
  data: z.strictObject({ notificationId: localIdSchema, day: daySchema }),
  example: { notificationId: '7QK-4M2-9XD3-resolved-5d0c1be3a7f90e42', day: '2026-06-05' },
});

export const customerEvents = {
  CustomerRegistered,
  CustomerDetailsChanged,
  ContactPreferenceChanged,
  ReasonableAdjustmentsRecorded,
  MessageCounted,
} as const;

export type CustomerEvent = EventOf<(typeof customerEvents)[keyof typeof customerEvents]>;
export type StoredCustomerEvent = StoredEventOf<(typeof customerEvents)[keyof typeof customerEvents]>;
