import { isDeepStrictEqual } from 'node:util';
import type { StoredCaseEvent, RecordedCaseEvent } from '../../domain/case/case-events';
import type { Catalogue } from '../../domain/catalogue/catalogue';
import {
  ActionDropped,
  ActionMoved,
  ActionPlanned,
  ActionReported,
  AnswerArrived,
  AnswerAwaited,
  CaseAcknowledged,
  CaseAssigned,
  CaseClosed,
  CaseEscalated,
  CaseLeft,
  CaseReclassified,
  CaseReopened,
  CaseRequeued,
  CaseResolved,
  CaseUnassigned,
  CaseWithdrawn,
  ClockRestarted,
  ClockStopped,
  ContactNoted,
  DelayAnnounced,
  DocumentAdded,
  DuplicateFound,
  DuplicateRevoked,
  FollowersChanged,
  NoteWritten,
  TargetOverrun,
  TargetsMoved,
  type ToldEvent,
} from '../department-events';
import type { StatedTarget } from '../vocabulary';
import { type FollowedCase, holderOf, statedTargets } from './followed-case';
import { received } from './received';

/** What one department is to be told. */
export interface Telling {
  department: string;
  told: ToldEvent;
}

/** A case before and after an event, and the catalogue as it had been published by then. */
export interface Step {
  reference: string;
  before: FollowedCase;
  after: FollowedCase;
  catalogue: Catalogue;
}

type ByType = { [Event in StoredCaseEvent as Event['type']]: Event };
type Changes = Exclude<keyof ByType, 'ForwardedToDepartment' | 'ReturnedByDepartment'>;

interface About {
  href: string;
  targets: StatedTarget[];
}

/** What the holder is told of each event of a case, or why nobody is told. */
type TellingTable = {
  readonly [Type in Changes]:
    string | ((data: ByType[Type]['data'], about: About, after: FollowedCase) => ToldEvent);
};

/**
 * Fields are named one by one: what the council adds to an event of its own is not told until somebody decides so.
 * What moves or reaches a target states them all.
 */
const tellings: TellingTable = {
  QueryRaised: 'no department holds it yet',
  QueryAcknowledged: ({ channel, promised }, about) => CaseAcknowledged.of({ ...about, channel, promised }),
  OfficerAssigned: ({ officer, from }, { href }) => CaseAssigned.of({ href, officer, from }),
  OfficerReleased: ({ officer }, { href }) => CaseUnassigned.of({ href, officer }),
  ActionScheduled: ({ actionId, when }, { href }) => ActionPlanned.of({ href, actionId, when }),
  ActionRescheduled: ({ actionId, when, was }, { href }) => ActionMoved.of({ href, actionId, when, was }),
  ActionCancelled: ({ actionId }, { href }) => ActionDropped.of({ href, actionId }),
  ActionTaken: ({ actionId, outcome, takenAt }, { href }) =>
    ActionReported.of({ href, actionId, outcome, takenAt }),
  InformationRequested: ({ requestId, of, need }, { href }) =>
    AnswerAwaited.of({ href, requestId, of, need }),
  InformationReceived: ({ requestId }, { href }) => AnswerArrived.of({ href, requestId }),
  ClockPaused: ({ pausedAt, reason, requestId }, about) =>
    ClockStopped.of({ ...about, pausedAt, reason, requestId }),
  ClockResumed: ({ pausedAt, resumedAt, reason }, about) =>
    ClockRestarted.of({ ...about, pausedAt, resumedAt, reason }),
  DelayNotified: ({ target, newDate, extension }, about) =>
    DelayAnnounced.of({ ...about, target, newDate, extension }),
  TargetMissed: ({ target, dueAt }, { href }) => TargetOverrun.of({ href, target, dueAt }),
  ContactRecorded: ({ contactId, direction, channel, purpose, avoidable }, { href }) =>
    ContactNoted.of({ href, contactId, direction, channel, purpose, avoidable }),
  NoteAdded: ({ noteId, visibility }, { href }) => NoteWritten.of({ href, noteId, visibility }),
  DocumentAttached: ({ documentId, visibility, mediaType, size }, { href }) =>
    DocumentAdded.of({ href, documentId, visibility, mediaType, size }),
  MarkedDuplicate: (_, { href }) => DuplicateFound.of({ href }),
  DuplicateUndone: (_, { href }) => DuplicateRevoked.of({ href }),
  FollowerJoined: (_, { href }, after) => followersChanged(href, after),
  FollowerLeft: (_, { href }, after) => followersChanged(href, after),
  Reclassified: ({ kind, service, standard, from }, about) =>
    CaseReclassified.of({ ...about, kind, service, standard, from }),
  Resolved: ({ outcome, resolvedAt }, about) => CaseResolved.of({ ...about, outcome, resolvedAt }),
  Closed: ({ reason }, { href }) => CaseClosed.of({ href, reason }),
  Reopened: ({ by }, about) => CaseReopened.of({ ...about, by }),
  Withdrawn: ({ by }, { href }) => CaseWithdrawn.of({ href, by }),
  ComplaintEscalated: ({ stage, standard, escalatedAt }, about) =>
    CaseEscalated.of({ ...about, stage, standard, escalatedAt }),
  FeedbackGiven: 'what a customer thinks of it is for the figures, not for the work',
  NotificationAttempted: 'writing to the customer is the contact centre’s work',
  NotificationWithheld: 'how a customer can be reached is no business of the department’s',
  CustomerTold: 'writing to the customer is the contact centre’s work',
  NotificationDelivered: 'writing to the customer is the contact centre’s work',
  NotificationFailed: 'how a customer can be reached is no business of the department’s',
  NoticeSettled: 'a colleague has seen to a reminder of ours',
  NoticeRaised: 'a reminder of ours: the department knows the dates, and has its own',
};

/** Which departments are told what of an event of a case: its holder, and when it changes hands both of them. */
export function tell(event: RecordedCaseEvent, step: Step): Telling[] {
  const holder = holderOf(step.before);
  switch (event.type) {
    case 'ForwardedToDepartment':
      return forwarded(event.data, step);
    case 'ReturnedByDepartment':
      return holder
        ? [{ department: holder, told: CaseLeft.of({ href: hrefOf(step), because: 'returned' }) }]
        : [];
    default: {
      const told = holder && toldOf(event, step);
      return told ? [{ department: holder, told }] : [];
    }
  }
}

/** What the holder is told when calendars were published: nothing where no date has moved. */
export function tellOfCalendars(
  reference: string,
  followed: FollowedCase,
  [before, after]: readonly [Catalogue, Catalogue],
): Telling[] {
  const department = holderOf(followed);
  if (!department) return [];
  const targets = statedTargets(followed, after);
  if (isDeepStrictEqual(targets, statedTargets(followed, before))) return [];
  return [{ department, told: TargetsMoved.of({ href: hrefOf({ reference }), targets }) }];
}

function forwarded({ department, queue }: { department: string; queue: string }, step: Step): Telling[] {
  const { before } = step;
  const href = hrefOf(step);
  const desk = before.state.desk;
  if (desk?.department === department) {
    return [{ department, told: CaseRequeued.of({ href, queue, from: desk.queue }) }];
  }
  const arrives = { department, told: received(href, queue, step) };
  if (!desk) return [arrives];
  const told = CaseLeft.of({ href, because: 'forwarded', to: department });
  return [{ department: desk.department, told }, arrives];
}

function toldOf<Type extends Changes>(
  { type, data }: { type: Type; data: ByType[Type]['data'] },
  step: Step,
): ToldEvent | undefined {
  const telling = tellings[type];
  if (typeof telling === 'string') return undefined;
  const about = {
    href: hrefOf(step),
    // Counted for those who state them only.
    get targets() {
      return statedTargets(step.after, step.catalogue);
    },
  };
  return telling(data, about, step.after);
}

const followersChanged = (href: string, { state }: FollowedCase): ToldEvent =>
  FollowersChanged.of({ href, followers: state.followers.length });

const hrefOf = ({ reference }: Pick<Step, 'reference'>): string => `/cases/${reference}`;
