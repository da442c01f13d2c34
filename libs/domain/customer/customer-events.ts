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

/** The record is of the same person as another, which stays in its place. It keeps its own key, and can be taken back. */
export const CustomerMerged = eventType({
  name: 'CustomerMerged',
  version: 1,
  data: z.strictObject({ into: z.uuid() }),
  personal: z.strictObject({ reason: wordsSchema }),
  example: {
    into: '0b7f4a62-9a55-4d5e-8a32-2f4d6f0e7c21',
    reason: 'The same email address; she confirmed it.',
  },
});

/** It was another person after all: the record stands for itself again. */
export const CustomerUnmerged = eventType({
  name: 'CustomerUnmerged',
  version: 1,
  data: z.strictObject({}),
  personal: z.strictObject({ reason: wordsSchema.optional() }),
  example: { reason: 'A mother and a daughter who share an email address.' },
});

/**
 * On the record that stays: another is about to be merged into it. Whether it then was, and still is, stands on that
 * one; this says where to look.
 */
export const MergeAnnounced = eventType({
  name: 'MergeAnnounced',
  version: 1,
  data: z.strictObject({ from: z.uuid() }),
  example: { from: '5f1c1d1e-6b0a-4e0b-9a64-0c6a5a3f2d11' },
});

export const customerEvents = {
  CustomerRegistered,
  CustomerDetailsChanged,
  ContactPreferenceChanged,
  ReasonableAdjustmentsRecorded,
  MessageCounted,
  CustomerMerged,
  CustomerUnmerged,
  MergeAnnounced,
} as const;

export type CustomerEvent = EventOf<(typeof customerEvents)[keyof typeof customerEvents]>;
export type StoredCustomerEvent = StoredEventOf<(typeof customerEvents)[keyof typeof customerEvents]>;
