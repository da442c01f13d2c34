import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { eventsIn, nextMessage, untilCaughtUp, untilEvents } from '../testing/subscription-messages';
import { RevisionConflict, START } from './event-store';
import type {
  EventData,
  EventStore,
  ExpectedRevision,
  LogFilter,
  Position,
  StoredEvent,
  SubscriptionMessage,
} from './event-store';

/** A store to test: its own, empty, and gone afterwards. */
export interface StoreUnderTest {
  store: EventStore;
  /** Closes the store and opens it again over what it has kept. */
  reopen(): Promise<EventStore>;
  /** Closes the store and removes all trace of it. */
  dispose(): Promise<void>;
}

/**
 * What the port promises, as tests that every adapter passes. It knows nothing of how an adapter keeps its promises:
 * positions are compared and otherwise left alone.
 */
export function describeEventStoreContract(
  name: string,
  open: () => Promise<StoreUnderTest>,
  { longestName = 250 } = {},
): void {
  describe(`${name}, as an event store,`, () => {
    let underTest: StoreUnderTest;
    let store: EventStore;

    beforeEach(async () => {
      underTest = await open();
      store = underTest.store;
    });
    afterEach(() => underTest.dispose());

    describe('appending', () => {
      it('keeps an event to the letter', async () => {
        const noted = event('CaseNoted', { text: 'Größe 42 — “naïve” 🕳️ % _ \u0000', amount: 0.1 });

        const { revision, position } = await store.append('case-1', 'none', [noted]);

        const [stored] = await store.readStream('case-1');
        expect(stored).toEqual({
          ...noted,
          stream: 'case-1',
          revision,
          position,
          created: expect.any(Number) as number,
        });
        expect(revision).toBe(0);
      });

      it('numbers the events of a stream from 0 and answers where the last one stands', async () => {
        const first = await store.append('case-1', 'none', [event(), event()]);
        const second = await store.append('case-1', 1, [event(), event(), event()]);

        expect(first.revision).toBe(1);
        expect(second.revision).toBe(4);
        expect(second.position > first.position).toBe(true);
        expect(await revisions('case-1')).toEqual([0, 1, 2, 3, 4]);
        expect((await store.readStream('case-1')).at(-1)?.position).toBe(second.position);
      });

      it('still has what it acknowledged after it was closed and opened again', async () => {
        await store.append('case-1', 'none', [event(), event()]);
        await store.append('case-2', 'none', [event()]);
        const before = await everything();

        store = await underTest.reopen();

        expect(await everything()).toEqual(before);
        expect((await store.append('case-1', 1, [event()])).revision).toBe(2);
      });

      it.each<[ExpectedRevision, string]>([
        ['none', 'does not exist'],
        ['any', 'does not exist'],
      ])('at “%s” is taken when the stream %s', async (expected) => {
        expect((await store.append('case-1', expected, [event()])).revision).toBe(0);
      });

      it.each<[ExpectedRevision]>([['any'], ['exists'], [1]])(
        'at “%s” is taken when the last event is at revision 1',
        async (expected) => {
          await store.append('case-1', 'none', [event(), event()]);

          expect((await store.append('case-1', expected, [event()])).revision).toBe(2);
        },
      );

      it.each<[ExpectedRevision]>([['exists'], [0], [3]])(
        'at “%s” is refused when the stream does not exist',
        async (expected) => {
          const refusal = await refusalOf(store.append('case-1', expected, [event()]));

          expect(refusal).toMatchObject({ stream: 'case-1', expected, actual: undefined });
          expect(await store.readStream('case-1')).toEqual([]);
        },
      );

      it.each<[ExpectedRevision]>([['none'], [0], [2]])(
        'at “%s” is refused, and told the actual revision, when the last event is at revision 1',
        async (expected) => {
          await store.append('case-1', 'none', [event(), event()]);

          const refusal = await refusalOf(store.append('case-1', expected, [event(), event()]));

          expect(refusal).toMatchObject({ stream: 'case-1', expected, actual: 1 });
          expect(await revisions('case-1')).toEqual([0, 1]);
        },
      );

      it('places the events of one append side by side, also while others append', async () => {
        await Promise.all(
          Array.from({ length: 20 }, (_, writer) =>
            store.append(`case-${writer}`, 'none', [event(), event(), event()]),
          ),
        );

        const streams = (await everything()).map(({ stream }) => stream);
        for (let first = 0; first < streams.length; first += 3) {
          expect(new Set(streams.slice(first, first + 3)).size).toBe(1);
        }
      });

      it('lets exactly one of many appends at the same revision win', async () => {
        await store.append('case-1', 'none', [event()]);
        const contenders = Array.from({ length: 50 }, () => event());

        const outcomes = await Promise.allSettled(
          contenders.map((contender) => store.append('case-1', 0, [contender])),
        );

        const winners = contenders.filter((_, index) => outcomes[index]?.status === 'fulfilled');
        const losses = outcomes.filter((outcome) => outcome.status === 'rejected');
        expect(winners).toHaveLength(1);
        expect(losses.every(({ reason }) => reason instanceof RevisionConflict && reason.actual === 1)).toBe(
          true,
        );
        expect((await store.readStream('case-1', { from: 1 })).map(({ id }) => id)).toEqual([winners[0]?.id]);
      });

      it('does not let a refused append harm its 500 neighbours', async () => {
        const wanted = Array.from({ length: 500 }, (_, index) => ({
          stream: `case-${index}`,
          // Every seventh believes in a stream that is not there.
          expected: index % 7 === 3 ? ('exists' as const) : ('none' as const),
          events: [event(), event()],
        }));

        const outcomes = await Promise.allSettled(
          wanted.map(({ stream, expected, events }) => store.append(stream, expected, events)),
        );

        const taken = wanted.filter(({ expected }) => expected === 'none');
        expect(outcomes.map(({ status }) => status)).toEqual(
          wanted.map(({ expected }) => (expected === 'none' ? 'fulfilled' : 'rejected')),
        );
        expect((await everything()).map(({ id }) => id).sort()).toEqual(
          taken.flatMap(({ events }) => events.map(({ id }) => id)).sort(),
        );
        expect(await store.readStream('case-3')).toEqual([]);
      });

      it('says that it is healthy when it would take an append', async () => {
        await expect(store.health()).resolves.toBeUndefined();
      });
    });

    describe('appending the same events again', () => {
      it.each<[ExpectedRevision]>([['none'], ['any'], ['exists'], [0], [7]])(
        'at “%s” answers what the first append answered, and writes nothing',
        async (expected) => {
          const events = [event(), event()];
          const first = await store.append('case-1', 'none', events);

          expect(await store.append('case-1', expected, events)).toEqual(first);
          expect(await revisions('case-1')).toEqual([0, 1]);
        },
      );

      it('answers what the first append answered when it had named a revision', async () => {
        await store.append('case-1', 'none', [event()]);
        const events = [event(), event()];
        const first = await store.append('case-1', 0, events);

        expect(await store.append('case-1', 0, events)).toEqual(first);
        expect(await revisions('case-1')).toEqual([0, 1, 2]);
      });

      it('answers what the first append answered when the stream has long moved on', async () => {
        const events = [event(), event()];
        const first = await store.append('case-1', 'none', events);
        await store.append('case-1', 1, [event(), event(), event()]);
        store = await underTest.reopen();

        expect(await store.append('case-1', 'none', events)).toEqual(first);
        expect(await revisions('case-1')).toEqual([0, 1, 2, 3, 4]);
      });

      it('in the same moment writes them once and answers both alike', async () => {
        const events = [event(), event()];

        const [first, second] = await Promise.all([
          store.append('case-1', 'none', events),
          store.append('case-1', 'none', events),
        ]);

        expect(second).toEqual(first);
        expect(await revisions('case-1')).toEqual([0, 1]);
      });

      it('is refused when only some of them stand in the stream', async () => {
        const standing = event();
        await store.append('case-1', 'none', [event(), standing]);

        const overlaps = [
          [standing, event()],
          [event(), standing],
        ];
        for (const events of overlaps) {
          expect(await refusalOf(store.append('case-1', 1, events))).toMatchObject({ actual: 1 });
          expect(await refusalOf(store.append('case-1', 'any', events))).toMatchObject({ actual: 1 });
        }
        expect(await revisions('case-1')).toEqual([0, 1]);
      });

      it('is refused when they stand there in another order or apart', async () => {
        const [first, second, third] = [event(), event(), event()];
        await store.append('case-1', 'none', [first, second, third]);

        await refusalOf(store.append('case-1', 'any', [second, first]));
        await refusalOf(store.append('case-1', 'any', [first, third]));
        expect(await revisions('case-1')).toEqual([0, 1, 2]);
      });

      it('to another stream is a new append', async () => {
        const same = event();
        await store.append('case-1', 'none', [same]);
        await store.append('case-2', 'none', [same]);

        expect((await everything()).map(({ stream, id }) => [stream, id])).toEqual([
          ['case-1', same.id],
          ['case-2', same.id],
        ]);
      });
    });

    describe('appending what no store may take', () => {
      const noted = event();
      it.each<[string, string, EventData[], string]>([
        ['no events', 'case-1', [], 'events'],
        ['the same event twice', 'case-1', [noted, noted], 'events[1].id'],
        ['an id that is not a UUID', 'case-1', [{ ...noted, id: 'case-1-0' }], 'events[0].id'],
        ['an id in capitals', 'case-1', [{ ...noted, id: noted.id.toUpperCase() }], 'events[0].id'],
        ['an event without a type', 'case-1', [{ ...noted, type: '' }], 'events[0].type'],
        ['an event of a system type', 'case-1', [{ ...noted, type: '$metadata' }], 'events[0].type'],
        ['data that is not JSON', 'case-1', [{ ...noted, data: '{"a":' }], 'events[0].data'],
        ['data with half a character', 'case-1', [{ ...noted, data: '"\ud800"' }], 'events[0].data'],
        ['metadata that is not JSON', 'case-1', [{ ...noted, metadata: '' }], 'events[0].metadata'],
        ['a stream without a name', '', [noted], 'stream'],
        ['a stream of the system', '$all', [noted], 'stream'],
        ['a stream name of 251 characters', 'x'.repeat(251), [noted], 'stream'],
        ['a stream name with half a character', 'case-\udc00', [noted], 'stream'],
        ['a stream name with a NUL', 'case-\0', [noted], 'stream'],
      ])('refuses %s and names the field', async (_, stream, events, field) => {
        const refused = store.append(stream, 'any', events);

        await expect(refused).rejects.toThrow(TypeError);
        await expect(refused).rejects.toThrow(field);
        expect(await everything()).toEqual([]);
      });

      it(`takes a stream name of ${longestName} characters`, async () => {
        await store.append('x'.repeat(longestName), 'none', [event()]);

        expect(await revisions('x'.repeat(longestName))).toEqual([0]);
      });
    });

    describe('reading a stream', () => {
      beforeEach(async () => {
        for (let revision = 0; revision < 10; revision++) {
          await store.append('case-1', 'any', [event()]);
          await store.append('case-10', 'any', [event(), event()]);
        }
      });

      it('that does not exist gives no events, either way', async () => {
        expect(await store.readStream('case-2')).toEqual([]);
        expect(await store.readStream('case-2', { direction: 'backwards' })).toEqual([]);
        expect(await store.readStream('case-2', { direction: 'backwards', from: 3 })).toEqual([]);
        expect(await store.readStream('case-', { from: 3 })).toEqual([]);
      });

      it('gives its own events only, oldest first', async () => {
        const events = await store.readStream('case-1');

        expect(events.map(({ revision }) => revision)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        expect(events.every(({ stream }) => stream === 'case-1')).toBe(true);
        expect(isAscending(events.map(({ position }) => position))).toBe(true);
      });

      it('starts at the revision asked for, included, and gives at most so many', async () => {
        expect(await revisions('case-1', { from: 8 })).toEqual([8, 9]);
        expect(await revisions('case-1', { from: 3, max: 4 })).toEqual([3, 4, 5, 6]);
        expect(await revisions('case-1', { max: 1 })).toEqual([0]);
      });

      it('from beyond its end gives no events', async () => {
        expect(await revisions('case-1', { from: 10 })).toEqual([]);
        expect(await revisions('case-1', { from: 1_000 })).toEqual([]);
      });

      it('backwards starts at the last event, or at the revision asked for', async () => {
        expect(await revisions('case-1', { direction: 'backwards', max: 3 })).toEqual([9, 8, 7]);
        expect(await revisions('case-1', { direction: 'backwards', from: 2 })).toEqual([2, 1, 0]);
        expect(await revisions('case-1', { direction: 'backwards', from: 5, max: 2 })).toEqual([5, 4]);
        expect(await revisions('case-1', { direction: 'backwards', from: 0 })).toEqual([0]);
      });

      it('backwards from beyond its end starts at its last event', async () => {
        expect(await revisions('case-1', { direction: 'backwards', from: 99, max: 2 })).toEqual([9, 8]);
      });

      it.each([[-1], [1.5], [NaN]])('refuses to start at revision %d', async (from) => {
        await expect(store.readStream('case-1', { from })).rejects.toThrow(TypeError);
      });

      it('gives at most 1,000 events when not asked for a number', async () => {
        await store.append(
          'case-3',
          'none',
          Array.from({ length: 1_001 }, () => event()),
        );

        expect(await revisions('case-3')).toHaveLength(1_000);
        expect(await revisions('case-3', { direction: 'backwards' })).toHaveLength(1_000);
      });
    });

    describe('reading the log', () => {
      it('of an empty store gives nothing, either way, and is at the end', async () => {
        const nothing = { events: [], next: START, atEnd: true };

        expect(await store.readAll()).toEqual(nothing);
        expect(await store.readAll({ direction: 'backwards' })).toEqual(nothing);
        expect(await store.head()).toBe(START);
      });

      it('gives the events in the order in which they were acknowledged', async () => {
        const { position: first } = await store.append('case-1', 'none', [event()]);
        const { position: second } = await store.append('case-2', 'none', [event()]);
        const { position: third } = await store.append('case-1', 0, [event()]);

        expect((await everything()).map(({ position }) => position)).toEqual([first, second, third]);
        expect(isAscending([START, first, second, third])).toBe(true);
        expect(await store.head()).toBe(third);
      });

      it('in pages of any size leaves out nothing and repeats nothing', async () => {
        await appendCases(5, 3);
        const all = await everything();

        for (const max of [1, 2, 7, 15, 16]) expect(await everything({ max })).toEqual(all);
        const backwards = await everything({ max: 4, direction: 'backwards' });
        expect(backwards).toEqual(all.toReversed());
      });

      it('goes on behind the position given, never at it', async () => {
        await appendCases(2, 3);
        const all = await everything();
        const third = all[2]?.position;

        expect((await store.readAll({ from: third })).events).toEqual(all.slice(3));
        expect((await store.readAll({ from: third, direction: 'backwards' })).events).toEqual(
          all.slice(0, 2).toReversed(),
        );
        expect((await store.readAll({ from: await store.head() })).events).toEqual([]);
        expect((await store.readAll({ from: START, direction: 'backwards' })).events).toEqual([]);
      });

      it('says whether it has reached the end, and goes on from there when there is more', async () => {
        await appendCases(1, 3);

        expect((await store.readAll({ max: 2 })).atEnd).toBe(false);
        const page = await store.readAll({ max: 4 });
        expect(page.atEnd).toBe(true);
        expect(page.next).toBe(await store.head());
        expect(await store.readAll({ from: page.next })).toEqual({
          events: [],
          next: page.next,
          atEnd: true,
        });

        const { position } = await store.append('case-new', 'none', [event()]);
        expect((await store.readAll({ from: page.next })).events.map((found) => found.position)).toEqual([
          position,
        ]);
      });

      it.each<[string, LogFilter, string[]]>([
        [
          'stream prefixes',
          { streamPrefixes: ['case-1'] },
          ['case-1/A', 'case-1/B', 'case-10/A', 'case-1%/A'],
        ],
        [
          'several stream prefixes',
          { streamPrefixes: ['case-2', 'customer-'] },
          ['case-2/A', 'customer-1/B'],
        ],
        ['a prefix with a wildcard of SQL', { streamPrefixes: ['case-1%'] }, ['case-1%/A']],
        ['a prefix with the other wildcard', { streamPrefixes: ['case_'] }, []],
        ['a prefix in other letters', { streamPrefixes: ['Case-'] }, []],
        ['a prefix of everything', { streamPrefixes: [''], eventTypes: ['B'] }, ['case-1/B', 'customer-1/B']],
        ['event types', { eventTypes: ['B'] }, ['case-1/B', 'customer-1/B']],
        ['both', { streamPrefixes: ['case-'], eventTypes: ['B', 'C'] }, ['case-1/B']],
        ['no type at all', { eventTypes: [] }, []],
        ['no prefix at all', { streamPrefixes: [] }, []],
      ])('restricts it to %s', async (_, filter, expected) => {
        await store.append('case-1', 'none', [event('A'), event('B')]);
        await store.append('case-2', 'none', [event('A')]);
        await store.append('case-10', 'none', [event('A')]);
        await store.append('customer-1', 'none', [event('B')]);
        await store.append('case-1%', 'none', [event('A')]);

        const found = (await everything({ filter })).map(({ stream, type }) => `${stream}/${type}`);
        expect(found).toEqual(expected);
        const backwards = await everything({ filter, max: 1, direction: 'backwards' });
        expect(backwards.map(({ stream, type }) => `${stream}/${type}`)).toEqual(expected.toReversed());
      });

      it('moves on past events that do not match, though it gives none of them', async () => {
        await store.append('case-1', 'none', [event('Wanted')]);
        await appendCases(3, 4);

        const page = await store.readAll({ filter: { eventTypes: ['Wanted'] } });

        expect(page.events).toHaveLength(1);
        expect(page.next).toBe(await store.head());
        expect(page.atEnd).toBe(true);
      });

      it('counts what lies behind a position, where it can count', async () => {
        await appendCases(2, 5);
        const all = await everything();

        const counts = await Promise.all([START, ...all.map(({ position }) => position)].map(count));
        if (counts[0] !== undefined) expect(counts).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
        else expect(counts.every((counted) => counted === undefined)).toBe(true);
      });
      const count = (position: Position) => store.countAfter(position);

      it('says what part of the log lies up to a position: it grows from event to event, up to all of it', async () => {
        await appendCases(2, 5);
        const all = await everything();

        const parts = await Promise.all(all.map(({ position }) => store.partUpTo(position)));
        expect(parts).toEqual(parts.toSorted((a, b) => a - b));
        expect(parts.at(-1)).toBe(1);
        expect(parts[0]).toBeGreaterThan(0);
        expect(new Set(parts).size).toBe(all.length);
      });

      it.each([[0], [-1], [1.5], [NaN]])('refuses to give at most %d events', async (max) => {
        await expect(store.readAll({ max })).rejects.toThrow(TypeError);
        await expect(store.readStream('case-1', { max })).rejects.toThrow(TypeError);
      });
    });

    describe('a subscription', () => {
      it('to an empty store says at once that it has seen everything', async () => {
        expect(await nextMessage(subscribe())).toEqual({ kind: 'caught-up', checkpoint: START });
      });

      it('gives everything from the start, says that it has caught up, then what happens next', async () => {
        await appendCases(3, 2);
        const past = await everything();
        const subscription = subscribe({ batch: 4 });

        const seen = await untilCaughtUp(subscription);
        expect(eventsIn(seen)).toEqual(past);
        expect(seen.at(-1)).toEqual({ kind: 'caught-up', checkpoint: await store.head() });
        expect(seen.every((message) => message.kind === 'caught-up' || message.events.length <= 4)).toBe(
          true,
        );

        const waiting = untilEvents(subscription, 2);
        const live = [event(), event()];
        await store.append('case-live', 'none', live);
        expect((await waiting).map(({ id }) => id)).toEqual(live.map(({ id }) => id));
      });

      it('goes on behind its checkpoint, never at it', async () => {
        await appendCases(2, 3);
        const all = await everything();

        for (const index of [0, 2, 5]) {
          const seen = await untilCaughtUp(subscribe({ from: all[index]?.position }));
          expect(eventsIn(seen)).toEqual(all.slice(index + 1));
        }
      });

      it('gives with each message a checkpoint to go on from without loss or repetition', async () => {
        await appendCases(4, 5);
        const seen: StoredEvent[] = [];
        let from: Position = START;

        while (seen.length < 20) {
          const message = await nextMessage(subscribe({ from, batch: 3 }));
          if (message.kind === 'events') seen.push(...message.events);
          from = message.checkpoint;
        }

        expect(seen).toEqual(await everything());
      });

      it('shows neither gap nor repetition while writers race', async () => {
        const subscription = subscribe({ batch: 7 });
        const writers = Array.from({ length: 20 }, async (_, writer) => {
          for (let round = 0; round < 15; round++) {
            await store.append(`case-${writer}`, 'any', round % 3 === 0 ? [event(), event()] : [event()]);
          }
        });

        const [seen] = await Promise.all([untilEvents(subscription, 400), ...writers]);

        expect(isAscending(seen.map(({ position }) => position))).toBe(true);
        expect(seen).toEqual(await everything());
      });

      it('waits for a slow consumer, who misses nothing of what is appended meanwhile', async () => {
        await appendCases(1, 10);
        const subscription = subscribe({ batch: 2 });
        const seen: StoredEvent[] = [];

        for (let round = 0; seen.length < 30; round++) {
          const message = await nextMessage(subscription);
          if (message.kind === 'events') seen.push(...message.events);
          if (round < 20) await store.append('case-meanwhile', 'any', [event()]);
        }

        expect(seen).toEqual(await everything());
      });

      it('with a filter gives what matches, and moves its checkpoint past what does not', async () => {
        await store.append('case-1', 'none', [event('Wanted'), event('Other')]);
        await appendCases(2, 5);
        const subscription = subscribe({ filter: { eventTypes: ['Wanted'] } });

        const seen = await untilCaughtUp(subscription);
        expect(eventsIn(seen).map(({ type }) => type)).toEqual(['Wanted']);
        expect(seen.at(-1)?.checkpoint).toBe(await store.head());

        const waiting = untilEvents(subscription, 1);
        await store.append('case-2', 'none', [event('Other'), event('Wanted')]);
        expect((await waiting).map(({ type, stream }) => [type, stream])).toEqual([['Wanted', 'case-2']]);
      });

      it('ends at once, without an error, when it is aborted while it waits', async () => {
        const abort = new AbortController();
        const subscription = subscribe({ signal: abort.signal });
        await untilCaughtUp(subscription);

        const waiting = subscription.next();
        abort.abort();

        expect(await waiting).toEqual({ done: true, value: undefined });
      });

      it('ends at once, without an error, when it is aborted between two messages', async () => {
        await appendCases(1, 6);
        const abort = new AbortController();
        const seen: SubscriptionMessage[] = [];

        for await (const message of store.subscribeToAll({ batch: 2, signal: abort.signal })) {
          seen.push(message);
          if (seen.length === 2) abort.abort();
        }

        expect(eventsIn(seen)).toHaveLength(4);
      });

      it('that was aborted before it began says nothing', async () => {
        await appendCases(1, 1);

        expect(await subscribe({ signal: AbortSignal.abort() }).next()).toEqual({
          done: true,
          value: undefined,
        });
      });

      it('does not hear of an append before it may be read', async () => {
        const subscription = subscribe();
        await untilCaughtUp(subscription);

        const waiting = untilEvents(subscription, 1);
        const { position } = await store.append('case-1', 'none', [event()]);
        const [heard] = await waiting;

        expect(heard?.position).toBe(position);
        expect((await store.readStream('case-1'))[0]).toEqual(heard);
      });

      it('shows the same to everyone who listens', async () => {
        const subscriptions = [subscribe(), subscribe({ batch: 1 }), subscribe({ batch: 3 })];
        const waiting = Promise.all(subscriptions.map((subscription) => untilEvents(subscription, 12)));
        await appendCases(4, 3);

        const all = await everything();
        expect(await waiting).toEqual([all, all, all]);
      });
    });

    it('answers any appends as a plain list of events for each stream would', async () => {
      const pool = Array.from({ length: 12 }, () => event());
      const appends = fc.array(
        fc.record({
          stream: fc.constantFrom('a', 'b', 'c'),
          expected: fc.oneof(fc.constantFrom('none', 'any', 'exists'), fc.nat({ max: 8 })),
          picks: fc.uniqueArray(fc.nat({ max: pool.length - 1 }), { minLength: 1, maxLength: 3 }),
        }),
        { maxLength: 25 },
      );
      let run = 0;

      await fc.assert(
        fc.asyncProperty(appends, async (commands) => {
          const prefix = `run${run++}-`;
          const model = new Model();
          const steps = commands.map(({ stream, expected, picks }) => ({
            stream: `${prefix}${stream}`,
            expected,
            events: picks.flatMap((index) => pool[index] ?? []),
          }));
          const foretold = steps.map((step) => model.append(step.stream, step.expected, step.events));

          const answers: unknown[] = [];
          for (const { stream, expected, events } of steps) {
            answers.push(await answerOf(store.append(stream, expected, events)));
          }

          expect(answers).toEqual(foretold);
          const log = await everything({ filter: { streamPrefixes: [prefix] } });
          expect(log.map(({ stream, id }) => [stream, id])).toEqual(model.log);
          for (const [stream, ids] of model.streams) {
            expect((await store.readStream(stream)).map(({ id }) => id)).toEqual(ids);
          }
        }),
        { numRuns: 60 },
      );
    });

    async function revisions(
      stream: string,
      options?: Parameters<EventStore['readStream']>[1],
    ): Promise<number[]> {
      return (await store.readStream(stream, options)).map(({ revision }) => revision);
    }

    /** The whole log, page by page. */
    async function everything(options?: Parameters<EventStore['readAll']>[0]): Promise<StoredEvent[]> {
      const events: StoredEvent[] = [];
      for (let from = options?.from; ;) {
        const page = await store.readAll({ ...options, from });
        events.push(...page.events);
        if (page.atEnd) return events;
        from = page.next;
      }
    }

    async function appendCases(cases: number, eventsEach: number): Promise<void> {
      for (let index = 0; index < cases; index++) {
        await store.append(
          `case-appended-${index}`,
          'none',
          Array.from({ length: eventsEach }, () => event()),
        );
      }
    }

    function subscribe(
      options?: Parameters<EventStore['subscribeToAll']>[0],
    ): AsyncIterator<SubscriptionMessage> {
      return store.subscribeToAll(options)[Symbol.asyncIterator]();
    }
  });
}

/** The simplest store there can be: for each stream the ids that were appended, and all of them in one list. */
class Model {
  readonly streams = new Map<string, string[]>();
  readonly log: [stream: string, id: string][] = [];

  append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly EventData[],
  ): { revision: number } | string {
    const standing = this.streams.get(stream) ?? [];
    const ids = events.map(({ id }) => id);
    const places = ids.map((id) => standing.indexOf(id));
    const [first = -1] = places;
    if (first >= 0 && places.every((place, index) => place === first + index)) {
      return { revision: first + ids.length - 1 };
    }
    const fits =
      expected === 'any' ||
      (expected === 'none' && standing.length === 0) ||
      (expected === 'exists' && standing.length > 0) ||
      (standing.length > 0 && expected === standing.length - 1);
    if (!fits || places.some((place) => place >= 0)) return `conflict at ${standing.length - 1}`;
    this.streams.set(stream, [...standing, ...ids]);
    this.log.push(...ids.map((id): [string, string] => [stream, id]));
    return { revision: standing.length + ids.length - 1 };
  }
}

/** As {@link Model} would say it. */
async function answerOf(append: ReturnType<EventStore['append']>): Promise<{ revision: number } | string> {
  try {
    return { revision: (await append).revision };
  } catch (error) {
    if (error instanceof RevisionConflict) return `conflict at ${error.actual ?? -1}`;
    throw error;
  }
}

function event(type = 'CaseNoted', data: object = {}): EventData {
  return { id: randomUUID(), type, data: JSON.stringify(data), metadata: '{"commandId":"c-1"}' };
}

async function refusalOf(append: Promise<unknown>): Promise<RevisionConflict> {
  const refusal: unknown = await append.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(refusal).toBeInstanceOf(RevisionConflict);
  return refusal as RevisionConflict;
}

function isAscending(positions: readonly Position[]): boolean {
  return positions.every((position, index) => index === 0 || (positions[index - 1] ?? START) < position);
}
