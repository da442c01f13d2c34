import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NotifyStandIn } from '@guildhall/testing/notify-stand-in';
import { until } from '@guildhall/testing/until';
import { SMTPServer } from 'smtp-server';
import { type Answer, Guildhall, lampIsOut } from '../acceptance/guildhall';

/** An email, its refusal, a text message, its receipt, and that nobody can write to them take more. */
const AT_LEAST = 15;
const PATIENCE = { within: 60_000, every: 20 };

/** What becomes of a customer whose mailbox is not there, and whose phone is not either. */
const toldNobody = [
  'NotificationAttempted email',
  'NotificationFailed email no-such-address',
  'NotificationAttempted sms',
  'CustomerTold sms',
  'NotificationFailed sms no-such-address',
  'NotificationWithheld nowhere-to-send',
  'NoticeRaised tell-by-hand',
];

describe('a Guildhall that is killed while it tells a customer', () => {
  let guildhall: Guildhall;
  let notify: NotifyStandIn;
  let mailServer: SMTPServer;
  let folder: string;
  /** Message-IDs of the emails that were taken. */
  let mails: string[];
  /** What happens when a mailbox that is not there was asked for, and when an email has been taken. */
  let onRefusal: () => void;
  let onMail: () => void;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'guildhall-telling-'));
    notify = await NotifyStandIn.start();
    mailServer = await serveMail();
    writeFileSync(join(folder, 'key'), notify.apiKey);
    writeFileSync(join(folder, 'token'), 'a-long-secret');
    guildhall = await Guildhall.start({
      NODE_OPTIONS: `--import ${join(__dirname, 'kill-at-effect.mjs')}`,
      NODE_COMPILE_CACHE: join(folder, 'compiled'),
      GUILDHALL_TEST_EFFECTS_LEFT: join(folder, 'effects'),
      GUILDHALL_TELL_CUSTOMERS: '1',
      GUILDHALL_QUIET_HOURS: 'none',
      SMTP_URL: `smtp://127.0.0.1:${(mailServer.server.address() as AddressInfo).port}`,
      SMTP_FROM: 'cases@stockton.gov.uk',
      NOTIFY_URL: notify.url,
      NOTIFY_API_KEY_FILE: join(folder, 'key'),
      NOTIFY_CALLBACK_TOKEN_FILE: join(folder, 'token'),
      NOTIFY_SMS_TEMPLATE: '9d751e0e-f929-4891-82a1-a3e1c3c18ee3',
    });
  });
  beforeEach(() => {
    mails = [];
    onRefusal = onMail = () => undefined;
  });
  afterAll(async () => {
    await guildhall.dispose();
    await notify.stop();
    await new Promise<void>((resolve) => mailServer.close(() => resolve()));
    rmSync(folder, { recursive: true });
  });

  /** A real one, on loopback. It knows no mailbox that begins with `gone`. */
  async function serveMail(): Promise<SMTPServer> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onRcptTo: ({ address }, _, done) => {
        if (!address.startsWith('gone')) {
          done();
          return;
        }
        onRefusal();
        done(Object.assign(new Error('Nobody is there'), { responseCode: 550 }));
      },
      onData: (stream, _, done) => {
        let mail = '';
        stream.on('data', (chunk: Buffer) => (mail += chunk.toString()));
        stream.on('end', () => {
          mails.push(/^Message-ID: (\S+)/im.exec(mail)?.[1] ?? '');
          onMail();
          done();
        });
      },
    });
    server.on('error', () => undefined);
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return server;
  }

  /** Asks until there is an answer, as clients and Notify do. Whoever finds nobody there starts it again. */
  async function insist(ask: () => Promise<Answer<any>>): Promise<Answer<any>> {
    for (;;) {
      try {
        return await ask();
      } catch {
        await guildhall.end('SIGKILL');
        await guildhall.start();
      }
    }
  }
  const get = async (path: string) => (await insist(() => guildhall.get(path))).body;

  /** Waits until every case has been judged after a start, and nothing is left to be done now. */
  const isAtRest = () =>
    until(
      async () => ({ ...(await get('/health/ready')), ...(await get('/operations/jobs')) }),
      ({ judging, queues }) => !judging && queues.every(({ due, inHand }: any) => due === 0 && inHand === 0),
      PATIENCE,
    );

  async function raise(email: string, key: string): Promise<string> {
    const customer = { name: 'Joan Carter', email, phone: '07700 900123' };
    const asked = { ...lampIsOut, customer };
    const { body } = await insist(() => guildhall.post('/cases', asked, { 'idempotency-key': key }));
    return body.reference as string;
  }

  /** What the log says of the messages of a case, and of what has to be told by hand. */
  async function noted(reference: string): Promise<string[]> {
    const { events } = await get(`/cases/${reference}/history`);
    return events
      .filter(({ type }: any) => /^(Notification|CustomerTold|Notice)/.test(type))
      .map(({ type, data: { carrier, reason, notice } }: any) =>
        [type, carrier, reason, notice].filter(Boolean).join(' '),
      );
  }

  const isNoted = (reference: string, what: string) =>
    until(
      () => noted(reference),
      (all) => all.includes(what),
      PATIENCE,
    );

  async function cannotBeDelivered(reference: string): Promise<void> {
    const { id, reference: message } = notify.taken.find((one) => one.reference.startsWith(reference)) ?? {};
    const receipt = { id, reference: message, status: 'permanent-failure' };
    const authorization = 'Bearer a-long-secret';
    const { status } = await insist(() =>
      guildhall.post('/notifications/receipts', receipt, { authorization }),
    );
    expect(status).toBe(204);
  }

  /** What a colleague is to tell the customer of a case. */
  async function toTell(reference: string, waitFor = ''): Promise<string[]> {
    const { cases } = await get(`/queue?notice=tell-by-hand&limit=200${waitFor && `&waitFor=${waitFor}`}`);
    const found = cases.find((one: any) => one.reference === reference);
    return (found?.notices ?? []).map(({ notice, about }: any) => `${notice} ${about}`);
  }

  async function settle(reference: string): Promise<string> {
    const notice = { notice: 'tell-by-hand', about: 'received' };
    const key = { 'idempotency-key': `settle-${reference}` };
    const { status, body } = await insist(() =>
      guildhall.post(`/cases/${reference}/notices/settle`, notice, key),
    );
    expect(status).toBe(200);
    return body.position as string;
  }

  it('at each of its effects in turn, tells by each way once, then asks a colleague to, once', async () => {
    const effectsLeft = join(folder, 'effects');
    const references: string[] = [];
    for (let isKilled = true; isKilled;) {
      await isAtRest();
      const kill = references.length + 1;
      onRefusal = () => {
        writeFileSync(effectsLeft, String(kill));
        onRefusal = () => undefined;
      };
      const reference = await raise('gone@example.org', `case-${kill}`);
      references.push(reference);
      await isNoted(reference, 'CustomerTold sms');
      await cannotBeDelivered(reference);
      const isSomething = ({ length }: string[]): boolean => length > 0;
      expect(await until(() => toTell(reference), isSomething, PATIENCE)).toEqual(['tell-by-hand received']);
      expect(await toTell(reference, await settle(reference))).toEqual([]);
      await isAtRest();
      isKilled = !existsSync(effectsLeft);
      rmSync(effectsLeft, { force: true });
    }
    expect(references.length).toBeGreaterThan(AT_LEAST);

    for (const [index, reference] of references.entries()) {
      const kill = `killed at effect ${index + 1}`;
      const told = [...toldNobody, 'NoticeSettled tell-by-hand'];
      expect([kill, ...(await noted(reference))]).toEqual([kill, ...told]);
      const texts = notify.taken.filter((one) => one.reference.startsWith(reference));
      expect([kill, ...texts.map(({ type }) => type)]).toEqual([kill, 'sms']);
      const { entries } = await get(`/cases/${reference}/timeline`);
      const sentences = entries.map(({ sentence }: any) => sentence as string);
      expect(sentences.filter((sentence: string) => sentence.includes('that we have your query'))).toEqual([
        'We wrote you an email to say that we have your query.',
        'The email to say that we have your query did not arrive: there is no such address.',
        'We wrote you a text message to say that we have your query.',
        'We sent the text message to say that we have your query.',
        'The text message to say that we have your query did not arrive: there is no such address.',
        'We could not write to you to say that we have your query: we have no address of yours that we can use.',
      ]);
    }
    const { givenUp } = await get('/operations/jobs');
    expect(givenUp).toEqual([]);
  }, 600_000);

  it('when a mail server has the email and has not answered, sends it again as the one that it was', async () => {
    onMail = () => {
      void guildhall.end('SIGKILL');
      onMail = () => undefined;
    };
    const reference = await raise('joan@example.org', 'at-least-once');
    await isNoted(reference, 'CustomerTold email');
    await isAtRest();
    expect(mails).toHaveLength(2);
    expect(new Set(mails).size).toBe(1);
    expect(await noted(reference)).toEqual(['NotificationAttempted email', 'CustomerTold email']);
  });
});
