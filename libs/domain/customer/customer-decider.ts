import { type Decider, type DecideTable, deciderOf, type EvolveTable } from '../../event-sourcing/decider';
import type { ContactDetails } from '../case/vocabulary';
import {
  ContactPreferenceChanged,
  type ContactPreference,
  CustomerDetailsChanged,
  type CustomerEvent,
  CustomerMerged,
  CustomerRegistered,
  CustomerUnmerged,
  MergeAnnounced,
  MessageCounted,
  ReasonableAdjustmentsRecorded,
  type StoredCustomerEvent,
} from './customer-events';
import { refuse } from './customer-refusals';

type Command<Type extends string, Payload> = { type: Type; occurredAt: string } & Payload;

export type CustomerCommand =
  | Command<'RegisterCustomer', { details: ContactDetails; preference?: ContactPreference }>
  | Command<'ChangeCustomerDetails', { details: ContactDetails }>
  | Command<'ChangeContactPreference', { preference: ContactPreference }>
  | Command<'RecordReasonableAdjustments', { adjustments: string[] }>
  | Command<'CountMessage', { notificationId: string; day: string; atMost: number }>
  | Command<'MergeCustomer', { into: string; reason: string; facts: { into: MergeTarget } }>
  | Command<'UnmergeCustomer', { reason?: string }>
  | Command<'AnnounceMerge', { from: string }>;

/** What is there to be merged into: nobody, a record that leads to this one, or one that it may be merged into. */
export type MergeTarget = 'nobody' | 'leads-back' | 'a-customer';

/** The record decides without knowing who it is about. */
export interface CustomerState {
  registered: boolean;
  preference?: ContactPreference;
  /** The messages of the last day on which there were any. */
  messages?: { day: string; ids: readonly string[] };
  /** The record that stays in the place of this one. */
  mergedInto?: string;
  /** Records that were about to be merged into this one at some time. */
  announced: readonly string[];
}

/** Details that name nobody and lead to nobody. */
export const isNobody = (details: ContactDetails): boolean =>
  Object.values<unknown>(details).every((value) => value === undefined);

const decideTable: DecideTable<CustomerState, CustomerCommand, CustomerEvent> = {
  RegisterCustomer: ({ details, preference }, state) => {
    if (state.registered) return refuse.registeredAlready();
    return isNobody(details) ? refuse.noDetails() : [CustomerRegistered.of({ ...details, preference })];
  },
  // What is known is sealed, so a change to the same is not noticed here and is recorded again: it does no harm.
  ChangeCustomerDetails: ({ details }, state) => {
    if (!state.registered) return refuse.notFound();
    if (state.mergedInto) return refuse.merged(state.mergedInto);
    return isNobody(details) ? refuse.noDetails() : [CustomerDetailsChanged.of(details)];
  },
  ChangeContactPreference: ({ preference }, state) => {
    if (!state.registered) return refuse.notFound();
    if (state.mergedInto) return refuse.merged(state.mergedInto);
    return state.preference === preference ? [] : [ContactPreferenceChanged.of({ preference })];
  },
  // Also on a merged record: its adjustments count for the person, and this is where one that is over is taken back.
  RecordReasonableAdjustments: ({ adjustments }, state) =>
    state.registered ? [ReasonableAdjustmentsRecorded.of({ adjustments })] : refuse.notFound(),
  CountMessage: ({ notificationId, day, atMost }, { registered, messages }) => {
    if (!registered) return refuse.notFound();
    const ids = messages?.day === day ? messages.ids : [];
    if (ids.includes(notificationId)) return [];
    return ids.length < atMost ? [MessageCounted.of({ notificationId, day })] : refuse.enoughForToday(atMost);
  },
  MergeCustomer: ({ into, reason, facts }, { registered, mergedInto }) => {
    if (!registered) return refuse.notFound();
    if (mergedInto === into) return [];
    if (mergedInto) return refuse.mergedElsewhere(mergedInto);
    if (facts.into === 'nobody') return refuse.mergesWithNobody();
    return facts.into === 'leads-back' ? refuse.mergeGoesRound() : [CustomerMerged.of({ into, reason })];
  },
  UnmergeCustomer: ({ reason }, { registered, mergedInto }) => {
    if (!registered) return refuse.notFound();
    return mergedInto ? [CustomerUnmerged.of({ reason })] : [];
  },
  AnnounceMerge: ({ from }, { registered, announced }) => {
    if (!registered) return refuse.mergesWithNobody();
    return announced.includes(from) ? [] : [MergeAnnounced.of({ from })];
  },
};

const evolveTable: EvolveTable<CustomerState, StoredCustomerEvent> = {
  CustomerRegistered: (_, { data }) => ({ registered: true, preference: data.preference, announced: [] }),
  CustomerDetailsChanged: (state) => state,
  ContactPreferenceChanged: (state, { data }) => ({ ...state, preference: data.preference }),
  ReasonableAdjustmentsRecorded: (state) => state,
  MessageCounted: (state, { data: { notificationId, day } }) => {
    const ids = state.messages?.day === day ? state.messages.ids : [];
    return { ...state, messages: { day, ids: [...ids, notificationId] } };
  },
  CustomerMerged: (state, { data }) => ({ ...state, mergedInto: data.into }),
  CustomerUnmerged: (state) => ({ ...state, mergedInto: undefined }),
  MergeAnnounced: (state, { data }) => ({
    ...state,
    announced: [...state.announced.filter((from) => from !== data.from), data.from],
  }),
};

/** A customer's record: how to reach them, how they want to be reached, and what they need from us. */
export const customerDecider: Decider<CustomerState, CustomerCommand, CustomerEvent, StoredCustomerEvent> =
  deciderOf({
    initial: { registered: false, announced: [] },
    decide: decideTable,
    evolve: evolveTable,
  });
