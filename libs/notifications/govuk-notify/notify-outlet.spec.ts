import type { CaseReference } from '../../domain/case/case-reference';
import type { ContactDetails } from '../../domain/case/vocabulary';
import type { ContactPreference } from '../../domain/customer/customer-events';
import { raise } from '../../testing/case-builders';
import { LogBuilder } from '../../testing/log-builder';
import { notifierOn } from '../../testing/notifier-place';
import { NotifyStandIn } from '../../testing/notify-stand-in';
import { NotifyOutlet } from './notify-outlet';

const JOAN = '5f1c1d1e-6b0a-4e0b-9a64-0c6a5a3f2d11';
const joan: ContactDetails = {
  name: 'Joan Carter',
  email: 'joan@example.org',
  phone: '07700 900123',
  address: '12 High Street, Stockton-on-Tees, TS18 1SP',
};
const templates = { email: 'template-of-email', sms: 'template-of-sms', post: 'template-of-letters' };

let log: LogBuilder;
let notify: NotifyStandIn;
beforeEach(async () => {
  log = await LogBuilder.open();
  notify = await NotifyStandIn.start();
});
afterEach(async () => {
  await notify.stop();
  await log.dispose();
});

async function joansCase(details = joan, preference?: ContactPreference): Promise<CaseReference> {
  const occurredAt = '2026-06-01T09:00:00.000Z';
  await log.customer(JOAN, { type: 'RegisterCustomer', details, preference, occurredAt });
  return log.aCase(raise({ customerId: JOAN }));
}

/** As a worker does it after a start. */
async function tell(reference: string, settings: { apiKey?: string; patience?: number } = {}): Promise<void> {
  const outlet = new NotifyOutlet({ apiKey: notify.apiKey, url: notify.url, templates, ...settings });
  const { notifier } = await notifierOn(log, { outlets: { email: outlet, sms: outlet, post: outlet } });
  await notifier.handle({ payload: { reference, message: 'received', cause: 'c1' } });
}

const noted = async (reference: CaseReference) =>
  (await log.history(reference)).slice(1).map(({ type, data }) => ({ type, ...data }));

describe('GOV.UK Notify', () => {
  it.each<[ContactPreference, string, object]>([
    ['email', 'email', { email_address: 'joan@example.org' }],
    ['sms', 'sms', { phone_number: '07700900123' }],
    [
      'post',
      'letter',
      {
        personalisation: expect.objectContaining({
          address_line_1: 'Joan Carter',
          address_line_2: '12 High Street',
          address_line_3: 'Stockton-on-Tees',
          address_line_4: 'TS18 1SP',
        }) as object,
      },
    ],
  ])('takes a message for %s, and its receipt is in the log', async (preference, type, sent) => {
    const reference = await joansCase(joan, preference);
    await tell(reference);
    expect(notify.taken).toEqual([expect.objectContaining({ type, ...sent })]);
    const [taken] = notify.taken;
    expect(taken?.personalisation['body']).toContain(reference);
    expect(await noted(reference)).toEqual([
      expect.objectContaining({ type: 'NotificationAttempted', notificationId: taken?.reference }),
      expect.objectContaining({ type: 'CustomerTold', by: 'govuk-notify', receipt: taken?.id }),
    ]);
  });

  it.each([
    ['a rate limit', { status: 429, error: 'RateLimitError', message: 'Exceeded' }, 'RateLimitError_429'],
    [
      'a daily limit',
      { status: 429, error: 'TooManyRequestsError', message: '' },
      'TooManyRequestsError_429',
    ],
    ['a fault of its own', { status: 500, error: 'Exception', message: 'Internal' }, 'Exception_500'],
    [
      'a template that is not there',
      { status: 400, error: 'BadRequestError', message: 'Template not found' },
      'BadRequestError_400',
    ],
    [
      'a key for a team only',
      {
        status: 400,
        error: 'BadRequestError',
        message: 'Can’t send to this recipient using a team-only API key',
      },
      'BadRequestError_400',
    ],
    [
      'an address of Notify’s that it does not know',
      { status: 404, error: 'NoResultFound', message: 'No result found' },
      'NoResultFound_404',
    ],
    ['a gateway’s own page', { status: 502, page: '<h1>Bad Gateway</h1>' }, 'HTTP_502'],
    [
      'a proxy’s own page, which says that all is well',
      { status: 200, page: '<h1>Please sign in</h1>' },
      'not_an_answer_of_Notify',
    ],
    ['silence', 'silence', 'ECONNABORTED'],
    ['a connection that drops', 'hang-up', 'ECONNRESET'],
    ['one that drops once the message is taken', 'hang-up-after-taking', 'ECONNRESET'],
  ] as const)('after %s has the message once, when it is tried again', async (_, fault, code) => {
    const reference = await joansCase();
    notify.faults.push(fault);
    await expect(tell(reference, { patience: 300 })).rejects.toThrow(code);
    await tell(reference);
    await tell(reference);
    expect(notify.taken).toHaveLength(1);
    expect((await noted(reference)).map(({ type }) => type)).toEqual([
      'NotificationAttempted',
      'CustomerTold',
    ]);
  });

  it('is not asked to send again what it may have, while it cannot be asked', async () => {
    const reference = await joansCase();
    notify.faults.push('hang-up-after-taking', { status: 500, error: 'Exception', message: '' });
    await expect(tell(reference)).rejects.toThrow('ECONNRESET');
    await expect(tell(reference)).rejects.toThrow('Exception_500');
    expect(notify.taken).toHaveLength(1);
  });

  it('is not asked to send again what it may have, while a proxy answers in its place', async () => {
    const reference = await joansCase();
    notify.faults.push('hang-up-after-taking', { status: 200, page: '<h1>Please sign in</h1>' });
    await expect(tell(reference)).rejects.toThrow('ECONNRESET');
    await expect(tell(reference)).rejects.toThrow('not_an_answer_of_Notify');
    expect(notify.taken).toHaveLength(1);
  });

  it('refuses an address that cannot be, and that is the end of it', async () => {
    const reference = await joansCase();
    notify.faults.push({
      status: 400,
      error: 'ValidationError',
      message: 'email_address Not a valid email address',
    });
    await tell(reference);
    await tell(reference);
    expect(notify.taken).toEqual([]);
    expect((await noted(reference)).at(-1)).toMatchObject({
      type: 'NotificationFailed',
      reason: 'no-such-address',
    });
  });

  it('is told by whom, and says when our clock is wrong', async () => {
    const reference = await joansCase();
    const stranger = notify.apiKey.replace(/.{4}$/, '0000');
    await expect(tell(reference, { apiKey: stranger })).rejects.toThrow('AuthError_403');
    notify.now = () => Math.round(Date.now() / 1_000) + 31;
    await expect(tell(reference)).rejects.toThrow('put_the_clock_right');
    expect(notify.taken).toEqual([]);
  });

  it('makes no error that has anything personal or our key in it', async () => {
    const reference = await joansCase();
    notify.faults.push({ status: 500, error: 'joan@example.org', message: 'joan@example.org' }, 'hang-up');
    for (const expected of ['500', 'ECONNRESET']) {
      const error = await tell(reference).catch((thrown: unknown) => thrown as Error);
      expect(String(error)).toContain(expected);
      const everything = JSON.stringify({ ...(error as object), stack: (error as Error).stack });
      expect(everything).not.toMatch(/example\.org|Joan|Carter/);
      expect(everything).not.toContain(notify.apiKey.slice(-36));
    }
  });
});
