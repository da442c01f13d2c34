import { Rejection } from '../../event-sourcing/rejection';

/** Why a customer's record says no: each with what to do next. */
export const refuse = {
  notFound: () =>
    new Rejection(
      'customer-not-found',
      'not-found',
      'There is no customer with this id. Register the customer first.',
    ),
  noDetails: () =>
    new Rejection(
      'no-details',
      'invalid',
      'There is nothing to answer to. Send a name, an email address, a phone number or an address.',
      'customer',
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
      `The customer has been written to ${atMost} times on this day, which is as often as the settings allow. Write on the next day.`,
    ),
  merged: (into: string) =>
    new Rejection(
      'customer-merged',
      'conflict',
      `This record was merged into ${into}, which says now how to reach the customer. Change that one, or un-merge them.`,
    ),
  mergedElsewhere: (into: string) =>
    new Rejection(
      'customer-merged-already',
      'conflict',
      `This record was merged into ${into} already. Un-merge it first if that is somebody else.`,
    ),
  mergesWithNobody: () =>
    new Rejection(
      'merge-with-nobody',
      'invalid',
      'There is no customer with the id in into. Find the record that is to stay, and name that.',
      'into',
    ),
  mergeGoesRound: () =>
    new Rejection(
      'merge-goes-round',
      'conflict',
      'The record in into is this one, or was merged into this one. Merge the other way round, or un-merge that one first.',
      'into',
    ),
};
