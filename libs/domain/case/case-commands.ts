import type {
  ActionOutcome,
  Channel,
  Closure,
  ContactDetails,
  Driver,
  Outcome,
  Purpose,
  Visibility,
  When,
} from './vocabulary';
import type { Classification, Desk } from './case-events';
import type { ServiceQuestion } from '../catalogue/catalogue-events';
import type { PauseEffect } from '../standards/pause-effect';
import type { TargetName } from '../standards/standard';
import type { AskedOf, Need } from './need';
import type { Carrier, MessageName, NonDelivery, Withholding } from './notification';
import type { Notice } from './notice';

/*
 * What a case can be asked to do. Everything a rule needs is in the command: ids, the moment, and the facts that
 * somebody looked up (under `facts`). Instants are RFC 3339 in UTC.
 */

type Command<Type extends string, Payload = object> = { type: Type; occurredAt: string } & Payload;

export interface Answers {
  [question: string]: string | number | boolean | string[];
}

export type RaiseQuery = Command<
  'RaiseQuery',
  Classification & {
    channel: Channel;
    summary: string;
    description?: string;
    customerId?: string;
    customer?: ContactDetails;
    onBehalfOf?: { name: string; relationship?: string };
    location?: { lat?: number; lon?: number; ward?: string };
    address?: string;
    uprn?: string;
    answers?: Answers;
    targets?: Partial<Record<TargetName, string>>;
    source?: { system: string; id: string };
    /** It was answered then and there: how, and in which words. */
    resolved?: { outcome: Outcome; explanation?: string };
    facts: { questions: readonly ServiceQuestion[] };
  }
>;
export type AcknowledgeQuery = Command<
  'AcknowledgeQuery',
  { reference: string; channel: Channel; promised: { target: TargetName; due: string }[] }
>;
export type ForwardToDepartment = Command<'ForwardToDepartment', Desk & { reason?: string }>;
export type ReturnToContactCentre = Command<'ReturnToContactCentre', { reason: string; suggested?: string }>;
export type AssignOfficer = Command<'AssignOfficer', { officer: string; takeOver?: boolean }>;
export type ReleaseOfficer = Command<'ReleaseOfficer'>;
export type ScheduleAction = Command<'ScheduleAction', { actionId: string; what: string; when: When }>;
export type RescheduleAction = Command<'RescheduleAction', { actionId: string; when: When; reason: string }>;
export type CancelAction = Command<'CancelAction', { actionId: string; reason: string }>;
export type RecordAction = Command<
  'RecordAction',
  {
    actionId: string;
    outcome: ActionOutcome;
    note?: string;
    evidence?: { name: string; mediaType: string; size: number; sha256: string }[];
  }
>;
export type RequestInformation = Command<
  'RequestInformation',
  {
    requestId: string;
    of: AskedOf;
    need: Need;
    what: string;
    basis: string;
    facts: { clock: PauseEffect };
  }
>;
export type ReceiveInformation = Command<'ReceiveInformation', { requestId: string; what?: string }>;
export type PauseClock = Command<'PauseClock', { reason: string; basis: string }>;
export type ResumeClock = Command<'ResumeClock'>;
export type NotifyDelay = Command<
  'NotifyDelay',
  {
    target: TargetName;
    newDate: string;
    reason: string;
    extension?: number;
    /** `dueAt`: when the target is due without the extension; it may stand still or not have started. */
    facts: { extensionAtMost: number; dueAt?: string };
  }
>;
export type MissTarget = Command<
  'MissTarget',
  {
    target: TargetName;
    /** When it is due, if the case has it and it runs; when it was reached, if it was. */
    facts: { dueAt?: string; reachedAt?: string };
  }
>;
export type RecordContact = Command<
  'RecordContact',
  {
    contactId: string;
    direction: 'inbound' | 'outbound';
    channel: Channel;
    purpose: Purpose;
    avoidable?: boolean;
    note?: string;
  }
>;
export type AddNote = Command<'AddNote', { noteId: string; visibility: Visibility; text: string }>;
export type AttachDocument = Command<
  'AttachDocument',
  {
    documentId: string;
    visibility: Visibility;
    name: string;
    mediaType: string;
    size: number;
    sha256: string;
  }
>;
export type MarkDuplicate = Command<
  'MarkDuplicate',
  {
    reference: string;
    /** The original, at the end of the chain where the case that was named is a duplicate itself. */
    of: string;
    facts: { original: 'absent' | 'follows-this-one' | 'a-case' };
  }
>;
/** `of`: only as long as it is a duplicate of this one. */
export type UndoDuplicate = Command<'UndoDuplicate', { reason?: string; of?: string }>;
export type AddFollowers = Command<'AddFollowers', { references: readonly string[] }>;
export type RemoveFollowers = Command<'RemoveFollowers', { references: readonly string[] }>;
export type Reclassify = Command<'Reclassify', { to: Classification; reason: string }>;
export type Resolve = Command<'Resolve', { outcome: Outcome; explanation?: string }>;
/** `of`: only as long as it is a duplicate of this one. */
export type Close = Command<'Close', { reason: Exclude<Closure, 'withdrawn'>; of?: string }>;
export type Reopen = Command<'Reopen', { by: 'customer' | 'council'; reason: string }>;
export type Withdraw = Command<'Withdraw', { by: 'customer' | 'council'; reason?: string }>;
export type EscalateComplaint = Command<
  'EscalateComplaint',
  { reason: string; standard?: { code: string; version: number } }
>;
export type GiveFeedback = Command<
  'GiveFeedback',
  { scores: Partial<Record<Driver, number>>; overall: number; comment?: string }
>;
export type SettleNotice = Command<'SettleNotice', { notice: Notice; about: string }>;
export type RaiseNotice = Command<'RaiseNotice', { notice: Notice; about: string; moment: string }>;

export type AttemptNotification = Command<
  'AttemptNotification',
  { notificationId: string; message: MessageName; carrier: Carrier }
>;
export type WithholdNotification = Command<
  'WithholdNotification',
  {
    notificationId: string;
    message: MessageName;
    reason: Withholding;
    /** When that happened which the customer is not written of; left out where there is nobody left to tell it to. */
    untoldSince?: string;
  }
>;
export type RecordTold = Command<'RecordTold', { notificationId: string; by: string; receipt?: string }>;
export type RecordDelivery = Command<
  'RecordDelivery',
  { notificationId: string; by: string; receipt?: string; deliveredAt: string }
>;
export type RecordNonDelivery = Command<'RecordNonDelivery', { notificationId: string; reason: NonDelivery }>;

export type CaseCommand =
  | RaiseQuery
  | AcknowledgeQuery
  | ForwardToDepartment
  | ReturnToContactCentre
  | AssignOfficer
  | ReleaseOfficer
  | ScheduleAction
  | RescheduleAction
  | CancelAction
  | RecordAction
  | RequestInformation
  | ReceiveInformation
  | PauseClock
  | ResumeClock
  | NotifyDelay
  | MissTarget
  | RecordContact
  | AddNote
  | AttachDocument
  | MarkDuplicate
  | UndoDuplicate
  | AddFollowers
  | RemoveFollowers
  | Reclassify
  | Resolve
  | Close
  | Reopen
  | Withdraw
  | EscalateComplaint
  | GiveFeedback
  | AttemptNotification
  | WithholdNotification
  | RecordTold
  | RecordDelivery
  | RecordNonDelivery
  | RaiseNotice
  | SettleNotice;
