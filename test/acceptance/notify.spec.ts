import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NotifyStandIn, type TakenByNotify } from '@guildhall/testing/notify-stand-in';
import { Guildhall, lampIsOut } from './guildhall';

const TEMPLATE = '9d751e0e-f929-4891-82a1-a3e1c3c18ee3';

describe('a council that writes by GOV.UK Notify', () => {
  let guildhall: Guildhall;
  let notify: NotifyStandIn;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'guildhall-notify-'));
    notify = await NotifyStandIn.start();
    writeFileSync(join(folder, 'key'), notify.apiKey);
    writeFileSync(join(folder, 'token'), 'a-long-secret');
    guildhall = await Guildhall.start({
      GUILDHALL_TELL_CUSTOMERS: '1',
      GUILDHALL_QUIET_HOURS: 'none',
      NOTIFY_URL: notify.url,
      NOTIFY_API_KEY_FILE: join(folder, 'key'),
      NOTIFY_CALLBACK_TOKEN_FILE: join(folder, 'token'),
      NOTIFY_EMAIL_TEMPLATE: TEMPLATE,
      NOTIFY_SMS_TEMPLATE: TEMPLATE,
      NOTIFY_LETTER_TEMPLATE: TEMPLATE,
    });
  });
  afterAll(async () => {
    await guildhall.dispose();
    await notify.stop();
    rmSync(folder, { recursive: true });
  });

  /** The messages that Notify has about a case, once there are so many. */
  async function takenOf(reference: string, count: number): Promise<TakenByNotify[]> {
    for (;;) {
      const taken = notify.taken.filter((one) => one.reference.startsWith(reference));
      if (taken.length >= count) return taken;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async function receipt(message: TakenByNotify | undefined, status: string): Promise<number> {
    const { id, reference, type } = message ?? { id: '', reference: '', type: '' };
    const body = { id, reference, status, to: 'joan.carter@example.org', notification_type: type };
    const authorization = 'Bearer a-long-secret';
    return (await guildhall.post('/notifications/receipts', body, { authorization })).status;
  }

  /** What the case's history says of its messages, once it says `last`. */
  async function noted(reference: string, last: string): Promise<string[]> {
    for (;;) {
      const { body } = await guildhall.get(`/cases/${reference}/history`);
      const { events } = body as { events: { type: string; data: { carrier?: string; reason?: string } }[] };
      const said = events
        .filter(({ type }) => /^(Notification|CustomerTold)/.test(type))
        .map(({ type, data: { carrier, reason } }) => [type, carrier, reason].filter(Boolean).join(' '));
      if (said.at(-1) === last) return said;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  it('reads on the timeline that a message arrived, however often and in what order that is said', async () => {
    const reference = await guildhall.raise();
    const [message] = await takenOf(reference, 1);
    expect(await receipt(message, 'delivered')).toBe(204);
    expect(await receipt(message, 'delivered')).toBe(204);
    expect(await receipt(message, 'permanent-failure')).toBe(204);
    expect(await noted(reference, 'NotificationDelivered email')).toEqual([
      'NotificationAttempted email',
      'CustomerTold email',
      'NotificationDelivered email',
    ]);
    const { position } = (
      await guildhall.post(`/cases/${reference}/notes`, { text: 'x', visibility: 'staff' })
    ).body as { position: string };
    const { body } = await guildhall.get(`/cases/${reference}/timeline?waitFor=${position}`);
    expect(JSON.stringify(body)).toContain('The email to say that we have your query arrived.');
  });

  it('tells the customer by the next way when a message cannot be delivered, and by letter at last', async () => {
    const customer = {
      ...lampIsOut.customer,
      phone: '07700 900123',
      address: '12 Larch Close, Stockton, TS18 1AA',
    };
    const reference = await guildhall.raise({ customer });
    const [email] = await takenOf(reference, 1);
    expect(await receipt(email, 'permanent-failure')).toBe(204);
    expect(await receipt(email, 'permanent-failure')).toBe(204);
    const [, text] = await takenOf(reference, 2);
    expect(text).toMatchObject({ type: 'sms', phone_number: '07700900123' });
    expect(await receipt(text, 'temporary-failure')).toBe(204);
    const [, , letter] = await takenOf(reference, 3);
    expect(letter).toMatchObject({ type: 'letter' });
    expect(letter?.personalisation['body']).toContain(reference);
    expect(await noted(reference, 'CustomerTold post')).toEqual([
      'NotificationAttempted email',
      'CustomerTold email',
      'NotificationFailed email no-such-address',
      'NotificationAttempted sms',
      'CustomerTold sms',
      'NotificationFailed sms not-reachable',
      'NotificationAttempted post',
      'CustomerTold post',
    ]);
  });

  it('says that nobody can be written to, when there is no other way', async () => {
    const reference = await guildhall.raise({ customer: { name: 'Joan', email: 'gone@example.org' } });
    const [email] = await takenOf(reference, 1);
    await receipt(email, 'permanent-failure');
    await noted(reference, 'NotificationWithheld nowhere-to-send');
    expect(await takenOf(reference, 1)).toHaveLength(1);
  });

  it('believes no receipt about a message that it never sent', async () => {
    const reference = await guildhall.raise();
    const [message] = await takenOf(reference, 1);
    const stranger = message && {
      ...message,
      reference: message.reference.replace(/.$/, (end) => (end === '0' ? '1' : '0')),
    };
    expect(await receipt(stranger, 'permanent-failure')).toBe(204);
    expect(await noted(reference, 'CustomerTold email')).toEqual([
      'NotificationAttempted email',
      'CustomerTold email',
    ]);
  });

  it('leaves nothing personal in the log of the program', () => {
    expect(guildhall.output).not.toMatch(/example\.org|Larch|joan\.carter|07700|a-long-secret/i);
  });
});
