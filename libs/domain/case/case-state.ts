import type { EvolveTable } from '../../event-sourcing/decider';
import type { Classification, Desk, StoredCaseEvent } from './case-events';
import type { ActionOutcome, Closure, Driver, Outcome, Stage, When } from './vocabulary';
import type { TargetName } from '../standards/standard';
import { type AskedOf, pauseReasonOf } from './need';
import type { Carrier, MessageName } from './notification';
import type { Notice } from './notice';

/** What the rules need to remember of an action. */
export interface Action {
  when?: When;
  status: 'planned' | 'cancelled' | 'taken';
  outcome?: ActionOutcome;
}

/** How far a message to the customer has come; one that was withheld has no carrier. */
export interface Notification {
  message: MessageName;
  carrier?: Carrier;
  status: 'attempted' | 'withheld' | 'told' | 'delivered' | 'failed';
}

/** What the rules need to remember of a case: nothing personal, so an erased case decides as before. */
export interface CaseState {
  status: 'not-raised' | 'open' | 'resolved' | 'closed';
  stage: Stage;
  raisedAt: string;
  classification?: Classification;
  promised?: readonly { target: TargetName; due: string }[];
  /** Where the work lies now; nowhere before the first forward and after a return. */
  desk?: Desk;
  returned: boolean;
  officer?: string;
  actions: Readonly<Record<string, Action>>;
  /** What was asked, and why the clock waits for it; nothing where it runs on. In the order of asking. */
  requests: Readonly<Record<string, { of: AskedOf; pauseReason?: string; received: boolean }>>;
  pause?: { pausedAt: string; reason: string; requestId?: string };
  delays: Readonly<Partial<Record<TargetName, { newDate: string; extension?: number }>>>;
  extended: readonly TargetName[];
  missed: readonly TargetName[];
  /** Ids of contacts and notes seen, and each document's digest. */
  contacts: readonly string[];
  notes: readonly string[];
  documents: Readonly<Record<string, string>>;
  duplicateOf?: string;
  /** References of the cases that are answered with this one, directly or through another. */
  followers: readonly string[];
  outcome?: Outcome;
  resolvedAt?: string;
  closure?: Closure;
  timesReopened: number;
  complaintStage: 1 | 2;
  feedback?: { scores: Partial<Record<Driver, number>>; overall: number };
  notifications: Readonly<Record<string, Notification>>;
  /** Each with what and which moment it is about. */
  notices: readonly RaisedNotice[];
  settledNotices: readonly RaisedNotice[];
}

export interface RaisedNotice {
  notice: Notice;
  about: string;
  moment: string;
}

export const notRaised: CaseState = {
  status: 'not-raised',
  stage: 'raised',
  raisedAt: '',
  returned: false,
  actions: {},
  requests: {},
  delays: {},
  extended: [],
  missed: [],
  contacts: [],
  notes: [],
  documents: {},
  followers: [],
  timesReopened: 0,
  complaintStage: 1,
  notifications: {},
  notices: [],
  settledNotices: [],
};

/** How each event is remembered. */
export const evolveTable: EvolveTable<CaseState, StoredCaseEvent> = {
  QueryRaised: (state, { data }) => ({
    ...state,
    status: 'open',
    raisedAt: data.raisedAt,
    classification: { kind: data.kind, service: data.service, standard: data.standard },
  }),
  QueryAcknowledged: (state, { data }) => ({ ...state, promised: data.promised }),
  ForwardedToDepartment: (state, { data }) => ({
    ...state,
    stage: state.stage === 'raised' ? 'forwarded' : state.stage,
    desk: { department: data.department, queue: data.queue },
    returned: false,
  }),
  ReturnedByDepartment: (state) => ({ ...state, desk: undefined, returned: true }),
  OfficerAssigned: (state, { data }) => ({ ...state, officer: data.officer }),
  OfficerReleased: (state) => ({ ...state, officer: undefined }),
  ActionScheduled: (state, { data }) => ({
    ...withAction(state, data.actionId, { when: data.when, status: 'planned' }),
    stage: state.stage === 'action-taken' ? state.stage : 'action-planned',
  }),
  ActionRescheduled: (state, { data }) =>
    withAction(state, data.actionId, { when: data.when, status: 'planned' }),
  ActionCancelled: (state, { data }) => withAction(state, data.actionId, { status: 'cancelled' }),
  ActionTaken: (state, { data }) => ({
    ...withAction(state, data.actionId, { status: 'taken', outcome: data.outcome }),
    stage: 'action-taken',
  }),
  InformationRequested: (state, { data }) => ({
    ...state,
    requests: {
      ...state.requests,
      [data.requestId]: {
        of: data.of,
        pauseReason: data.clock === 'runs-on' ? undefined : pauseReasonOf(data),
        received: false,
      },
    },
  }),
  InformationReceived: (state, { data }) => {
    const asked = state.requests[data.requestId];
    return asked
      ? { ...state, requests: { ...state.requests, [data.requestId]: { ...asked, received: true } } }
      : state;
  },
  ClockPaused: (state, { data }) => ({
    ...state,
    pause: { pausedAt: data.pausedAt, reason: data.reason, requestId: data.requestId },
  }),
  ClockResumed: (state) => ({ ...state, pause: undefined }),
  DelayNotified: (state, { data }) => ({
    ...state,
    delays: { ...state.delays, [data.target]: { newDate: data.newDate, extension: data.extension } },
    extended: data.extension ? [...state.extended, data.target] : state.extended,
  }),
  TargetMissed: (state, { data }) => ({ ...state, missed: [...state.missed, data.target] }),
  ContactRecorded: (state, { data }) => ({ ...state, contacts: [...state.contacts, data.contactId] }),
  NoteAdded: (state, { data }) => ({ ...state, notes: [...state.notes, data.noteId] }),
  DocumentAttached: (state, { data }) => ({
    ...state,
    documents: { ...state.documents, [data.documentId]: data.sha256 },
  }),
  MarkedDuplicate: (state, { data }) => ({ ...state, duplicateOf: data.of }),
  DuplicateUndone: (state) => ({
    ...state,
    duplicateOf: undefined,
    ...(state.closure === 'duplicate' && { status: 'open', closure: undefined, feedback: undefined }),
  }),
  FollowerJoined: (state, { data }) => ({ ...state, followers: [...state.followers, data.reference] }),
  FollowerLeft: (state, { data }) => ({
    ...state,
    followers: state.followers.filter((reference) => reference !== data.reference),
  }),
  Reclassified: (state, { data }) => ({
    ...state,
    classification: { kind: data.kind, service: data.service, standard: data.standard },
  }),
  Resolved: (state, { data }) => ({
    ...state,
    status: 'resolved',
    stage: 'resolved',
    outcome: data.outcome,
    resolvedAt: data.resolvedAt,
  }),
  // A duplicate ends with its original; all that is its own waits for the link to be undone.
  Closed: (state, { data }) => ({
    ...state,
    status: 'closed',
    closure: data.reason,
    officer: data.reason === 'duplicate' ? state.officer : undefined,
  }),
  Reopened: (state) => ({ ...again(state), timesReopened: state.timesReopened + 1 }),
  Withdrawn: (state) => ({ ...state, status: 'closed', closure: 'withdrawn', officer: undefined }),
  ComplaintEscalated: (state) => ({
    ...again(state),
    complaintStage: 2,
    missed: [],
    delays: {},
    extended: [],
  }),
  FeedbackGiven: (state, { data }) => ({
    ...state,
    feedback: { scores: data.scores, overall: data.overall },
  }),
  NotificationAttempted: (state, { data }) => withNotification(state, data, 'attempted'),
  NotificationWithheld: (state, { data }) => withNotification(state, data, 'withheld'),
  CustomerTold: (state, { data }) => withNotification(state, data, 'told'),
  NotificationDelivered: (state, { data }) => withNotification(state, data, 'delivered'),
  NotificationFailed: (state, { data }) => withNotification(state, data, 'failed'),
  NoticeRaised: (state, { data }) => ({
    ...state,
    notices: [...state.notices, { notice: data.notice, about: data.about, moment: data.moment }],
  }),
  NoticeSettled: (state, { data }) => ({
    ...state,
    settledNotices: [
      ...state.settledNotices,
      { notice: data.notice, about: data.about, moment: data.moment },
    ],
  }),
};

function withNotification(
  state: CaseState,
  { notificationId, message, carrier }: { notificationId: string; message: MessageName; carrier?: Carrier },
  status: Notification['status'],
): CaseState {
  return {
    ...state,
    notifications: { ...state.notifications, [notificationId]: { message, carrier, status } },
  };
}

function withAction(
  state: CaseState,
  actionId: string,
  change: Partial<Action> & Pick<Action, 'status'>,
): CaseState {
  return { ...state, actions: { ...state.actions, [actionId]: { ...state.actions[actionId], ...change } } };
}

/** Open once more: where the work had got to is where it goes on. */
function again(state: CaseState): CaseState {
  return {
    ...state,
    status: 'open',
    stage: state.desk ? 'forwarded' : 'raised',
    outcome: undefined,
    resolvedAt: undefined,
    closure: undefined,
    feedback: undefined,
  };
}
