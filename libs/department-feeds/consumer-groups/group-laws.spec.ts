import fc from 'fast-check';
import { Rejection } from '../../event-sourcing/rejection';
import { claim } from './claim';
import { type Change, changed, type Group, settledBelow } from './group';
import { acknowledge, discard, park, renew, replay, retryLater } from './settle';

const MEMBERS = ['ada', 'ben', 'cem'];
const MOST = 6;
const LEASE = 10_000;

/** Anything that can happen to a group, sensible or not. Numbers choose among what there is. */
type Step =
  | { do: 'publish'; subject: string }
  | { do: 'claim'; member: string; max: number; look: number; lag: number }
  | {
      do: 'acknowledge' | 'renew' | 'retry' | 'park';
      member: string;
      which: number;
      delay: number | undefined;
    }
  | { do: 'replay'; which: number }
  | { do: 'discard'; which: number }
  | { do: 'crash'; member: string }
  | { do: 'wait'; seconds: number };

const member = fc.constantFrom(...MEMBERS);
const which = fc.nat({ max: 30 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('publish' as const),
      subject: fc.constantFrom('A', 'B', 'C', 'D'),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('claim' as const),
      member,
      max: fc.integer({ min: 1, max: 5 }),
      look: fc.integer({ min: 0, max: 8 }),
      lag: fc.integer({ min: 0, max: 3 }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'acknowledge' as const,
        'acknowledge' as const,
        'renew' as const,
        'retry' as const,
        'park' as const,
      ),
      member,
      which,
      delay: fc.option(fc.integer({ min: 0, max: 20_000 }), { nil: undefined }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('replay' as const), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('discard' as const), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('crash' as const), member }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 15 }) }),
  },
);

/** A group, the feed before it, its members, and an independent record of who was given what. */
class World {
  group: Group = { next: 0, maxAttempts: 3, unsettled: [] };
  feed: string[] = [];
  now = 0;
  claims = 0;
  /** By revision: how it ended. */
  readonly done = new Map<number, 'acknowledged' | 'discarded'>();
  /** By revision: whose it is, until when. */
  readonly out = new Map<number, { member: string; delivery: string; until: number }>();
  readonly lastDelivery = new Map<number, string>();
  /** What each member remembers of what it was given. */
  readonly hands = new Map<string, string[]>(MEMBERS.map((name) => [name, []]));
  readonly everyDelivery: string[] = [];

  play(step: Step): void {
    switch (step.do) {
      case 'publish':
        this.feed.push(step.subject);
        break;
      case 'claim':
        this.claim(step.member, step.max, Math.max(0, this.group.next - step.lag), step.look);
        break;
      case 'acknowledge': {
        const delivery = this.pick(step.member, step.which);
        const { change, acknowledged } = acknowledge(this.group, step.member, [delivery]);
        for (const revision of change.settle ?? []) {
          expect(this.lastDelivery.get(revision)).toBe(delivery);
          this.done.set(revision, 'acknowledged');
          this.out.delete(revision);
        }
        if (change.settle?.length) expect(acknowledged).toEqual([delivery]);
        this.change(change);
        break;
      }
      case 'renew': {
        const until = this.now + LEASE;
        const { change } = renew(this.group, step.member, [this.pick(step.member, step.which)], until);
        for (const { revision } of change.put ?? []) {
          const held = this.out.get(revision);
          expect(held?.member).toBe(step.member);
          if (held) held.until = until;
        }
        this.change(change);
        break;
      }
      case 'retry':
      case 'park': {
        const delivery = this.pick(step.member, step.which);
        const [reason, now] = ['because', this.now];
        const answer =
          step.do === 'retry'
            ? retryLater(this.group, step.member, delivery, { delay: step.delay, reason, now })
            : park(this.group, step.member, delivery, { reason, now });
        if (answer instanceof Rejection) break;
        for (const { revision } of answer.change.put ?? []) this.out.delete(revision);
        this.change(answer.change);
        break;
      }
      case 'replay':
        this.change(replay(this.group, [step.which], this.now).change);
        break;
      case 'discard': {
        const { change } = discard(this.group, [step.which]);
        for (const revision of change.settle ?? []) this.done.set(revision, 'discarded');
        this.change(change);
        break;
      }
      case 'crash':
        this.hands.set(step.member, []);
        break;
      case 'wait':
        this.now += step.seconds * 1_000;
    }
  }

  claim(member: string, max: number, from: number, look: number): number {
    const entries = this.feed.slice(from, from + look).map((subject, index) => ({
      revision: from + index,
      event: { subject },
    }));
    const ahead = { from, entries, next: from + entries.length };
    const asked = { member, max, lease: LEASE, now: this.now, claimId: String(this.claims++) };
    const before = this.group.next;
    const { change, delivered } = claim(this.group, asked, ahead, MOST);
    expect(delivered.length).toBeLessThanOrEqual(max);
    expect(change.next).toBeGreaterThanOrEqual(before);
    for (const { revision, subject, delivery, until } of delivered) {
      expect(this.done.has(revision)).toBe(false);
      // In order: every earlier event of the case is done with. Alone: nobody else has it now.
      const earlier = this.feed.flatMap((other, at) => (other === subject && at < revision ? [at] : []));
      expect(earlier.filter((at) => !this.done.has(at))).toEqual([]);
      expect((this.out.get(revision)?.until ?? 0) <= this.now).toBe(true);
      this.out.set(revision, { member, delivery: delivery ?? '', until: until ?? 0 });
      this.lastDelivery.set(revision, delivery ?? '');
      this.hands.get(member)?.push(delivery ?? '');
      this.everyDelivery.push(delivery ?? '');
    }
    this.change(change);
    return delivered.length;
  }

  /** Every event is either done, or unsettled, or yet to come; and of those unsettled there are not too many. */
  check(): void {
    const { next, unsettled } = this.group;
    const revisions = unsettled.map(({ revision }) => revision);
    const known = [...this.done.keys(), ...revisions].sort((a, b) => a - b);
    expect(known).toEqual(Array.from({ length: next }, (_, revision) => revision));
    expect(revisions).toEqual(revisions.toSorted((a, b) => a - b));
    expect(unsettled.length).toBeLessThanOrEqual(MOST);
    expect(settledBelow(this.group)).toBe(revisions[0] ?? next);
  }

  private change(change: Change): void {
    this.group = changed(this.group, change);
  }

  /** A delivery that the member remembers, or now and then one of anybody's. */
  private pick(member: string, which: number): string {
    const own = this.hands.get(member) ?? [];
    const from = which % 5 === 0 ? this.everyDelivery : own;
    return from[which % Math.max(1, from.length)] ?? 'nonsense';
  }
}

describe('Whatever members do, and whenever they die', () => {
  it('no two events of a case are out at once or out of order, none is lost, and none comes back once it is done', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
        const world = new World();
        for (const one of steps) {
          world.play(one);
          world.check();
        }
      }),
      { numRuns: 200 },
    );
  });

  it('every event is acknowledged in the end, once somebody replays what was parked and works on', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
        const world = new World();
        for (const one of steps) if (one.do !== 'discard') world.play(one);
        // Each round settles at least one event, or lets a lease or a delay run out.
        for (let round = 0; world.done.size < world.feed.length && round < 2 * steps.length + 9; round++) {
          world.group = changed(world.group, replay(world.group, 'all', world.now).change);
          world.claim('dee', 3, world.group.next, 5);
          const mine = [...world.out.values()].filter(({ member }) => member === 'dee');
          const { change, refused } = acknowledge(
            world.group,
            'dee',
            mine.map(({ delivery }) => delivery),
          );
          expect(refused).toEqual([]);
          for (const revision of change.settle ?? []) {
            world.done.set(revision, 'acknowledged');
            world.out.delete(revision);
          }
          world.group = changed(world.group, change);
          world.check();
          world.now += 300_000;
        }
        expect([...world.done.keys()].sort((a, b) => a - b)).toEqual(world.feed.map((_, at) => at));
        expect(world.group).toEqual({ next: world.feed.length, maxAttempts: 3, unsettled: [] });
      }),
      { numRuns: 200 },
    );
  });
});
