import { given } from '../../testing/given';
import { type CustomerCommand, customerDecider, type MergeTarget } from './customer-decider';
import {
  CustomerMerged,
  CustomerRegistered,
  CustomerUnmerged,
  MergeAnnounced,
  MessageCounted,
  ReasonableAdjustmentsRecorded,
} from './customer-events';

const registered = CustomerRegistered.of({ name: 'Joan Carter' });
const counted = (notificationId: string, day = '2026-06-05') => MessageCounted.of({ notificationId, day });
const count = (notificationId: string, day = '2026-06-05'): CustomerCommand => ({
  type: 'CountMessage',
  notificationId,
  day,
  atMost: 2,
  occurredAt: '2026-06-05T10:00:00.000Z',
});

describe('the messages that a customer gets on one day', () => {
  it('are counted one by one, each of them once', () => {
    given(customerDecider, registered).when(count('a')).then(counted('a'));
    given(customerDecider, registered, counted('a'), counted('b')).when(count('a')).isQuiet();
  });
  it('are never more than the settings allow', () =>
    given(customerDecider, registered, counted('a'), counted('b'))
      .when(count('c'))
      .isRefused('enough-for-today'));
  it('are counted anew on the next day', () =>
    given(customerDecider, registered, counted('a'), counted('b'))
      .when(count('c', '2026-06-06'))
      .then(counted('c', '2026-06-06')));
  it('are only those of a customer we know', () =>
    given(customerDecider).when(count('a')).isRefused('customer-not-found'));
});

const [JOAN, AMIR] = ['5f1c1d1e-6b0a-4e0b-9a64-0c6a5a3f2d11', '0b7f4a62-9a55-4d5e-8a32-2f4d6f0e7c21'];
const occurredAt = '2026-06-05T10:00:00.000Z';
const reason = 'The same person.';
const merge = (into: MergeTarget = 'a-customer', customer = JOAN): CustomerCommand => ({
  type: 'MergeCustomer',
  into: customer,
  reason,
  facts: { into },
  occurredAt,
});
const unmerge: CustomerCommand = { type: 'UnmergeCustomer', reason, occurredAt };
const merged = CustomerMerged.of({ into: JOAN, reason });
const unmerged = CustomerUnmerged.of({ reason });

describe('a record of somebody who has another', () => {
  it('is merged into the other, once', () => {
    given(customerDecider, registered).when(merge()).then(merged);
    given(customerDecider, registered, merged).when(merge()).isQuiet();
  });
  it('is merged into one at a time', () =>
    given(customerDecider, registered, merged)
      .when(merge('a-customer', AMIR))
      .isRefused('customer-merged-already'));
  it('is merged into nobody who is not there, and not in a circle', () => {
    given(customerDecider, registered).when(merge('nobody')).isRefused('merge-with-nobody');
    given(customerDecider, registered).when(merge('leads-back')).isRefused('merge-goes-round');
    given(customerDecider).when(merge()).isRefused('customer-not-found');
  });
  it('is taken back, once, and may be merged again', () => {
    given(customerDecider, registered, merged).when(unmerge).then(unmerged);
    given(customerDecider, registered).when(unmerge).isQuiet();
    given(customerDecider, registered, merged, unmerged).when(unmerge).isQuiet();
    given(customerDecider, registered, merged, unmerged).when(merge()).then(merged);
    given(customerDecider).when(unmerge).isRefused('customer-not-found');
  });
  it('no longer says how to reach them, but still what they need', () => {
    const details: CustomerCommand = { type: 'ChangeCustomerDetails', details: { name: 'J.' }, occurredAt };
    const preference: CustomerCommand = { type: 'ChangeContactPreference', preference: 'post', occurredAt };
    const adjustments: CustomerCommand = { type: 'RecordReasonableAdjustments', adjustments: [], occurredAt };
    for (const command of [details, preference])
      given(customerDecider, registered, merged).when(command).isRefused('customer-merged');
    given(customerDecider, registered, merged)
      .when(adjustments)
      .then(ReasonableAdjustmentsRecorded.of({ adjustments: [] }));
    given(customerDecider, registered, merged, unmerged).when(details).happens('CustomerDetailsChanged');
  });
});

describe('the record that stays', () => {
  const announce: CustomerCommand = { type: 'AnnounceMerge', from: AMIR, occurredAt };
  it('says once where to look for others of the same person', () => {
    given(customerDecider, registered)
      .when(announce)
      .then(MergeAnnounced.of({ from: AMIR }));
    given(customerDecider, registered, MergeAnnounced.of({ from: AMIR }))
      .when(announce)
      .isQuiet();
    given(customerDecider).when(announce).isRefused('merge-with-nobody');
  });
});
