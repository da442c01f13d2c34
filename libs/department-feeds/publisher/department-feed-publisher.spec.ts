import fc from 'fast-check';
import type { CaseCommand } from '../../domain/case/case-commands';
import { caseDecider } from '../../domain/case/case-decider';
import type { CaseReference } from '../../domain/case/case-reference';
import { catalogueFileSchema } from '../../domain/catalogue/catalogue-file';
import { defaultCatalogue } from '../../domain/catalogue/default-catalogue';
import { fold } from '../../event-sourcing/decider';
import { Rejection } from '../../event-sourcing/rejection';
import {
  type EventData,
  type EventStore,
  type ExpectedRevision,
  type LogReadOptions,
  START,
  type StoredEvent,
} from '../../event-store/event-store';
import { parseDepartmentEvent } from '../../contracts/department-event';
import { ActionPlanned, CaseAssigned, CaseReceived, CaseUnassigned } from '../../contracts/department-events';
import { EventStoreDb } from '../../event-store/eventstoredb/event-store-db';
import { anyCommand } from '../../testing/any-command';
import {
  ask,
  assign,
  close,
  forward,
  raise,
  reopen,
  resolve,
  schedule,
  take,
} from '../../testing/case-builders';
import { expectedFeeds, feedsIn } from '../../testing/feeds';
import { LogBuilder } from '../../testing/log-builder';
import { ProtocolNode } from '../../testing/protocol-node';
import { until } from '../../testing/until';
import { UnpublishableEvent } from './cause';
import { DepartmentFeedPublisher, type PublisherOptions } from './department-feed-publisher';

let log: LogBuilder;
beforeEach(async () => (log = await LogBuilder.open(smallCatalogue())));
afterEach(() => log.dispose());

/** Quick to publish: what these cases need. */
function smallCatalogue(): ReturnType<typeof defaultCatalogue> {
  const { calendars, standards, departments, services } = defaultCatalogue();
  return {
    calendars,
    standards: standards.filter(({ code }) => code === 'service-request-5-days'),
    departments: departments.filter(({ code }) => code === 'highways' || code === 'housing'),
    services: services.filter(({ code }) => code === 'street-lighting-fault'),
    accreditationStandards: [],
  };
}

/** The day after tomorrow is a holiday, or is not any more. */
function proclaimHoliday(date: string, on: LogBuilder = log): Promise<void> {
  const england = defaultCatalogue().calendars.find(({ division }) => division === 'england-and-wales');
  const holidays = [...(england?.holidays ?? []), { date, title: 'A royal wedding' }];
  return on.publish({ calendars: [{ division: 'england-and-wales', holidays }] }, '2026-06-01T12:00:00.000Z');
}

const publish = (store: EventStore = log.store, options: PublisherOptions = {}): Promise<void> =>
  new DepartmentFeedPublisher(store, options).catchUp();

/** As it is after every death, whatever was remembered. */
const forgetful: PublisherOptions = { rememberedCases: 1, checkpointEvery: 5 };

/** Cases that come, go and come back, with holidays proclaimed among them. */
async function writeHistory(): Promise<void> {
  const lamp = await log.aCase(raise(), forward(), assign(), schedule());
  const stays = await log.aCase(
    raise(),
    forward(),
    ask('AddNote', { noteId: 'n', visibility: 'staff', text: 'x' }),
  );
  await log.goesOn(lamp, forward('housing', 'repairs'), assign('j.ward'), take());
  await proclaimHoliday('2026-06-04');
  await log.goesOn(lamp, forward(), resolve(), close());
  await proclaimHoliday('2026-06-05');
  await log.goesOn(lamp, reopen(), ask('ReturnToContactCentre', { reason: 'x' }));
  await log.goesOn(
    stays,
    forward('highways', 'traffic'),
    ask('PauseClock', { reason: 'weather', basis: 'x' }),
  );
  await log.goesOn(lamp, forward('housing', 'repairs'), resolve());
}

describe('the publisher', () => {
  it('tells every department of its cases, each event once and in order', async () => {
    await writeHistory();
    await publish();
    const feeds = await feedsIn(log.store);
    expect(Object.keys(feeds)).toEqual(['highways', 'housing']);
    expect(feeds['housing']?.map(({ type, sequence }) => `${Number(sequence)} ${type}`)).toEqual([
      '1 guildhall.case.received.v1',
      '2 guildhall.case.assigned.v1',
      '3 guildhall.case.action-reported.v1',
      '4 guildhall.case.targets-moved.v1',
      '5 guildhall.case.unassigned.v1',
      '6 guildhall.case.left.v1',
      '7 guildhall.case.received.v1',
      '8 guildhall.case.resolved.v1',
    ]);
    expect(feeds).toEqual(await expectedFeeds(log.store));
  });

  it('has nothing to say when it has said everything', async () => {
    await writeHistory();
    await publish();
    const head = await log.store.head();
    await publish();
    await publish(log.store, { ...forgetful, checkpointEvery: 1_000 });
    expect(await log.store.head()).toBe(head);
  });

  it('counts on in a case that it has long forgotten', async () => {
    const lamp = await log.aCase(raise(), forward(), assign());
    for (let other = 0; other < 40; other++) {
      await log.aCase(raise(), forward(), forward('housing', 'repairs'));
      if (other % 10 === 0) await proclaimHoliday(`2026-06-${10 + other / 10}`);
    }
    await log.goesOn(lamp, forward('housing', 'repairs'), schedule(), forward());
    await publish(log.store, forgetful);
    await log.goesOn(lamp, assign(), resolve());
    await publish(log.store, forgetful);
    const feeds = await feedsIn(log.store);
    expect(feeds).toEqual(await expectedFeeds(log.store));
    const ofLamp = feeds['highways']?.filter(({ subject }) => subject === lamp) ?? [];
    expect(ofLamp.map(({ sequence }) => Number(sequence))).toEqual(ofLamp.map((_, index) => index + 1));
    expect(ofLamp.length).toBeGreaterThan(6);
  });

  it('counts from what was published, not from what it would publish for the past today', async () => {
    const lamp = await log.aCase(raise(), forward(), assign(), schedule());
    await publish();
    await log.goesOn(lamp, ask('ReleaseOfficer', {}));
    // As an earlier program might have left it, which told nobody of officers.
    const old = await copyOf(log, ({ type, data }) =>
      type === CaseAssigned.type ? undefined : data.replace('"0000000003"', '"0000000002"'),
    );
    await publish(old.store);
    const told = (await feedsIn(old.store))['highways'] ?? [];
    expect(told.map(({ sequence, type }) => [Number(sequence), type])).toEqual([
      [1, CaseReceived.type],
      [2, ActionPlanned.type],
      [3, CaseUnassigned.type],
    ]);
    await old.dispose();
  });

  it('starts a feed for a department that gets its first case after years', async () => {
    await writeHistory();
    await publish();
    await log.publish(
      { departments: [{ code: 'lighting', name: 'Lighting', queues: [{ code: 'lamps', name: 'Lamps' }] }] },
      '2030-01-01T12:00:00.000Z',
    );
    const lamp = await log.aCase(raise(), forward(), forward('lighting', 'lamps'));
    await publish();
    const feeds = await feedsIn(log.store);
    expect(feeds['lighting']).toMatchObject([{ subject: lamp, sequence: '0000000001' }]);
    expect(feeds).toEqual(await expectedFeeds(log.store));
  });

  it('goes on where it was, without reading the log from its start, however long a department has been quiet', async () => {
    await log.aCase(raise(), forward('housing', 'repairs'));
    for (let other = 0; other < 60; other++) await log.aCase(raise(), forward());
    await publish(log.store, { checkpointEvery: 20 });
    let read = 0;
    const counting = overriding(log.store, {
      readAll: async (options?: LogReadOptions) => {
        const page = await log.store.readAll({ ...options, max: 10 });
        read += page.events.length;
        return page;
      },
    });
    await publish(counting);
    expect(read).toBeLessThan(20);
  });

  it('publishes the same whichever cases happen between each other’s events, and whatever it forgets', async () => {
    const step = fc.oneof(
      {
        weight: 12,
        arbitrary: fc.record({ of: fc.nat(3), command: anyCommand }),
      },
      { weight: 1, arbitrary: fc.constantFrom('2026-06-03', '2026-06-05').map((holiday) => ({ holiday })) },
      { weight: 1, arbitrary: fc.constant('restart' as const) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 80 }), async (steps) => {
        const one = await LogBuilder.open(smallCatalogue());
        const cases = [];
        for (let begun = 0; begun < 4; begun++) cases.push(await one.aCase(raise(), forward()));
        let publisher = new DepartmentFeedPublisher(one.store, forgetful);
        for (const next of steps) {
          if (next === 'restart') {
            await publisher.catchUp();
            publisher = new DepartmentFeedPublisher(one.store, forgetful);
          } else if ('holiday' in next) await proclaimHoliday(next.holiday, one);
          else await goesOnIfItMay(one, cases[next.of], next.command);
        }
        await publisher.catchUp();
        const feeds = await feedsIn(one.store);
        expect(feeds).toEqual(await expectedFeeds(one.store));
        expectGapFree(feeds);
        await one.dispose();
      }),
      { numRuns: 15 },
    );
  }, 120_000);
});

describe('a publisher that is killed', () => {
  it('before or after any of its appends publishes nothing twice and leaves nothing out', async () => {
    await writeHistory();
    for (const when of ['before', 'after'] as const) {
      for (let append = 1, died = true; died; append++) {
        const copy = await copyOf(log);
        died = await dies(dyingAt(append, when, copy.store));
        await publish(copy.store);
        expect(await feedsIn(copy.store)).toEqual(await expectedFeeds(copy.store));
        await copy.dispose();
        if (!died) expect(append).toBeGreaterThan(8);
      }
    }
  }, 120_000);

  it('again and again, at whichever append, publishes as if it had lived', async () => {
    await writeHistory();
    const death = fc.tuple(
      fc.integer({ min: 1, max: 6 }),
      fc.constantFrom('before' as const, 'after' as const),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(death, { minLength: 2, maxLength: 12 }), async (deaths) => {
        const copy = await copyOf(log);
        for (const [append, when] of deaths) await dies(dyingAt(append, when, copy.store));
        await publish(copy.store);
        expect(await feedsIn(copy.store)).toEqual(await expectedFeeds(copy.store));
        await copy.dispose();
      }),
      { numRuns: 12 },
    );
  }, 120_000);

  const dies = (mortal: EventStore): Promise<boolean> =>
    publish(mortal, forgetful).then(
      () => false,
      () => true,
    );
});

describe('two publishers at once', () => {
  it('go on from where the other has come to, and count on from there', async () => {
    await writeHistory();
    let first = true;
    const overtaken = overriding(log.store, {
      async append(stream: string, expected: ExpectedRevision, events: readonly EventData[]) {
        // The other one took fewer at a time, and was quicker.
        if (first) await log.store.append(stream, expected, events.slice(0, 2));
        first = false;
        return log.store.append(stream, expected, events);
      },
    });
    await publish(overtaken);
    expect(await feedsIn(log.store)).toEqual(await expectedFeeds(log.store));
  });

  it('publish everything once, whoever comes first', async () => {
    const ending = new AbortController();
    const faults: unknown[] = [];
    const options = {
      ...forgetful,
      waiting: (fault: Error) => faults.push(fault),
      stopped: (fault: Error) => faults.push(fault),
    };
    const both = [1, 2].map(() => new DepartmentFeedPublisher(slow(log.store), options).run(ending.signal));
    for (let round = 0; round < 5; round++) await writeHistory();
    await caughtUp();
    ending.abort();
    await Promise.all(both);
    expect(faults).toEqual([]);
    expect(await feedsIn(log.store)).toEqual(await expectedFeeds(log.store));
  });

  async function caughtUp(): Promise<void> {
    const count = (feeds: object): number => Object.values(feeds).flat().length;
    const expected = count(await expectedFeeds(log.store));
    await until(
      async () => count(await feedsIn(log.store)),
      (published) => published >= expected,
    );
  }
});

describe('a log that is moved to EventStoreDB, where every position is another', () => {
  it('is published from where its feeds end', async () => {
    await writeHistory();
    await publish(dyingAt(4, 'after', log.store), forgetful).catch(() => undefined);
    const node = await ProtocolNode.start();
    const store = EventStoreDb.open({ connectionString: node.connectionString });
    await copyEvents(log.store, store);
    const before = Object.values(await feedsIn(store)).flat().length;
    expect(before).toBeGreaterThan(3);

    await publish(store, forgetful);
    expect(await feedsIn(store)).toEqual(await expectedFeeds(log.store));
    await store.close();
    await node.dispose();
  });
});

describe('a feed that somebody else has written to', () => {
  it('goes on, and what is not of the publisher’s is passed over', async () => {
    const strange = { type: 'ItRained', data: '"on Tuesday"', metadata: '{"cause":"clouds"}' };
    const rain = (number: number) =>
      log.store.append('department-highways', 'any', [
        { ...strange, id: `0b8f7a52-58c1-4f0e-9a53-6d2f6d9b7c1${number}` },
      ]);
    await rain(0);
    const lamp = await log.aCase(raise(), forward());
    await publish();
    await rain(1);
    await rain(2);
    await proclaimHoliday('2026-06-04');
    await log.goesOn(lamp, assign());
    await publish(log.store, forgetful);
    await rain(3);
    await log.goesOn(lamp, schedule());
    await publish(log.store, forgetful);

    const stored = await log.store.readStream('department-highways');
    expect(stored.filter(({ type }) => type === strange.type)).toHaveLength(4);
    const told = stored
      .filter(({ type }) => type !== strange.type)
      .map(({ data }) => parseDepartmentEvent(data));
    expect(told).toEqual((await expectedFeeds(log.store))['highways']);
  });

  it('out of order is said to be so, and not written to any more', async () => {
    const lamp = await log.aCase(raise(), forward());
    await publish();
    await log.goesOn(lamp, assign(), schedule());
    const copy = await copyOf(log);
    await publish(copy.store);
    const [later] = await copy.store.readStream('department-highways', { from: 2 });
    // The schedule before the assignment, and the beginning once more behind it.
    const [beginning] = await log.store.readStream('department-highways');
    const id = '0b8f7a52-58c1-4f0e-9a53-6d2f6d9b7c10';
    for (const event of [later, beginning && { ...beginning, id }])
      if (event) await log.store.append('department-highways', 'any', [event]);
    await expect(publish()).rejects.toThrow('department-highways is out of order');
    expect(await log.store.readStream('department-highways')).toHaveLength(3);
    await copy.dispose();
  });
});

describe('an event that cannot be published', () => {
  const broken = async (): Promise<CaseReference> => {
    const lamp = await log.aCase(raise(), forward(), assign());
    const [last] = await log.store.readStream(`case-${lamp}`, { direction: 'backwards', max: 1 });
    const nonsense = { id: '0b8f7a52-58c1-4f0e-9a53-6d2f6d9b7c10', type: 'Closed', data: '{"reason":7}' };
    await log.store.append(`case-${lamp}`, 'any', [{ ...nonsense, metadata: last?.metadata ?? '' }]);
    return lamp;
  };

  it('stops the publisher, by name, with everything before it published', async () => {
    const lamp = await broken();
    await log.aCase(raise(), forward());
    const stopped: Error[] = [];
    const publisher = new DepartmentFeedPublisher(log.store, { stopped: (fault) => stopped.push(fault) });
    await publisher.run(new AbortController().signal);
    expect(stopped).toHaveLength(1);
    expect(stopped[0]).toBeInstanceOf(UnpublishableEvent);
    expect(stopped[0]?.message).toContain(
      `The department feeds stopped at Closed, case-${lamp}@3 (position `,
    );
    expect(stopped[0]?.message).toContain('reason');
    expect((await feedsIn(log.store))['highways']).toMatchObject([{ subject: lamp }, { subject: lamp }]);
  });
});

describe('a log that cannot be written for a while', () => {
  it('is waited for, and what was to be published is published then', async () => {
    await writeHistory();
    let failures = 3;
    const failing = overriding(log.store, {
      append: (stream: string, expected: ExpectedRevision, events: readonly EventData[]) =>
        failures-- > 0
          ? Promise.reject(new Error('database or disk is full'))
          : log.store.append(stream, expected, events),
    });
    const waited: string[] = [];
    const ending = new AbortController();
    const head = await log.store.head();
    const publisher = new DepartmentFeedPublisher(failing, {
      waiting: ({ message }) => waited.push(message),
      moved: (position) => {
        if (position >= head) ending.abort();
      },
    });
    await publisher.run(ending.signal);
    expect(new Set(waited)).toEqual(new Set(['database or disk is full']));
    expect(await feedsIn(log.store)).toEqual(await expectedFeeds(log.store));
  });
});

/** The store, with some of it another way. */
function overriding(store: EventStore, changes: Partial<EventStore>): EventStore {
  return new Proxy(store, {
    get(target, name) {
      if (name in changes) return changes[name as keyof EventStore];
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}

/** From its nth append on nothing is done any more, as when the process has died. */
function dyingAt(nth: number, when: 'before' | 'after', store: EventStore): EventStore {
  let left = nth;
  return overriding(store, {
    async append(stream: string, expected: ExpectedRevision, events: readonly EventData[]) {
      left--;
      if (left === 0 && when === 'after') await store.append(stream, expected, events);
      if (left <= 0) throw new Error('killed');
      return store.append(stream, expected, events);
    },
  });
}

/** Appends after a while, so that the other one comes first as often as not. */
function slow(store: EventStore): EventStore {
  return overriding(store, {
    async append(stream: string, expected: ExpectedRevision, events: readonly EventData[]) {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 4));
      return store.append(stream, expected, events);
    },
  });
}

type Change = (event: StoredEvent) => string | undefined;

/** The same log elsewhere; see {@link copyEvents}. */
async function copyOf(original: LogBuilder, change?: Change): Promise<LogBuilder> {
  const copy = await LogBuilder.open(catalogueFileSchema.parse({}));
  await copyEvents(original.store, copy.store, change);
  return copy;
}

/** One by one, their data as `change` makes it; those that it answers nothing for are left out. */
async function copyEvents(
  from: EventStore,
  to: EventStore,
  change: Change = ({ data }) => data,
): Promise<void> {
  for (let read = START, atEnd = false; !atEnd;) {
    const page = await from.readAll({ from: read });
    for (const event of page.events) {
      const data = change(event);
      if (data !== undefined) await to.append(event.stream, 'any', [{ ...event, data }]);
    }
    ({ next: read, atEnd } = page);
  }
}

async function goesOnIfItMay(
  on: LogBuilder,
  reference: CaseReference | undefined,
  command: CaseCommand,
): Promise<void> {
  if (!reference) return;
  const state = fold(caseDecider.evolve, caseDecider.initial, await on.history(reference));
  if (caseDecider.decide(command, state) instanceof Rejection) return;
  await on.goesOn(reference, command);
}

function expectGapFree(feeds: Awaited<ReturnType<typeof feedsIn>>): void {
  const counted = new Map<string, number>();
  for (const { source, sequence } of Object.values(feeds).flat()) {
    const next = (counted.get(source) ?? 0) + 1;
    expect(Number(sequence)).toBe(next);
    counted.set(source, next);
  }
}
