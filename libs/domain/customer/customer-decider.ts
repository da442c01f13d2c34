import type { Decider, DecideTable, EvolveTable } from '../../event-sourcing/decider';
import { Rejection } from '../../event-sourcing/rejection';
import type { ContactDetails } from '../case/vocabulary';
import {
  ContactPreferenceChanged,
  type ContactPreference,
  CustomerDetailsChanged,
  type CustomerEvent,
  CustomerRegistered,
  MessageCounted,
  ReasonableAdjustmentsRecorded,
  type StoredCustomerEvent,
} from './customer-events';

type Command<Type extends string, Payload> = { type: Type; occurredAt: string } & Payload;

export type CustomerCommand =
  | Command<'RegisterCustomer', { details: ContactDetails; preference?: ContactPreference }>
  | Command<'ChangeCustomerDetails', { details: ContactDetails }>
  | Command<'ChangeContactPreference', { preference: ContactPreference }>
  | Command<'RecordReasonableAdjustments', { adjustments: string[] }>
  | Command<'CountMessage', { notificationId: string; day: string; atMost: number }>;

/** The record decides without knowing who it is about. */
export interface CustomerState {
  registered: boolean;
  preference?: ContactPreference;
  /** The messages of the last day on which there were any. */
  messages?: { day: string; ids: readonly string[] };
}

const refuse = {
  notFound: () =>
    new Rejection(
      'customer-not-found',
      'not-found',
      'There is no customer with this id. Register the customer first.',
    ),
  registeredAlready: () =>
    new Rejection(
      'customer-registered-already',
      'conflict',
      'The customer is registered already. Change the details.',
    ),
  enoughForToday: (atMost: number) =>
    new Rejection(
      'enough-for-today',
      'conflict',
      `The customer has been written to ${atMost} times on this day, which is as often as the settings allow.`,
    ),
};

/** Details that name nobody and lead to nobody. */
export const isNobody = (details: ContactDetails): boolean =>
  Object.values<unknown>(details).every((value) => value === undefined);

export const nobody = new Rejection(
  'no-details',
  'invalid',
  'A name, an email address, a phone number or an address is needed, so that we can answer.',
  'customer',
);

const decideTable: DecideTable<CustomerState, CustomerCommand, CustomerEvent> = {
  RegisterCustomer: ({ details, preference }, state) => {
    if (state.registered) return refuse.registeredAlready();
    return isNobody(details) ? nobody : [CustomerRegistered.of({ ...details, preference })];
  },
  // What is known is sealed, so a change to the same is not noticed here and is recorded again: it does no harm.
  ChangeCustomerDetails: ({ details }, state) => {
    if (!state.registered) return refuse.notFound();
    return isNobody(details) ? nobody : [CustomerDetailsChanged.of(details)];
  },
  ChangeContactPreference: ({ preference }, state) => {
    if (!state.registered) return refuse.notFound();
    return state.preference === preference ? [] : [ContactPreferenceChanged.of({ preference })];
  },
  RecordReasonableAdjustments: ({ adjustments }, state) =>
    state.registered ? [ReasonableAdjustmentsRecorded.of({ adjustments })] : refuse.notFound(),
  CountMessage: ({ notificationId, day, atMost }, { registered, messages }) => {
    if (!registered) return refuse.notFound();
    const ids = messages?.day === day ? messages.ids : [];
    if (ids.includes(notificationId)) return [];
    return ids.length < atMost ? [MessageCounted.of({ notificationId, day })] : refuse.enoughForToday(atMost);
  },
};

const evolveTable: EvolveTable<CustomerState, StoredCustomerEvent> = {
  CustomerRegistered: (_, { data }) => ({ registered: true, preference: data.preference }),
  CustomerDetailsChanged: (state) => state,
  ContactPreferenceChanged: (state, { data }) => ({ ...state, preference: data.preference }),
  ReasonableAdjustmentsRecorded: (state) => state,
  MessageCounted: (state, { data: { notificationId, day } }) => {
    const ids = state.messages?.day === day ? state.messages.ids : [];
    return { ...state, messages: { day, ids: [...ids, notificationId] } };
  },
};

/** A customer's record: how to reach them, how they want to be reached, and what they need from us. */
export const customerDecider: Decider<CustomerState, CustomerCommand, CustomerEvent, StoredCustomerEvent> = {
  initial: { registered: false },
  decide: (command, state) => decideTable[command.type](command as never, state),
  evolve: (state, event) => evolveTable[event.type](state, event as never),
};
