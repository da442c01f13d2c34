import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CaseCommand } from '../domain/case/case-commands';
import type { CaseReference } from '../domain/case/case-reference';
import type { NonDelivery } from '../domain/case/notification';
import type { ContactPreference } from '../domain/customer/customer-events';
import type { ContactDetails } from '../domain/case/vocabulary';
import type { EventStore } from '../event-store/event-store';
import { ask, at, forward, inquire, raise, resolve, schedule } from '../testing/case-builders';
import { LogBuilder } from '../testing/log-builder';
import { notifierOn } from '../testing/notifier-place';
import { NotifyStandIn } from '../testing/notify-stand-in';
import { NotifyOutlet } from './govuk-notify/notify-outlet';
import type { Notifier } from './notifier';

const JOAN = '5f1c1d1e-6b0a-4e0b-9a64-0c6a5a3f2d11';
const AT = '2026-06-01T09:00:00.000Z';
const joan = {
  name: 'Joan Carter',
  email: 'joan@example.org',
  phone: '07700 900123',
  address: '12 High Street, Stockton-on-Tees, TS18 1SP',
};
const in2026 = (moment: string) => () => Date.parse(`2026-${moment}:00.000Z`);

let log: LogBuilder;
beforeEach(async () => {
  log = await LogBuilder.open();
});
afterEach(() => log.dispose());

/** Joan, as her record says. */
async function register(
  details: ContactDetails = joan,
  { preference, adjustments }: { preference?: ContactPreference; adjustments?: string[] } = {},
): Promise<void> {
  await log.customer(JOAN, { type: 'RegisterCustomer', details, preference, occurredAt: AT });
  if (adjustments) {
    await log.customer(JOAN, { type: 'RecordReasonableAdjustments', adjustments, occurredAt: AT });
  }
}

const joansCase = (...commands: CaseCommand[]): Promise<CaseReference> =>
  log.aCase(raise({ customerId: JOAN, description: 'Dark outside the surgery.' }), ...commands);

const tell = (notifier: Notifier, reference: string, message = 'received', cause = 'c1') =>
  notifier.handle({ payload: { reference, message, cause } });

/** What the log says of the messages of a case. */
async function noted(reference: CaseReference): Promise<string[]> {
  const events = await log.history(reference);
  return events
    .filter(({ type }) => /^(Notification|CustomerTold)/.test(type))
    .map(({ type, data }) => {
      const { message = '', carrier, reason } = data as Record<string, string | undefined>;
      return [type, message, carrier ?? reason].join(' ');
    });
}

/** What a colleague is to tell the customer of a case. */
async function toTell(reference: CaseReference): Promise<string[]> {
  const raised = (await log.history(reference)).filter(({ type }) => type === 'NoticeRaised');
  return raised.map(({ data }) => {
    const { notice, about, moment } = data as Record<string, string>;
    return notice === 'tell-by-hand' ? `${about} since ${moment}` : 'something else';
  });
}

describe('a customer', () => {
  it('is told, and the log says that it was intended before and done after', async () => {
    await register();
    const reference = await joansCase();
    const { notifier, outbox } = await notifierOn(log);
    expect(await tell(notifier, reference)).toBeUndefined();
    expect(await noted(reference)).toEqual([
      'NotificationAttempted received email',
      'CustomerTold received email',
    ]);
    const [entry] = await outbox.entries();
    expect(await outbox.message(entry?.id ?? '')).toMatchObject({
      carrier: 'email',
      to: 'joan@example.org',
      subject: `We have your query: ${reference}`,
      body: expect.stringMatching(
        /^Dear Joan Carter,\n\nWe received your service request[^]*by Monday 8 June 2026\./,
      ) as string,
    });
  });

  it('is told once of one thing, however often the job comes, and again of another', async () => {
    await register();
    const reference = await joansCase();
    const { notifier, outbox } = await notifierOn(log);
    await tell(notifier, reference);
    await tell(notifier, reference);
    await tell((await notifierOn(log)).notifier, reference);
    expect(await outbox.entries()).toHaveLength(1);
    await tell(notifier, reference, 'received', 'c2');
    expect(await outbox.entries()).toHaveLength(2);
  });

  it.each<[string, ContactDetails, Parameters<typeof register>[1], string]>([
    ['by email, when nothing else is preferred', joan, {}, 'NotificationAttempted received email'],
    ['by text message, as preferred', joan, { preference: 'sms' }, 'NotificationAttempted received sms'],
    ['by letter, as preferred', joan, { preference: 'post' }, 'NotificationAttempted received post'],
    [
      'by what there is, when there is no address for the preference',
      { name: 'Joan', phone: '+44 7700 900123' },
      { preference: 'email' },
      'NotificationAttempted received sms',
    ],
    [
      'not by text message to a telephone that stands on a table',
      { name: 'Joan', phone: '01642 000000' },
      {},
      'NotificationWithheld received nowhere-to-send',
    ],
    [
      'by a colleague, when she would rather be rung up',
      joan,
      { preference: 'phone' },
      'NotificationWithheld received by-hand',
    ],
    [
      'in writing all the same, when she is deaf',
      joan,
      { preference: 'phone', adjustments: ['Profoundly deaf'] },
      'NotificationAttempted received email',
    ],
    [
      'by a colleague, when she needs another format',
      joan,
      { adjustments: ['Braille, please'] },
      'NotificationWithheld received by-hand',
    ],
    [
      'by a colleague, when a letter would be too small',
      joan,
      { preference: 'post', adjustments: ['Large print'] },
      'NotificationWithheld received by-hand',
    ],
    [
      'by email, which can be magnified',
      joan,
      { adjustments: ['Large print'] },
      'NotificationAttempted received email',
    ],
    [
      'not at all, when she asked for that',
      joan,
      { preference: 'none' },
      'NotificationWithheld received not-wanted',
    ],
  ])('is told %s', async (_, details, wishes, expected) => {
    await register(details, wishes);
    const reference = await joansCase();
    await tell((await notifierOn(log)).notifier, reference);
    expect((await noted(reference))[0]).toBe(expected);
  });

  it('who asked for information gets the answer that the law owes her, whatever she prefers', async () => {
    await register(joan, { preference: 'none' });
    const reference = await log.aCase(
      raise({
        customerId: JOAN,
        kind: 'information-request',
        service: { code: 'freedom-of-information', version: 1 },
        standard: { code: 'foi', version: 1 },
      }),
      ask('Resolve', { outcome: 'answered' }),
    );
    const { notifier } = await notifierOn(log);
    await tell(notifier, reference, 'received');
    await tell(notifier, reference, 'resolved');
    expect(await noted(reference)).toEqual([
      'NotificationWithheld received not-wanted',
      'NotificationAttempted resolved email',
      'CustomerTold resolved email',
    ]);
  });

  it('is told what has happened in the words of the timeline', async () => {
    await register();
    const reference = await joansCase(forward(), inquire('q1', { what: 'Which lamp?' }), resolve());
    const { notifier, outbox } = await notifierOn(log);
    const said = async (message: string) => {
      await tell(notifier, reference, message);
      const entry = (await outbox.entries()).find(({ id }) => id.includes(message));
      return (await outbox.message(entry?.id ?? ''))?.['body'];
    };
    expect(await said('forwarded')).toContain('is now with Highways and Transport');
    expect(await said('waiting-for-you')).toContain('\n\nWhich lamp?\n\n');
    expect(await said('resolved')).toContain('We fixed it: “It is lit again”.');
  });

  it('who was forgotten is not written to', async () => {
    await register();
    const reference = await joansCase();
    await log.forget(JOAN);
    await tell((await notifierOn(log)).notifier, reference);
    expect(await noted(reference)).toEqual(['NotificationWithheld received nowhere-to-send']);
    // Nor is there anybody left whom a colleague could tell.
    expect(await toTell(reference)).toEqual([]);
  });

  it('whom nobody can write to is to be told by a colleague, and the case says what and since when', async () => {
    await register({ name: 'Joan', phone: '01642 000000' });
    const reference = await joansCase(resolve());
    const resolved = (await log.history(reference)).find(({ type }) => type === 'Resolved');
    const { id: cause } = resolved as unknown as { id: string };
    const { notifier } = await notifierOn(log);
    await tell(notifier, reference, 'resolved', cause);
    await tell(notifier, reference, 'resolved', cause);
    expect(await toTell(reference)).toEqual(['resolved since 2026-06-01T10:30:00.000Z']);
  });

  it('who is not registered yet, because the queue was quicker, is told once she is', async () => {
    const reference = await joansCase();
    const { notifier } = await notifierOn(log);
    await expect(tell(notifier, reference)).rejects.toThrow(
      expect.objectContaining({ name: 'NotRegisteredYet' }) as Error,
    );
    expect(await noted(reference)).toEqual([]);
    await register();
    await tell(notifier, reference);
    expect(await noted(reference)).toContain('CustomerTold received email');
  });

  it('nobody is told of what nobody asked', async () => {
    const reference = await log.aCase(raise());
    const { notifier, outbox } = await notifierOn(log);
    await tell(notifier, reference);
    await tell(notifier, reference, 'no-such-message');
    await tell(notifier, 'no-such-case');
    expect(await noted(reference)).toEqual([]);
    expect(await outbox.entries()).toEqual([]);
  });
});

describe('the customer of a duplicate', () => {
  const ALF = '0b9d5b1c-8c53-4b8c-9a29-8e2a4d6f7a10';
  const alf = { name: 'Alf Reed', email: 'alf@example.org' };
  const mark = (of: string): CaseCommand =>
    ask('MarkDuplicate', { reference: 'A', of, facts: { original: 'a-case' } }, '2026-06-01T10:40:00.000Z');

  /** Joan's case, and Alf's, which is a duplicate of it. */
  async function linked(...commands: CaseCommand[]) {
    await register();
    await log.customer(ALF, { type: 'RegisterCustomer', details: alf, occurredAt: AT });
    const original = await joansCase(...commands);
    return { original, one: await log.aCase(raise({ customerId: ALF }), mark(original)) };
  }
  const causeOf = async (reference: CaseReference, type: string): Promise<string> =>
    (await log.history(reference)).find((one) => one.type === type)?.id ?? '';
  const follow = (notifier: Notifier, reference: string, original: string, message: string, cause: string) =>
    notifier.handle({ payload: { reference, message, cause, original } });

  it('is told of their own reference what became of the original, without a word about its customer', async () => {
    const explanation = 'Dear Joan, the lamp at 12 High Street is lit again.';
    const { original, one } = await linked(forward(), ask('Resolve', { outcome: 'fixed', explanation }));
    const { notifier, outbox } = await notifierOn(log);
    const cause = await causeOf(original, 'Resolved');
    await follow(notifier, one, original, 'resolved', cause);
    await follow((await notifierOn(log)).notifier, one, original, 'resolved', cause);
    const entries = await outbox.entries();
    expect(entries).toHaveLength(1);
    const message = await outbox.message(entries[0]?.id ?? '');
    expect(message).toMatchObject({ to: 'alf@example.org', subject: `Our answer to your query: ${one}` });
    expect(message?.['body']).toContain('Your query about street lighting fault: We fixed it.');
    expect(JSON.stringify(message)).not.toMatch(new RegExp(`joan|high street|lit again|${original}`, 'i'));
    expect(await noted(one)).toEqual(['NotificationAttempted resolved email', 'CustomerTold resolved email']);
    expect(await noted(original)).toEqual([]);
  });

  it('is told who deals with the original, and their own date', async () => {
    const { original, one } = await linked(forward());
    const { notifier, outbox } = await notifierOn(log);
    await follow(notifier, one, original, 'forwarded', await causeOf(original, 'ForwardedToDepartment'));
    const [entry] = await outbox.entries();
    const body = (await outbox.message(entry?.id ?? ''))?.['body'];
    expect(body).toMatch(/is now with Highways and Transport[^]*by Monday 8 June 2026\./);
  });

  it('is told at first how far the original had come by then', async () => {
    const { original, one } = await linked(forward());
    await log.goesOn(original, ask('Resolve', { outcome: 'fixed' }, '2026-06-01T10:50:00.000Z'));
    const { notifier, outbox } = await notifierOn(log);
    await tell(notifier, one, 'joined', await causeOf(one, 'MarkedDuplicate'));
    const [entry] = await outbox.entries();
    const { body } = (await outbox.message(entry?.id ?? '')) as unknown as { body: string };
    expect(body).toContain('answered together with the earlier query.');
    expect(body).toContain('So far: We passed it to Highways and Transport.');
    expect(body).toContain(`Your reference is still ${one}`);
    expect(body).not.toContain(original);
  });

  it('is told that theirs goes on by itself, and by when', async () => {
    const { original, one } = await linked(forward(), schedule());
    await log.goesOn(one, ask('UndoDuplicate', {}, '2026-06-01T10:45:00.000Z'));
    const { notifier, outbox } = await notifierOn(log);
    const parted = await causeOf(one, 'DuplicateUndone');
    await tell(notifier, one, 'parted', parted);
    const [entry] = await outbox.entries();
    const { body } = (await outbox.message(entry?.id ?? '')) as unknown as { body: string };
    expect(body).toContain('It turned out to be a matter of its own, and goes on.');
    expect(body).toContain('planned or done, does not hold for yours.');
    expect(body).toContain('We aim to resolve it by Monday 8 June 2026.');
    expect(body).not.toContain(original);
  });

  it('is not told that theirs goes on by itself when it is answered with the other again', async () => {
    const { original, one } = await linked(forward());
    await log.goesOn(one, ask('UndoDuplicate', {}, '2026-06-01T10:45:00.000Z'));
    await log.goesOn(one, at('2026-06-01T10:50:00.000Z', mark(original)));
    const { notifier, outbox } = await notifierOn(log);
    await tell(notifier, one, 'parted', await causeOf(one, 'DuplicateUndone'));
    expect(await outbox.entries()).toEqual([]);
  });

  it('is told the same by the next way, when the first did not arrive', async () => {
    const { original, one } = await linked(forward(), ask('Resolve', { outcome: 'fixed' }));
    await log.customer(ALF, { type: 'ChangeCustomerDetails', details: { ...alf, address: '4 Elm Row, Stockton' }, occurredAt: AT }); // prettier-ignore
    const { notifier, outbox } = await notifierOn(log);
    await follow(notifier, one, original, 'resolved', await causeOf(original, 'Resolved'));
    const [attempt] = (await log.history(one)).filter(({ type }) => type === 'NotificationAttempted');
    const { notificationId } = attempt?.data as { notificationId: string };
    await log.goesOn(one, ask('RecordNonDelivery', { notificationId, reason: 'no-such-address' }, '2026-06-01T10:50:00.000Z')); // prettier-ignore
    await tell(notifier, one, 'resolved', await causeOf(one, 'NotificationFailed'));
    const letter = (await outbox.entries()).find(({ carrier }) => carrier === 'post');
    expect((await outbox.message(letter?.id ?? ''))?.['body']).toContain('We fixed it.');
  });

  it('is told by a colleague what nobody can write, since the original came to it', async () => {
    const { original, one } = await linked(forward(), ask('Resolve', { outcome: 'fixed' }, '2026-06-01T10:50:00.000Z')); // prettier-ignore
    await log.customer(ALF, { type: 'ChangeContactPreference', preference: 'phone', occurredAt: AT });
    await log.customer(ALF, { type: 'ChangeCustomerDetails', details: { ...alf, phone: '01642 111111' }, occurredAt: AT }); // prettier-ignore
    const { notifier } = await notifierOn(log);
    await follow(notifier, one, original, 'resolved', await causeOf(original, 'Resolved'));
    expect(await toTell(one)).toEqual(['resolved since 2026-06-01T10:50:00.000Z']);
    expect(await toTell(original)).toEqual([]);
  });

  it('is told nothing of what it is no duplicate of any more, or never was', async () => {
    const { original, one } = await linked(forward(), resolve());
    const another = await joansCase(resolve());
    const { notifier, outbox } = await notifierOn(log);
    await follow(notifier, one, another, 'resolved', await causeOf(another, 'Resolved'));
    const joined = await causeOf(one, 'MarkedDuplicate');
    await log.goesOn(one, ask('UndoDuplicate', {}, '2026-06-01T10:45:00.000Z'));
    await follow(notifier, one, original, 'resolved', await causeOf(original, 'Resolved'));
    await tell(notifier, one, 'joined', joined);
    expect(await outbox.entries()).toEqual([]);
  });
});

describe('a message that did not arrive', () => {
  const minutesLater = (minutes: number) => Date.parse('2026-06-01T11:00:00.000Z') + minutes * 60_000;

  const eventsOf = (reference: CaseReference) => log.history(reference);

  /** The carrier says that the latest message failed; answers the id of that event, which is the next cause. */
  async function failed(
    reference: CaseReference,
    reason: NonDelivery,
    now = minutesLater(0),
  ): Promise<string> {
    const attempts = (await eventsOf(reference)).filter(({ type }) => type === 'NotificationAttempted');
    const { notificationId } = attempts.at(-1)?.data as { notificationId: string };
    const command = ask('RecordNonDelivery', { notificationId, reason }, new Date(now).toISOString());
    await log.goesOn(reference, command);
    return (await eventsOf(reference)).at(-1)?.id ?? '';
  }
  /** Tells what the case's first event says, which is as good a cause as any. */
  async function first(reference: CaseReference): Promise<void> {
    const [event] = await eventsOf(reference);
    await tell((await notifierOn(log)).notifier, reference, 'received', event?.id ?? '');
  }

  it('goes by the next way, and by no way at last', async () => {
    await register();
    const reference = await joansCase();
    await first(reference);
    const { notifier, outbox } = await notifierOn(log, { atMostADay: 9 });
    for (const reason of ['no-such-address', 'not-reachable', 'no-such-address'] as const) {
      const cause = await failed(reference, reason);
      await tell(notifier, reference, 'received', cause);
      await tell(notifier, reference, 'received', cause);
    }
    expect((await noted(reference)).filter((line) => !line.startsWith('CustomerTold'))).toEqual([
      'NotificationAttempted received email',
      'NotificationFailed received email',
      'NotificationAttempted received sms',
      'NotificationFailed received sms',
      'NotificationAttempted received post',
      'NotificationFailed received post',
      'NotificationWithheld received nowhere-to-send',
    ]);
    expect(await outbox.entries()).toHaveLength(3);
    // Since the query was raised, which is what they were to be told.
    expect(await toTell(reference)).toEqual(['received since 2026-06-01T09:30:00.000Z']);
  });

  it('through a technical fault goes the same way again, twice, each time after a longer rest', async () => {
    await register();
    const reference = await joansCase();
    await first(reference);
    let now = minutesLater(0);
    for (const rest of [10, 20]) {
      const cause = await failed(reference, 'technical-fault', now);
      const at = (moment: number) => notifierOn(log, { now: () => moment, atMostADay: 9 });
      const due = now + rest * 60_000;
      expect(await tell((await at(now)).notifier, reference, 'received', cause)).toEqual({
        postponedTo: due,
      });
      now = due;
      await tell((await at(now)).notifier, reference, 'received', cause);
      expect((await noted(reference)).at(-1)).toBe('CustomerTold received email');
    }
    const cause = await failed(reference, 'technical-fault', now);
    await tell(
      (await notifierOn(log, { now: () => now + 3_600_000, atMostADay: 9 })).notifier,
      reference,
      'received',
      cause,
    );
    expect((await noted(reference)).at(-1)).toBe('CustomerTold received sms');
  });

  it('counts towards the most of a day, each time it is sent', async () => {
    await register();
    const reference = await joansCase();
    await first(reference);
    const cause = await failed(reference, 'no-such-address');
    const { notifier } = await notifierOn(log, { atMostADay: 1 });
    expect(await tell(notifier, reference, 'received', cause)).toEqual({
      postponedTo: Date.parse('2026-06-02T07:00:00.000Z'),
    });
  });

  it('tells of what it told of at first, in the same words', async () => {
    await register({ ...joan, phone: undefined });
    const reference = await joansCase(
      forward(),
      inquire('q1', { what: 'Which lamp?' }),
      inquire('q2', { what: 'Which side?' }),
    );
    const asked = (await eventsOf(reference)).find(({ type }) => type === 'InformationRequested');
    await tell((await notifierOn(log)).notifier, reference, 'waiting-for-you', asked?.id ?? '');
    const cause = await failed(reference, 'no-such-address');
    const { notifier, outbox } = await notifierOn(log);
    await tell(notifier, reference, 'waiting-for-you', cause);
    const bodies = await Promise.all(
      (await outbox.entries()).map(async ({ id }) => (await outbox.message(id))?.['body']),
    );
    expect(bodies).toEqual([expect.stringContaining('Which lamp?'), expect.stringContaining('Which lamp?')]);
  });
});

describe('in the quiet hours', () => {
  it.each([
    ['late in the evening', '06-01T21:00', '2026-06-02T07:00:00.000Z'],
    ['early in the morning', '06-02T06:59', '2026-06-02T07:00:00.000Z'],
    ['in winter', '12-01T21:00', '2026-12-02T08:00:00.000Z'],
  ])('a message waits for the morning: %s', async (_, now, then) => {
    await register();
    const reference = await joansCase();
    const { notifier, outbox } = await notifierOn(log, { now: in2026(now) });
    expect(await tell(notifier, reference)).toEqual({ postponedTo: Date.parse(then) });
    expect(await noted(reference)).toEqual([]);
    expect(await outbox.entries()).toEqual([]);
  });
  it('a letter does not: it wakes nobody', async () => {
    await register(joan, { preference: 'post' });
    const reference = await joansCase();
    const { notifier } = await notifierOn(log, { now: in2026('06-01T23:00') });
    expect(await tell(notifier, reference)).toBeUndefined();
    expect(await noted(reference)).toContain('CustomerTold received post');
  });
});

describe('the most that a customer is written to on one day', () => {
  it('holds over all of their cases, and the rest is told on the next morning', async () => {
    await register();
    const [one, two] = [await joansCase(), await joansCase()];
    const { notifier, outbox } = await notifierOn(log);
    for (const cause of ['a', 'b']) await tell(notifier, one, 'received', cause);
    await tell(notifier, two);
    const morning = Date.parse('2026-06-02T07:00:00.000Z');
    expect(await tell(notifier, two, 'forwarded')).toEqual({ postponedTo: morning });
    expect(await outbox.entries()).toHaveLength(3);

    const { notifier: nextDay } = await notifierOn(log, { now: () => morning });
    expect(await tell(nextDay, two, 'forwarded')).toBeUndefined();
    expect(await outbox.entries()).toHaveLength(4);
  });
});

describe('a worker that is killed', () => {
  /** The store of a process that is killed before or after its nth append. */
  function killedAt(nth: number, when: 'before' | 'after'): EventStore {
    let appends = 0;
    return new Proxy(log.store, {
      get(store, name) {
        if (name !== 'append') {
          const part = Reflect.get(store, name) as unknown;
          return typeof part === 'function' ? (part.bind(store) as unknown) : part;
        }
        return async (...args: Parameters<EventStore['append']>) => {
          const isTime = ++appends >= nth;
          if (isTime && when === 'before') throw new Error('killed');
          const appended = await store.append(...args);
          if (isTime) throw new Error('killed');
          return appended;
        };
      },
    });
  }

  // It counts the message, notes that it is intended, sends it and notes that it was sent.
  it.each([1, 2, 3].flatMap((nth) => [[nth, 'before'] as const, [nth, 'after'] as const]))(
    'at its append %i, %s it, neither forgets nor repeats a message',
    async (nth, when) => {
      await register();
      const reference = await joansCase();
      const { notifier: doomed } = await notifierOn(log, {}, killedAt(nth, when));
      await expect(tell(doomed, reference)).rejects.toThrow('killed');

      const { notifier, outbox } = await notifierOn(log);
      await tell(notifier, reference);
      await tell(notifier, reference);
      expect(await outbox.entries()).toHaveLength(1);
      expect(await noted(reference)).toEqual([
        'NotificationAttempted received email',
        'CustomerTold received email',
      ]);
    },
  );

  it('before it noted that a message was taken, goes by what the carrier has said of it since', async () => {
    await register();
    const reference = await joansCase();
    const [raised] = await log.history(reference);
    const { notifier: doomed } = await notifierOn(log, {}, killedAt(3, 'before'));
    await expect(tell(doomed, reference, 'received', raised?.id)).rejects.toThrow('killed');
    const attempt = (await log.history(reference)).at(-1)?.data as { notificationId: string };
    const { notificationId } = attempt;
    await log.goesOn(reference, ask('RecordNonDelivery', { notificationId, reason: 'not-reachable' }, '2026-06-01T11:00:00.000Z')); // prettier-ignore
    const failure = (await log.history(reference)).at(-1);

    const { notifier, outbox } = await notifierOn(log);
    for (const cause of [raised?.id, failure?.id, raised?.id, failure?.id]) {
      await tell(notifier, reference, 'received', cause);
    }
    expect((await outbox.entries()).map(({ carrier }) => carrier).toSorted()).toEqual(['email', 'sms']);
    expect(await noted(reference)).toEqual([
      'NotificationAttempted received email',
      'NotificationFailed received email',
      'NotificationAttempted received sms',
      'CustomerTold received sms',
    ]);
  });
});

describe('a message that two workers have in hand at once', () => {
  it('is sent by one of them, and the other comes again', async () => {
    const notify = await NotifyStandIn.start();
    await register();
    const reference = await joansCase();
    const templates = { email: '9d751e0e-f929-4891-82a1-a3e1c3c18ee3' };
    const outlets = { email: new NotifyOutlet({ apiKey: notify.apiKey, url: notify.url, templates }) };
    const workers = [await notifierOn(log, { outlets }), await notifierOn(log, { outlets })];
    const outcomes = await Promise.allSettled(workers.map(({ notifier }) => tell(notifier, reference)));
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    for (const { notifier } of workers) await tell(notifier, reference);
    expect(notify.taken).toHaveLength(1);
    expect(await noted(reference)).toEqual([
      'NotificationAttempted received email',
      'CustomerTold received email',
    ]);
    await notify.stop();
  });
});

describe('nothing personal', () => {
  it('is in the outbox’s files or their names, and it is gone once the customer is forgotten', async () => {
    await register();
    const reference = await joansCase(resolve());
    const { notifier, outbox } = await notifierOn(log);
    await tell(notifier, reference, 'resolved');
    const folder = join(log.folder, 'outbox');
    const everything = readdirSync(folder).map((file) => file + readFileSync(join(folder, file), 'utf8'));
    expect(everything).toHaveLength(1);
    expect(everything.join()).not.toMatch(/joan|carter|example\.org|7700|high street|lit again|lamp/i);

    const [entry] = await outbox.entries();
    await log.forget(JOAN);
    const { outbox: later } = await notifierOn(log);
    expect(await later.message(entry?.id ?? '')).toEqual({
      id: entry?.id,
      carrier: 'email',
      at: entry?.at,
      forgotten: true,
    });
  });
  it('is in the events of a message', async () => {
    await register();
    const reference = await joansCase();
    await tell((await notifierOn(log)).notifier, reference);
    const written = (await log.history(reference)).filter(({ type }) => /Notif|Told/.test(type));
    expect(JSON.stringify(written)).not.toMatch(/joan|carter|example\.org|7700|high street/i);
  });
});
