import type { CustomerCommand } from '../domain/customer/customer-decider';
import { raise } from '../testing/case-builders';
import { LogBuilder } from '../testing/log-builder';
import { notifierOn } from '../testing/notifier-place';

const [ONCE, NOW] = ['1f1c1d1e-6b0a-4e0b-9a64-0c6a5a3f2d11', '2f1c1d1e-6b0a-4e0b-9a64-0c6a5a3f2d11'];
const occurredAt = '2026-06-01T09:00:00.000Z';

describe('somebody whose records were merged', () => {
  let log: LogBuilder;
  beforeEach(async () => {
    log = await LogBuilder.open();
    await log.customer(
      ONCE,
      {
        type: 'RegisterCustomer',
        details: { name: 'Joan Smith', email: 'smith@example.org' },
        preference: 'email',
        occurredAt,
      },
      { type: 'RecordReasonableAdjustments', adjustments: ['Braille, please'], occurredAt },
    );
    await log.customer(NOW, {
      type: 'RegisterCustomer',
      details: { name: 'Joan Carter', email: 'carter@example.org', phone: '07700 900123' },
      preference: 'sms',
      occurredAt,
    });
  });
  afterEach(() => log.dispose());

  const merge = async (): Promise<void> => {
    await log.customer(NOW, { type: 'AnnounceMerge', from: ONCE, occurredAt });
    await log.customer(ONCE, {
      type: 'MergeCustomer',
      into: NOW,
      reason: 'She married.',
      facts: { into: 'a-customer' },
      occurredAt,
    });
  };
  const needsNothing: CustomerCommand = { type: 'RecordReasonableAdjustments', adjustments: [], occurredAt };
  const tell = async (customerId: string, cause = 'c1', changes = {}) => {
    const reference = await log.aCase(raise({ customerId }));
    const { notifier, outbox } = await notifierOn(log, changes);
    const postponed = await notifier.handle({ payload: { reference, message: 'received', cause } });
    const [entry] = await outbox.entries();
    const types = (await log.history(reference)).map(({ type }) => type);
    return { postponed, types, message: entry && (await outbox.message(entry.id)) };
  };

  it('is told by a colleague what either record says cannot be sent', async () => {
    await merge();
    for (const customerId of [ONCE, NOW]) {
      const { types } = await tell(customerId);
      expect(types).toEqual(['QueryRaised', 'NotificationWithheld', 'NoticeRaised']);
    }
  });

  it('is told as the record that stays says, of the cases of both', async () => {
    await log.customer(ONCE, needsNothing);
    await merge();
    expect((await tell(ONCE)).message).toMatchObject({ carrier: 'sms', to: '07700900123' });
  });

  it('is told as each record says once they are taken apart', async () => {
    await merge();
    await log.customer(ONCE, needsNothing, { type: 'UnmergeCustomer', occurredAt });
    expect((await tell(ONCE)).message).toMatchObject({ carrier: 'email', to: 'smith@example.org' });
  });

  it('is written to no more often on one day than anybody else', async () => {
    await log.customer(ONCE, needsNothing);
    await merge();
    expect((await tell(ONCE, 'c1', { atMostADay: 1 })).postponed).toBeUndefined();
    expect((await tell(NOW, 'c2', { atMostADay: 1 })).postponed).toBeDefined();
  });
});
