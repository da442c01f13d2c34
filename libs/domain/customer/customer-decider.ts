import type { Decider, DecideTable, EvolveTable } from '../../event-sourcing/decider';
import { Rejection } from '../../event-sourcing/rejection';
import type { ContactDetails } from '../case/vocabulary';
import {
  ContactPreferenceChanged,
  type ContactPreference,
  CustomerDetailsChanged,
  type CustomerEvent,
  CustomerRegistered,
  ReasonableAdjustmentsRecorded,
  type StoredCustomerEvent,
} from './customer-events';

type Command<Type extends string, Payload> = { type: Type; occurredAt: string } & Payload;

export type CustomerCommand =
  | Command<'RegisterCustomer', { details: ContactDetails; preference?: ContactPreference }>
  | Command<'ChangeCustomerDetails', { details: ContactDetails }>
  | Command<'ChangeContactPreference', { preference: ContactPreference }>
  | Command<'RecordReasonableAdjustments', { adjustments: string[] }>;

/** The record decides without knowing who it is about. */
export interface CustomerState {
  registered: boolean;
  preference?: ContactPreference;
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
};

const evolveTable: EvolveTable<CustomerState, StoredCustomerEvent> = {
  CustomerRegistered: (_, { data }) => ({ registered: true, preference: data.preference }),
  CustomerDetailsChanged: (state) => state,
  ContactPreferenceChanged: (state, { data }) => ({ ...state, preference: data.preference }),
  ReasonableAdjustmentsRecorded: (state) => state,
};

/** A customer's record: how to reach them, how they want to be reached, and what they need from us. */
export const customerDecider: Decider<CustomerState, CustomerCommand, CustomerEvent, StoredCustomerEvent> = {
  initial: { registered: false },
  decide: (command, state) => decideTable[command.type](command as never, state),
  evolve: (state, event) => evolveTable[event.type](state, event as never),
};
