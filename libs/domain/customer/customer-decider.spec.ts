import { given } from '../../testing/given';
import { type CustomerCommand, customerDecider } from './customer-decider';
import { CustomerRegistered, MessageCounted } from './customer-events';

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
