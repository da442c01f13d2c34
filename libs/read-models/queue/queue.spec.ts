import fc from 'fast-check';
import type { CaseCommand } from '../../domain/case/case-commands';
import type { Notice } from '../../domain/case/notice';
import type { MessageName } from '../../domain/case/notification';
import { defaultCatalogue } from '../../domain/catalogue/default-catalogue';
import { ask, assign, at, forward, inquire, raise, schedule, take } from '../../testing/case-builders';
import { LogBuilder } from '../../testing/log-builder';
import { onEachEngine } from '../../testing/on-each-engine';
import { queueProjection } from './queue.projection';
import {
  queueCounts,
  type QueueItem,
  type QueuePage,
  queuePage,
  type QueueQuery,
  UnreadableCursor,
  whoHoldsWhat,
} from './queue.query';

onEachEngine((engine) => {
  let log: LogBuilder;
  beforeEach(async () => {
    const { databases } = await engine.place();
    log = await LogBuilder.open(defaultCatalogue(), databases);
  });
  afterEach(() => log.dispose());

  const on = (day: number, hour = 10): string =>
    `2026-06-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00.000Z`;
  const NOW = Date.parse(on(10));

  const page = (query: Partial<QueueQuery> = {}): Promise<QueuePage> =>
    log.ask(queueProjection, (db) => queuePage(db, { limit: 100, now: NOW, ...query }));
  const references = async (query: Partial<QueueQuery> = {}): Promise<string[]> =>
    (await page(query)).items.map(({ reference }) => reference);
  const inQueue = async (reference: string): Promise<QueueItem | undefined> =>
    (await page()).items.find((item) => item.reference === reference);
  const dueOf = async (reference: string): Promise<string | undefined> => {
    const due = (await inQueue(reference))?.due;
    return due ? new Date(due).toISOString() : undefined;
  };

  const lampOn = (day: number): CaseCommand => raise({}, on(day));
  /** General enquiries in person have no standard, so no date. */
  const undated = (day = 1): CaseCommand =>
    raise(
      {
        kind: 'enquiry',
        service: { code: 'general-enquiry', version: 1 },
        standard: undefined,
        channel: 'in-person',
      },
      on(day),
    );
  const complaint = (day = 1): CaseCommand =>
    raise(
      {
        kind: 'complaint',
        service: { code: 'complaint', version: 1 },
        standard: { code: 'complaint-stage-1', version: 1 },
      },
      on(day),
    );
  const foi = (): CaseCommand =>
    raise({
      kind: 'information-request',
      service: { code: 'freedom-of-information', version: 1 },
      standard: { code: 'foi', version: 1 },
      channel: 'email',
    });
  const acknowledge = (day = 1, hour = 11): CaseCommand =>
    ask('AcknowledgeQuery', { reference: '7QK-4M2-9XD3', channel: 'email', promised: [] }, on(day, hour));
  const resolveOn = (day: number): CaseCommand => ask('Resolve', { outcome: 'answered' }, on(day));

  describe('a queue', () => {
    it('is in due order, what was raised first before what is due with it, the cases without a date last', async () => {
      const without = await log.aCase(undated());
      const later = await log.aCase(lampOn(4));
      const sameDay = [12, 9, 15, 10, 14].map((hour) => ({ hour, lamp: raise({}, on(1, hour)) }));
      const raised: [hour: number, reference: string][] = [];
      for (const { hour, lamp } of sameDay) raised.push([hour, await log.aCase(lamp)]);
      const sooner = raised.sort(([one], [other]) => one - other).map(([, reference]) => reference);
      expect(await references()).toEqual([...sooner, later, without]);
    });

    it('shows of a case what an officer needs to choose it', async () => {
      const reference = await log.aCase(
        raise({ location: { ward: 'Norton' } }),
        acknowledge(),
        forward(),
        assign(),
      );
      expect(await inQueue(reference)).toEqual({
        reference,
        stage: 'forwarded',
        department: 'highways',
        queue: 'street-lighting',
        officer: 'p.shah',
        service: 'street-lighting-fault',
        kind: 'service-request',
        channel: 'phone',
        ward: 'Norton',
        raisedAt: Date.parse('2026-06-01T09:30:00.000Z'),
        due: Date.parse('2026-06-08T22:59:59.999Z'),
        overdue: true,
        paused: false,
        followers: 0,
        notices: [],
        query: expect.stringContaining('s1.case-') as string,
      });
    });

    it.each<[string, CaseCommand[]]>([
      ['was resolved', [resolveOn(2)]],
      ['was withdrawn', [ask('Withdraw', { by: 'customer' }, on(2))]],
      [
        'is another’s duplicate',
        [ask('MarkDuplicate', { reference: 'A', of: 'B', facts: { original: 'a-case' } }, on(2))],
      ],
    ])('lets go of a case that %s', async (_, commands) => {
      await log.aCase(lampOn(1), ...commands);
      expect(await references()).toEqual([]);
    });

    it.each<[string, CaseCommand[]]>([
      ['was reopened', [resolveOn(2), ask('Reopen', { by: 'customer', reason: 'Dark again.' }, on(3))]],
      [
        'turned out to be no duplicate',
        [
          ask('MarkDuplicate', { reference: 'A', of: 'B', facts: { original: 'a-case' } }, on(2)),
          ask('Close', { reason: 'duplicate' }, on(2)),
          ask('UndoDuplicate', {}, on(3)),
        ],
      ],
    ])('takes back a case that %s', async (_, commands) => {
      const reference = await log.aCase(lampOn(1), ...commands);
      expect(await references()).toEqual([reference]);
    });

    it('can be narrowed to a stage, an officer, a service, a ward, to what is overdue and to what nobody holds', async () => {
      const overdue = await log.aCase(lampOn(1), acknowledge(), forward(), assign());
      const norton = await log.aCase(raise({ location: { ward: 'Norton' } }, on(8)), acknowledge(8));
      const enquiry = await log.aCase(undated(), assign('j.ward'));
      expect(await references({ stage: 'forwarded' })).toEqual([overdue]);
      expect(await references({ department: 'highways', queue: 'street-lighting' })).toEqual([overdue]);
      expect(await references({ officer: 'j.ward' })).toEqual([enquiry]);
      expect(await references({ service: 'street-lighting-fault' })).toEqual([overdue, norton]);
      expect(await references({ kind: 'enquiry' })).toEqual([enquiry]);
      expect(await references({ ward: 'Norton' })).toEqual([norton]);
      expect(await references({ overdue: true })).toEqual([overdue]);
      expect(await references({ unclaimed: true })).toEqual([norton]);
      expect(await references({ officer: 'j.ward', overdue: true })).toEqual([]);
    });

    it('is counted by stage, and by who holds what', async () => {
      await log.aCase(lampOn(1), acknowledge(), forward(), assign());
      await log.aCase(lampOn(9), acknowledge(9), at(on(9), forward()), at(on(9), assign()));
      await log.aCase(lampOn(1), acknowledge(), forward(), assign('j.ward'));
      await log.aCase(undated());
      const query = { now: NOW };
      expect(await log.ask(queueProjection, (db) => queueCounts(db, query))).toEqual({
        raised: { cases: 1, overdue: 0, unclaimed: 1, noticed: 0 },
        forwarded: { cases: 3, overdue: 2, unclaimed: 0, noticed: 0 },
      });
      expect(await log.ask(queueProjection, (db) => whoHoldsWhat(db, query))).toEqual([
        { officer: 'p.shah', cases: 2, overdue: 1 },
        { officer: 'j.ward', cases: 1, overdue: 1 },
      ]);
    });
  });

  describe('what the clock has raised', () => {
    const due = '2026-06-08T22:59:59.999Z';
    const notice = (name: Notice, about = 'resolve', moment = due, day = 5): CaseCommand =>
      ask('RaiseNotice', { notice: name, about, moment }, on(day));
    const noticesOf = async (...commands: CaseCommand[]): Promise<string[]> => {
      const reference = await log.aCase(lampOn(1), acknowledge(), forward(), ...commands);
      return ((await inQueue(reference))?.notices ?? []).map(({ notice: name, about }) => `${name} ${about}`);
    };

    it('is shown with what it is about and since when, and found by a filter', async () => {
      const reference = await log.aCase(lampOn(1), acknowledge(), notice('date-near'));
      const quiet = await log.aCase(lampOn(1), acknowledge());
      expect((await inQueue(reference))?.notices).toEqual([
        { notice: 'date-near', about: 'resolve', moment: due, raisedAt: on(5) },
      ]);
      expect(await references({ notice: 'any' })).toEqual([reference]);
      expect(await references({ notice: 'date-near' })).toEqual([reference]);
      expect(await references({ notice: 'date-passed' })).toEqual([]);
      expect((await references()).toSorted()).toEqual([reference, quiet].toSorted());
      const counts = await log.ask(queueProjection, (db) => queueCounts(db, { now: NOW }));
      expect(counts['raised']?.noticed).toBe(1);
    });

    it.each<[string, CaseCommand[], string[]]>([
      [
        'is gone once it is settled',
        [notice('date-near'), ask('SettleNotice', { notice: 'date-near', about: 'resolve' }, on(6))],
        [],
      ],
      ['gives way to what is graver', [notice('date-near'), notice('date-passed')], ['date-passed resolve']],
      [
        'is gone when the date has moved',
        [notice('date-near'), ask('PauseClock', { reason: 'weather', basis: 'y' }, on(6))],
        [],
      ],
      [
        'is gone when a person has told the customer of the delay',
        [
          notice('delay'),
          ask(
            'NotifyDelay',
            { target: 'resolve', newDate: '2026-06-12', reason: 'x', facts: { extensionAtMost: 0 } },
            on(6),
          ),
        ],
        [],
      ],
      [
        'reminds of an action until it is done',
        [
          at(on(2), schedule('a')),
          notice('action-today', 'a', on(4)),
          at(on(2), schedule('b')),
          notice('action-today', 'b', on(4)),
          at(on(5), take('a')),
        ],
        ['action-today b'],
      ],
      [
        'says that it will be closed until the customer answers',
        [
          inquire('q1', {}, on(2)),
          notice('closing-soon', 'q1', on(2)),
          ask('ReceiveInformation', { requestId: 'q1' }, on(6)),
        ],
        [],
      ],
      [
        'says nothing of an invitation, which is for the customer',
        [
          resolveOn(2),
          notice('survey', 'case', on(2)),
          ask('Reopen', { by: 'customer', reason: 'x' }, on(6)),
        ],
        [],
      ],
    ])('%s', async (_, commands, left) => expect(await noticesOf(...commands)).toEqual(left));
  });

  describe('what has to be told by hand', () => {
    let messages = 0;
    const untold = (message: MessageName, since: number, day = since): CaseCommand =>
      ask(
        'WithholdNotification',
        { notificationId: `n${++messages}`, message, reason: 'nowhere-to-send', untoldSince: on(since) },
        on(day, 11),
      );
    const ring = (day: number, direction: 'inbound' | 'outbound' = 'outbound'): CaseCommand =>
      ask('RecordContact', { contactId: `c${day}`, direction, channel: 'phone', purpose: 'other' }, on(day));
    const mark = (day: number): CaseCommand =>
      ask('MarkDuplicate', { reference: 'A', of: 'B', facts: { original: 'a-case' } }, on(day));
    const closeOn = (day: number, reason: 'resolved' | 'duplicate' = 'resolved'): CaseCommand =>
      ask('Close', { reason }, on(day, 12));
    const toTell = (query: Partial<QueueQuery> = {}): Promise<string[]> =>
      references({ notice: 'tell-by-hand', ...query });

    it('is listed whatever has become of the case, whoever has waited the longest first', async () => {
      const ended = await log.aCase(lampOn(2), resolveOn(3), untold('resolved', 3), closeOn(4));
      const resolved = await log.aCase(lampOn(1), resolveOn(5), untold('resolved', 5));
      const duplicate = await log.aCase(lampOn(1), mark(2), untold('joined', 2));
      const ongoing = await log.aCase(lampOn(3), at(on(4), forward()), untold('forwarded', 4));
      await log.aCase(lampOn(1));
      expect(await toTell()).toEqual([duplicate, ended, ongoing, resolved]);
      expect(await toTell({ department: 'highways' })).toEqual([ongoing]);
      expect(await toTell({ stage: 'resolved' })).toEqual([ended, resolved]);
      const pages: string[] = [];
      for (let after: string | undefined; ;) {
        const { items, next } = await page({ notice: 'tell-by-hand', limit: 1, after });
        pages.push(...items.map(({ reference }) => reference));
        if ((after = next) === undefined) break;
      }
      expect(pages).toEqual(await toTell());
      expect(await references()).not.toContain(ended);
      expect(await references({ notice: 'any' })).toEqual([ongoing]);
      const counts = await log.ask(queueProjection, (db) =>
        queueCounts(db, { now: NOW, notice: 'tell-by-hand' }),
      );
      expect(counts['resolved']?.cases).toBe(2);
    });

    it('says what it is and since when, without a word of the customer’s', async () => {
      await log.aCase(lampOn(1), resolveOn(3), untold('resolved', 3, 5), closeOn(6));
      const [item] = (await page({ notice: 'tell-by-hand' })).items;
      expect(item).toMatchObject({ stage: 'resolved', due: null, overdue: false });
      expect(item?.notices).toEqual([
        { notice: 'tell-by-hand', about: 'resolved', moment: on(3), raisedAt: on(5, 11) },
      ]);
    });

    it.each<[string, CaseCommand[]]>([
      ['has been rung up', [resolveOn(3), untold('resolved', 3), ring(4)]],
      [
        'could not be found, which somebody has settled',
        [
          resolveOn(3),
          untold('resolved', 3),
          ask('SettleNotice', { notice: 'tell-by-hand', about: 'resolved' }, on(4)),
        ],
      ],
      ['had it acknowledged', [untold('received', 1), acknowledge(2)]],
      ['is to be told how it ended instead', [at(on(2), forward()), untold('forwarded', 2), resolveOn(3)]],
      [
        'knows better, and had it opened again',
        [
          resolveOn(3),
          untold('resolved', 3),
          ask('Reopen', { by: 'customer', reason: 'x' }, on(4)),
          resolveOn(5),
        ],
      ],
      [
        'turned out to ask about something else',
        [mark(2), untold('joined', 2), untold('resolved', 3), ask('UndoDuplicate', {}, on(4))],
      ],
    ])('is let go when whoever it is about %s', async (_, commands) => {
      await log.aCase(lampOn(1), ...commands);
      expect(await toTell()).toEqual([]);
    });

    it.each<[string, CaseCommand[]]>([
      ['they ring us', [resolveOn(3), untold('resolved', 3), ring(4, 'inbound')]],
      ['they were rung up before it happened', [resolveOn(3), untold('resolved', 3), ring(2)]],
      ['it is closed', [resolveOn(3), untold('resolved', 3), closeOn(4)]],
      [
        'it ends with its original',
        [mark(2), untold('joined', 2), untold('resolved', 3), closeOn(4, 'duplicate')],
      ],
    ])('stays when %s', async (_, commands) => {
      const reference = await log.aCase(lampOn(1), ...commands);
      expect(await toTell()).toEqual([reference]);
    });

    it('is each question by itself, and since the first of them', async () => {
      await log.aCase(lampOn(1), untold('waiting-for-you', 3), untold('waiting-for-you', 5), ring(4));
      const later = await log.aCase(lampOn(1), untold('waiting-for-you', 4));
      const both = await log.aCase(lampOn(1), untold('waiting-for-you', 3), untold('waiting-for-you', 6));
      const { items } = await page({ notice: 'tell-by-hand' });
      expect(items.map(({ notices }) => notices.map(({ moment }) => moment))).toEqual([
        [on(3), on(6)],
        [on(4)],
        [on(5)],
      ]);
      expect(items.map(({ reference }) => reference).slice(0, 2)).toEqual([both, later]);
    });
  });

  describe('the pages of a queue', () => {
    it('leave out no case and repeat none, whatever the page size', async () => {
      const all: string[] = [];
      for (const day of [1, 1, 1, 2, 3, 3]) all.push(await log.aCase(lampOn(day)));
      for (let i = 0; i < 3; i++) all.push(await log.aCase(undated()));
      for (let limit = 1; limit <= all.length + 1; limit++) {
        const seen: string[] = [];
        for (let after: string | undefined; ;) {
          const { items, next } = await page({ limit, after });
          seen.push(...items.map(({ reference }) => reference));
          expect(items.length).toBeLessThanOrEqual(limit);
          if ((after = next) === undefined) break;
        }
        expect(seen).toEqual(await references());
        expect(seen.toSorted()).toEqual(all.toSorted());
      }
    });

    it('show each case that stays once, while others come and go between them', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.integer({ min: 1, max: 28 }), { minLength: 1, maxLength: 8 }),
          fc.array(fc.tuple(fc.integer({ min: 1, max: 28 }), fc.nat(20)), { maxLength: 4 }),
          async (days, changes) => {
            const [before, staying] = [await references(), [] as string[]];
            for (const day of days) staying.push(await log.aCase(lampOn(day)));
            const going = [...before];
            const seen: string[] = [];
            for (let after: string | undefined; ;) {
              const { items, next } = await page({ limit: 2, after });
              seen.push(...items.map(({ reference }) => reference));
              const change = changes.pop();
              if (change) {
                await log.aCase(lampOn(change[0]));
                const gone = going.splice(change[1], 1)[0];
                if (gone) await log.goesOn(gone as never, resolveOn(29));
              }
              if ((after = next) === undefined) break;
            }
            expect(seen.length).toBe(new Set(seen).size);
            expect(staying.filter((reference) => !seen.includes(reference))).toEqual([]);
          },
        ),
        { numRuns: 8 },
      );
    });

    it('are only given for a cursor of ours', async () => {
      await expect(page({ after: 'bm90IG91cnM' })).rejects.toBeInstanceOf(UnreadableCursor);
    });
  });

  describe('the date a case is due in its queue', () => {
    it('is to acknowledge it, and once that is done to resolve it', async () => {
      const reference = await log.aCase(lampOn(1));
      expect(await dueOf(reference)).toBe('2026-06-02T22:59:59.999Z');
      await log.goesOn(reference, acknowledge());
      expect(await dueOf(reference)).toBe('2026-06-08T22:59:59.999Z');
    });

    it('is counted from the acknowledgement for a complaint', async () => {
      const reference = await log.aCase(complaint(1), acknowledge(3));
      expect(await dueOf(reference)).toBe('2026-06-17T22:59:59.999Z');
    });

    it('is not known while the clock stands still, and later by the pause when it runs again', async () => {
      const reference = await log.aCase(
        lampOn(1),
        acknowledge(),
        ask('PauseClock', { reason: 'weather', basis: 'storm' }, on(2)),
      );
      expect(await inQueue(reference)).toMatchObject({ due: null, overdue: false, paused: true });
      await log.goesOn(reference, ask('ResumeClock', {}, on(4)));
      expect(await inQueue(reference)).toMatchObject({ paused: false });
      expect(await dueOf(reference)).toBe('2026-06-10T22:59:59.999Z');
    });

    it('moves with an extension that the standard allows, and not with a delay that is only told', async () => {
      const told = { target: 'respond', newDate: '2026-06-30', reason: 'Much to read.' } as const;
      const reference = await log.aCase(
        complaint(1),
        acknowledge(1),
        ask('NotifyDelay', { ...told, facts: { extensionAtMost: 10 } }, on(2)),
      );
      expect(await dueOf(reference)).toBe('2026-06-15T22:59:59.999Z');
      await log.goesOn(
        reference,
        ask('NotifyDelay', { ...told, extension: 5, facts: { extensionAtMost: 10 } }, on(3)),
      );
      expect(await dueOf(reference)).toBe('2026-06-22T22:59:59.999Z');
    });

    it('is by the new standard when it is reclassified', async () => {
      const reference = await log.aCase(
        lampOn(1),
        acknowledge(),
        ask(
          'Reclassify',
          {
            to: {
              kind: 'service-request',
              service: { code: 'graffiti', version: 1 },
              standard: { code: 'service-request-10-days', version: 1 },
            },
            reason: 'It is paint.',
          },
          on(2),
        ),
      );
      expect(await dueOf(reference)).toBe('2026-06-15T22:59:59.999Z');
      expect(await references({ service: 'graffiti' })).toEqual([reference]);
    });

    it('is the one that it came with, whatever our standards say', async () => {
      const reference = await log.aCase(raise({ targets: { resolve: on(25) } }), acknowledge());
      expect(await dueOf(reference)).toBe(on(25));
    });

    it('moves by a day for an open request when a holiday is proclaimed anywhere in the country', async () => {
      const reference = await log.aCase(foi());
      expect(await dueOf(reference)).toBe('2026-06-29T22:59:59.999Z');
      await proclaimHoliday();
      expect(await dueOf(reference)).toBe('2026-06-30T22:59:59.999Z');
    });

    it('moves by a day for a case that is reopened after the holiday was proclaimed', async () => {
      const reference = await log.aCase(foi(), resolveOn(3));
      await proclaimHoliday();
      await log.goesOn(reference, ask('Reopen', { by: 'customer', reason: 'Half is missing.' }, on(16)));
      expect(await dueOf(reference)).toBe('2026-06-30T22:59:59.999Z');
    });
  });

  /** Scotland has 15 June 2026 off. */
  function proclaimHoliday(): Promise<void> {
    const scotland = defaultCatalogue().calendars.find(({ division }) => division === 'scotland');
    const holidays = [...(scotland?.holidays ?? []), { date: '2026-06-15', title: 'World Cup bank holiday' }];
    return log.publish({ calendars: [{ division: 'scotland', holidays }] }, on(4));
  }
});
