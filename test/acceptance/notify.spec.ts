import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NotifyStandIn, type TakenByNotify } from '@guildhall/testing/notify-stand-in';
import { until } from '@guildhall/testing/until';
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
  const takenOf = (reference: string, count: number): Promise<TakenByNotify[]> =>
    until(
      () => notify.taken.filter((one) => one.reference.startsWith(reference)),
      ({ length }) => length >= count,
    );

  async function receipt(message: TakenByNotify | undefined, status: string): Promise<number> {
    const { id, reference, type } = message ?? { id: '', reference: '', type: '' };
    const body = { id, reference, status, to: 'joan.carter@example.org', notification_type: type };
    const authorization = 'Bearer a-long-secret';
    return (await guildhall.post('/notifications/receipts', body, { authorization })).status;
  }

  /** What the case's history says of its messages, once it says `last`. */
  async function noted(reference: string, last: string): Promise<string[]> {
    const look = async (): Promise<string[]> => {
      const { body } = await guildhall.get(`/cases/${reference}/history`);
      const { events } = body as { events: { type: string; data: { carrier?: string; reason?: string } }[] };
      return events
        .filter(({ type }) => /^(Notification|CustomerTold)/.test(type))
        .map(({ type, data: { carrier, reason } }) => [type, carrier, reason].filter(Boolean).join(' '));
    };
    return until(look, (said) => said.at(-1) === last);
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

  describe('whom nobody can write to', () => {
    const joan = { name: 'Joan Carter', phone: '01642 555123' };

    interface Listed {
      reference: string;
      notices: { notice: string; about: string; moment: string }[];
    }
    const listed = async (query = ''): Promise<Listed[]> =>
      (await guildhall.get(`/queue?notice=tell-by-hand${query}`)).body.cases as Listed[];
    /** What the list says of a case, once it says that there is this to tell. */
    async function toTell(reference: string, about: string): Promise<string[]> {
      const look = async (): Promise<string[]> => {
        const found = (await listed()).find((one) => one.reference === reference);
        return found?.notices.map((one) => `${one.notice} ${one.about}`) ?? [];
      };
      return until(look, (messages) => messages.some((message) => message.endsWith(about)));
    }
    const resolveAndClose = async (reference: string): Promise<string> => {
      const path = `/cases/${reference}`;
      await guildhall.post(`${path}/resolve`, { outcome: 'fixed', explanation: 'It is lit again.' });
      return ((await guildhall.post(`${path}/close`, { reason: 'resolved' })).body as { position: string })
        .position;
    };

    it('is listed for a colleague, with what is to be told at each moment, after the case is closed too', async () => {
      const reference = await guildhall.raise({ customer: joan });
      expect(await toTell(reference, 'received')).toEqual(['tell-by-hand received']);
      await guildhall.post(`/cases/${reference}/forward`, { department: 'highways' });
      await toTell(reference, 'forwarded');
      expect((await listed('&department=highways')).map((one) => one.reference)).toContain(reference);
      expect((await listed('&department=housing')).map((one) => one.reference)).not.toContain(reference);

      const position = await resolveAndClose(reference);
      expect(await toTell(reference, 'resolved')).toEqual(['tell-by-hand resolved']);
      const { body } = await guildhall.get(`/queue?waitFor=${position}`);
      expect(JSON.stringify(body)).not.toContain(reference);
      const { stages } = (await guildhall.get('/queue/counts?notice=tell-by-hand')).body;
      expect(stages.resolved.cases).toBeGreaterThan(0);
    });

    it('is on the list no longer once a colleague has rung them, and counts as told', async () => {
      const reference = await guildhall.raise({ customer: joan });
      await resolveAndClose(reference);
      await toTell(reference, 'resolved');
      const call = { direction: 'outbound', channel: 'phone', purpose: 'other' };
      const { position } = (await guildhall.post(`/cases/${reference}/contacts`, call)).body as {
        position: string;
      };
      expect((await listed(`&waitFor=${position}`)).map((one) => one.reference)).not.toContain(reference);
      const { body } = await guildhall.get(`/cases/${reference}/timeline`);
      expect(JSON.stringify(body)).toContain('We contacted you by phone.');
    });

    it('and who cannot be found either is settled, once however often that is asked', async () => {
      const reference = await guildhall.raise({ customer: { ...joan, phone: undefined } });
      await resolveAndClose(reference);
      await toTell(reference, 'resolved');
      const settle = () =>
        guildhall.post(`/cases/${reference}/notices/settle`, { notice: 'tell-by-hand', about: 'resolved' });
      expect((await settle()).body).toMatchObject({ changed: true, events: ['NoticeSettled'] });
      const { position, ...again } = (await settle()).body as { position: string };
      expect(again).toMatchObject({ changed: false, events: [] });
      expect((await listed(`&waitFor=${position}`)).map((one) => one.reference)).not.toContain(reference);
    });
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
    expect(guildhall.output).not.toMatch(/example\.org|Larch|joan\.carter|\b07700|a-long-secret/i);
  });
});
