import { type CaseClock, evolveSettledClock, unwoundClock } from '../../domain/case/case-clock';
import type { Catalogue } from '../../domain/catalogue/catalogue';
import type { Classification, RecordedCaseEvent } from '../../domain/case/case-events';
import { type CaseProgress, notBegun, progressAfter } from '../case-progress';
import type { EvolveTable } from '../../event-sourcing/decider';
import type {
  ActionOutcome,
  Channel,
  Closure,
  Driver,
  Outcome,
  Visibility,
  When,
} from '../../domain/case/vocabulary';
import type { TargetName } from '../../domain/standards/standard';

/** Something said or shown by or about a person: it opens only as long as the customer's key exists. */
export type Sealed = string | undefined;

type AskedOf = 'customer' | 'department' | 'third-party';

/** One case as it stands: the state of the case view, and of any moment that somebody asks for. Instants: UTC milliseconds. */
export interface CaseView extends CaseProgress {
  classification?: Classification;
  /** What it was classified as before, oldest first: the old standard stays visible. */
  earlier: readonly Classification[];
  channel: Channel;
  customerId?: string;
  location?: { lat?: number; lon?: number; ward?: string };
  source?: { system: string; id: string };
  query: Sealed;
  officer?: string;
  promised: readonly { target: TargetName; due: string }[];
  delays: readonly { target: TargetName; newDate: string; notifiedAt: number; sealed: Sealed }[];
  missed: readonly { target: TargetName; dueAt: string }[];
  clock: CaseClock;
  /** Whose answer an open case waits for: the longest-standing question's. */
  waitingFor?: AskedOf;
  /** Questions without an answer yet, oldest first. */
  questions: readonly { requestId: string; of: AskedOf; sealed: Sealed }[];
  actions: readonly {
    actionId: string;
    status: 'planned' | 'cancelled' | 'taken';
    when?: When;
    takenAt?: number;
    outcome?: ActionOutcome;
    planned: Sealed;
    taken: Sealed;
  }[];
  contacts: { inbound: number; outbound: number; avoidable: number };
  notes: readonly { noteId: string; visibility: Visibility; at: number; sealed: Sealed }[];
  documents: readonly {
    documentId: string;
    visibility: Visibility;
    mediaType: string;
    size: number;
    sha256: string;
    sealed: Sealed;
  }[];
  duplicateOf?: string;
  /** References of the cases that are answered with this one. */
  followers: readonly string[];
  outcome?: Outcome;
  resolution: Sealed;
  closure?: Closure;
  timesReopened: number;
  complaintStage?: 1 | 2;
  feedback?: { scores: Partial<Record<Driver, number>>; overall: number; sealed: Sealed };
}

export const noCase: CaseView = {
  ...notBegun,
  earlier: [],
  channel: 'unknown',
  query: undefined,
  promised: [],
  delays: [],
  missed: [],
  clock: unwoundClock,
  questions: [],
  actions: [],
  contacts: { inbound: 0, outbound: 0, avoidable: 0 },
  notes: [],
  documents: [],
  followers: [],
  resolution: undefined,
  timesReopened: 0,
};

const occurred = ({ metadata }: RecordedCaseEvent): number => Date.parse(metadata.occurredAt);

/** What each event changes in the view. */
const changes: EvolveTable<CaseView, RecordedCaseEvent> = {
  QueryRaised: (view, { data }) => ({
    ...view,
    classification: { kind: data.kind, service: data.service, standard: data.standard },
    channel: data.channel,
    customerId: data.customerId,
    location: data.location,
    source: data.source,
    query: data.sealed,
    complaintStage: data.kind === 'complaint' ? 1 : undefined,
  }),
  QueryAcknowledged: (view, { data }) => ({ ...view, promised: data.promised }),
  ForwardedToDepartment: (view) => view,
  ReturnedByDepartment: (view) => view,
  OfficerAssigned: (view, { data }) => ({ ...view, officer: data.officer }),
  OfficerReleased: (view) => ({ ...view, officer: undefined }),
  ActionScheduled: (view, { data: { actionId, when, sealed } }) => ({
    ...view,
    actions: [...view.actions, { actionId, status: 'planned', when, planned: sealed, taken: undefined }],
  }),
  ActionRescheduled: (view, { data }) => changeAction(view, data.actionId, { when: data.when }),
  ActionCancelled: (view, { data }) => changeAction(view, data.actionId, { status: 'cancelled' }),
  ActionTaken: (view, event) => {
    const { actionId, outcome, takenAt, sealed } = event.data;
    const taken = { status: 'taken' as const, outcome, takenAt: Date.parse(takenAt), taken: sealed };
    const known = view.actions.some((action) => action.actionId === actionId);
    const actions = known ? view.actions : [...view.actions, { actionId, planned: undefined, ...taken }];
    return changeAction({ ...view, actions }, actionId, taken);
  },
  InformationRequested: (view, { data: { requestId, of, sealed } }) =>
    waiting(view, [...view.questions, { requestId, of, sealed }]),
  InformationReceived: (view, { data }) =>
    waiting(
      view,
      view.questions.filter(({ requestId }) => requestId !== data.requestId),
    ),
  ClockPaused: (view) => view,
  ClockResumed: (view) => view,
  DelayNotified: (view, event) => ({
    ...view,
    delays: [
      ...view.delays,
      {
        target: event.data.target,
        newDate: event.data.newDate,
        notifiedAt: occurred(event),
        sealed: event.data.sealed,
      },
    ],
  }),
  TargetMissed: (view, { data }) => ({
    ...view,
    missed: [...view.missed, { target: data.target, dueAt: data.dueAt }],
  }),
  ContactRecorded: (view, { data }) => ({
    ...view,
    contacts: {
      ...view.contacts,
      [data.direction]: view.contacts[data.direction] + 1,
      avoidable: view.contacts.avoidable + (data.avoidable ? 1 : 0),
    },
  }),
  NoteAdded: (view, event) => ({
    ...view,
    notes: [
      ...view.notes,
      {
        noteId: event.data.noteId,
        visibility: event.data.visibility,
        at: occurred(event),
        sealed: event.data.sealed,
      },
    ],
  }),
  DocumentAttached: (view, { data }) => ({
    ...view,
    documents: [...view.documents, { ...data, sealed: data.sealed }],
  }),
  MarkedDuplicate: (view, { data }) => ({ ...view, duplicateOf: data.of }),
  DuplicateUndone: (view) =>
    view.closure === 'duplicate'
      ? waiting({ ...view, duplicateOf: undefined, closure: undefined, feedback: undefined }, view.questions)
      : { ...view, duplicateOf: undefined },
  FollowerJoined: (view, { data }) => ({ ...view, followers: [...view.followers, data.reference] }),
  FollowerLeft: (view, { data }) => ({
    ...view,
    followers: view.followers.filter((reference) => reference !== data.reference),
  }),
  Reclassified: (view, { data }) => ({
    ...view,
    classification: { kind: data.kind, service: data.service, standard: data.standard },
    earlier: [...view.earlier, data.from],
    complaintStage: data.kind === 'complaint' ? (view.complaintStage ?? 1) : undefined,
  }),
  Resolved: (view, { data }) => ({
    ...view,
    outcome: data.outcome,
    resolution: data.sealed,
    waitingFor: undefined,
  }),
  Closed: (view, { data }) => ({
    ...view,
    closure: data.reason,
    officer: data.reason === 'duplicate' ? view.officer : undefined,
    waitingFor: undefined,
  }),
  Reopened: (view) => ({ ...again(view), timesReopened: view.timesReopened + 1 }),
  Withdrawn: (view) => ({ ...view, closure: 'withdrawn', officer: undefined, waitingFor: undefined }),
  ComplaintEscalated: (view, { data }) => ({
    ...again(view),
    complaintStage: 2,
    missed: [],
    classification: view.classification && { ...view.classification, standard: data.standard },
    earlier: view.classification ? [...view.earlier, view.classification] : view.earlier,
  }),
  NoticeRaised: (view) => view,
  NoticeSettled: (view) => view,
  FeedbackGiven: (view, { data }) => ({ ...view, feedback: { ...data, sealed: data.sealed } }),
  NotificationAttempted: (view) => view,
  NotificationWithheld: (view) => view,
  CustomerTold: (view) => view,
  NotificationDelivered: (view) => view,
  NotificationFailed: (view) => view,
};

/** The view after one more event. `catalogue`: what had been published before it. */
export function evolveCaseView(view: CaseView, event: RecordedCaseEvent, catalogue: Catalogue): CaseView {
  return {
    ...changes[event.type](view, event as never),
    ...progressAfter(view, event),
    clock: evolveSettledClock(view.clock, event, catalogue),
  };
}

/** Open once more. What was said and done stays; how it ended, and what was thought of that, is history. */
function again(view: CaseView): CaseView {
  const ending = { outcome: undefined, resolution: undefined, closure: undefined, feedback: undefined };
  return waiting({ ...view, ...ending }, view.questions);
}

function waiting(view: CaseView, questions: CaseView['questions']): CaseView {
  return { ...view, questions, waitingFor: questions[0]?.of };
}

function changeAction(
  view: CaseView,
  actionId: string,
  change: Partial<CaseView['actions'][number]>,
): CaseView {
  return {
    ...view,
    actions: view.actions.map((action) => (action.actionId === actionId ? { ...action, ...change } : action)),
  };
}
