import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type CaseReference, parseReference } from './case-reference';
import type { Stage } from './vocabulary';

/** What a customer is written to about: each has a template of this name. */
export const messageSchema = z.enum([
  'received',
  'joined',
  'parted',
  'forwarded',
  'action-planned',
  'action-taken',
  'resolved',
  'closed',
  'delay',
  'survey',
  'waiting-for-you',
  'closing-soon',
]);
export type MessageName = z.infer<typeof messageSchema>;

/** An invitation that does not arrive is let go: it is worth no letter. */
export const toldByOneWayOnly: ReadonlySet<MessageName> = new Set<MessageName>(['survey']);

/** What is still news once a case has ended: how, and that it ended with another. */
const newsAfterTheEnd: ReadonlySet<MessageName> = new Set<MessageName>(['resolved', 'closed', 'joined']);

/**
 * Whether it is still worth telling the customer what did not reach them at first: how far a case had come only until
 * it has ended, and how it ended only until it is open again. A duplicate is told of its original's end before its own.
 */
export function isStillNews(message: MessageName, hasEnded: boolean, isDuplicate: boolean): boolean {
  const isOfTheEnd = newsAfterTheEnd.has(message);
  if (isDuplicate) return message !== 'parted' && (isOfTheEnd || !hasEnded);
  return message !== 'joined' && isOfTheEnd === hasEnded;
}

/** How a message travels by itself. Whoever wants to be rung up is rung up by a colleague. */
export const carrierSchema = z.enum(['email', 'sms', 'post']);
export type Carrier = z.infer<typeof carrierSchema>;

/**
 * Why nobody was written to: they asked us not to, a colleague has to tell them (by phone, or in a format that we cannot
 * send), or there is no address to write to. It says no more, so that nothing of a person's health is told.
 */
export const withholdingSchema = z.enum(['not-wanted', 'by-hand', 'nowhere-to-send']);
export type Withholding = z.infer<typeof withholdingSchema>;

/** Why a message did not arrive: it was not accepted, there is no such address, nobody answers there, or a fault. */
export const nonDeliverySchema = z.enum(['refused', 'no-such-address', 'not-reachable', 'technical-fault']);
export type NonDelivery = z.infer<typeof nonDeliverySchema>;

/** The message that tells of each stage. */
export const messageOfStage: Record<Stage, MessageName> = {
  raised: 'received',
  forwarded: 'forwarded',
  'action-planned': 'action-planned',
  'action-taken': 'action-taken',
  resolved: 'resolved',
};

/**
 * The id of one message of one case because of one thing: `7QK-4M2-9XD3-resolved-0f3a…`. It is derived, so that telling
 * twice is telling once, and names its case, so that whoever reports on it need not be told which case it was.
 */
export function notificationId(reference: CaseReference, message: MessageName, cause: string): string {
  const digest = createHash('sha256').update(cause).digest('hex').slice(0, 16);
  return `${reference}-${message}-${digest}`;
}

/** The case that a notification is about; undefined when this is no id of one. */
export function caseOfNotification(id: string): CaseReference | undefined {
  const [, reference = ''] = /^(.{12})-[a-z-]+-[0-9a-f]{16}$/.exec(id) ?? [];
  return parseReference(reference);
}
