import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { CaseReference } from '../../domain/case/case-reference';
import { caseStream } from '../../domain/case/case-events';
import { domainCodec } from '../../domain/events';
import type { EventStore } from '../../event-store/event-store';
import { ask, close, inquire, raise, resolve } from '../../testing/case-builders';
import { LogBuilder } from '../../testing/log-builder';
import type { CommandContext } from '../command-context';
import { CommandRunner } from '../command-runner';
import { EventLog } from '../event-log';
import type { Outcome } from '../outcome';
import { chainOfDuplicates, stateOf } from './case-history';
import { Duplicates } from './duplicates';

let log: LogBuilder;
beforeEach(async () => {
  log = await LogBuilder.open();
});
afterEach(() => log.dispose());

/** A process of the council, with a memory of its own. */
function aProcess(store: EventStore = log.store) {
  const events = new EventLog(store, domainCodec, log.keyring);
  return { events, duplicates: new Duplicates(new CommandRunner(events), events) };
}

const context = (changes: Partial<CommandContext> = {}): CommandContext => ({
  commandId: randomUUID(),
  correlationId: 'c',
  actor: { kind: 'agent', id: 'a.jones' },
  recordedAt: '2026-06-01T12:00:00.000Z',
  occurredAt: '2026-06-01T12:00:00.000Z',
  ...changes,
});

const mark = (one: CaseReference, of: string, said = context()): Promise<Outcome> =>
  aProcess().duplicates.mark(one, of, said);
const undo = (one: CaseReference, said = context()): Promise<Outcome> =>
  aProcess().duplicates.undo(one, {}, said);
const standing = (reference: string) => stateOf(aProcess().events, reference);
const lamp = () => log.aCase(raise());
const types = async (reference: CaseReference) => (await log.history(reference)).map(({ type }) => type);

/** A log that goes away at the next append to this stream. */
function goingAwayAt(stream: string): EventStore {
  return new Proxy(log.store, {
    get: (store, name: keyof EventStore) =>
      name === 'append'
        ? (to: string, ...rest: unknown[]) =>
            to === stream
              ? Promise.reject(new Error('The machine stops.'))
              : (store.append as (...all: unknown[]) => unknown).call(store, to, ...rest)
        : (store[name] as (...all: unknown[]) => unknown).bind(store),
  });
}

describe('marking a duplicate', () => {
  it('is known to the original, before it is so', async () => {
    const [one, original] = [await lamp(), await lamp()];
    expect(await mark(one, original.toLowerCase())).toMatchObject({
      kind: 'accepted',
      events: ['MarkedDuplicate'],
      about: { duplicateOf: original },
    });
    expect((await standing(one)).duplicateOf).toBe(original);
    expect((await standing(original)).followers).toEqual([one]);
  });

  it('of a duplicate is marking it of its original', async () => {
    const [one, other, original] = [await lamp(), await lamp(), await lamp()];
    await mark(other, original);
    expect(await mark(one, other)).toMatchObject({ about: { duplicateOf: original } });
    expect(await mark(one, other)).toMatchObject({ kind: 'unchanged' });
    expect((await standing(original)).followers).toEqual([other, one]);
  });

  it('brings along those that are duplicates of it, and undoing it takes them away again', async () => {
    const [one, other, original] = [await lamp(), await lamp(), await lamp()];
    await mark(one, other);
    await mark(other, original);
    expect((await standing(original)).followers).toEqual([other, one]);
    await undo(other);
    expect((await standing(original)).followers).toEqual([]);
    expect((await standing(other)).followers).toEqual([one]);
  });

  it('takes one of them from all that it is under', async () => {
    const [one, other, original] = [await lamp(), await lamp(), await lamp()];
    await mark(one, other);
    await mark(other, original);
    await undo(one);
    expect((await standing(original)).followers).toEqual([other]);
    expect((await standing(other)).followers).toEqual([]);
  });

  it.each<[string, (one: CaseReference) => Promise<string>, string]>([
    ['itself', (one) => Promise.resolve(one), 'duplicate-of-itself'],
    ['what is no reference', () => Promise.resolve('lamp'), 'original-not-found'],
    ['a case that there is not', () => Promise.resolve('7QK-4M2-9XD3'), 'original-not-found'],
    [
      'its own duplicate',
      async (one) => {
        const other = await lamp();
        await mark(other, one);
        return other;
      },
      'original-follows-this-one',
    ],
    [
      'a duplicate of its own duplicate',
      async (one) => {
        const [other, third] = [await lamp(), await lamp()];
        await mark(third, other);
        await mark(other, one);
        return third;
      },
      'original-follows-this-one',
    ],
    [
      'a case that was withdrawn',
      () => log.aCase(raise(), ask('Withdraw', { by: 'customer' })),
      'original-not-pursued',
    ],
    [
      'a case that was closed for want of an answer',
      () => log.aCase(raise(), inquire(), ask('Close', { reason: 'no-answer-from-customer' })),
      'original-not-pursued',
    ],
  ])('of %s is refused, and leaves nothing behind', async (_, of, code) => {
    const one = await lamp();
    const named = await of(one);
    const before = await types(one);
    expect(await mark(one, named)).toMatchObject({ kind: 'refused', rejection: { code } });
    expect(await types(one)).toEqual(before);
    expect((await standing(named)).followers).not.toContain(one);
  });

  it('of a resolved case is possible, and of a closed one closes it', async () => {
    const [one, other] = [await lamp(), await lamp()];
    const resolved = await log.aCase(raise(), resolve());
    const closed = await log.aCase(raise(), resolve(), close());
    expect(await mark(one, resolved)).toMatchObject({ events: ['MarkedDuplicate'] });
    expect(await mark(other, closed)).toMatchObject({ revision: 2, events: ['MarkedDuplicate', 'Closed'] });
    expect(await standing(other)).toMatchObject({ status: 'closed', closure: 'duplicate' });
  });

  it('stands only if nothing has happened since, where that was asked', async () => {
    const [one, original] = [await lamp(), await lamp()];
    expect(await mark(one, original, context({ expectedRevision: 7 }))).toMatchObject({ kind: 'moved' });
    expect((await standing(original)).followers).toEqual([]);
  });

  it('of each other at the same moment comes to one at most', async () => {
    const [one, other] = [await lamp(), await lamp()];
    const outcomes = await Promise.all([mark(one, other), mark(other, one)]);
    expect(outcomes.filter(({ kind }) => kind === 'accepted').length).toBeLessThanOrEqual(1);
    await agree([one, other]);
  });

  it('that a crash cut short is finished by whoever repeats it, and nobody was lost', async () => {
    const [one, original] = [await lamp(), await lamp()];
    const said = context();
    const dying = aProcess(goingAwayAt(caseStream(one))).duplicates;
    await expect(dying.mark(one, original, said)).rejects.toThrow('The machine stops.');
    expect((await standing(original)).followers).toEqual([one]);
    await mark(one, original, said);
    await agree([one, original]);
    expect(await types(original)).toEqual(['QueryRaised', 'FollowerJoined']);
  });
});

describe('undoing a duplicate', () => {
  it('that a crash cut short is finished by whoever repeats it', async () => {
    const [one, original] = [await lamp(), await lamp()];
    await mark(one, original);
    const said = context();
    const dying = aProcess(goingAwayAt(caseStream(original))).duplicates;
    await expect(dying.undo(one, {}, said)).rejects.toThrow('The machine stops.');
    expect(await standing(one)).not.toHaveProperty('duplicateOf', original);
    await undo(one, said);
    await agree([one, original]);
  });

  it('answers with a position at which the original has forgotten it', async () => {
    const [one, original] = [await lamp(), await lamp()];
    await mark(one, original);
    const outcome = await undo(one);
    const [last] = await log.store.readStream(caseStream(original), { direction: 'backwards', max: 1 });
    expect(outcome).toMatchObject({
      kind: 'accepted',
      events: ['DuplicateUndone'],
      position: last?.position,
    });
  });
});

it('whatever several processes link and unlink at the same time, each original knows exactly its own', async () => {
  const step = fc.record({
    process: fc.nat(1),
    one: fc.nat(3),
    of: fc.option(fc.nat(3), { nil: undefined }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(step, { maxLength: 4 }), { maxLength: 6 }), async (rounds) => {
      const cases = await Promise.all([lamp(), lamp(), lamp(), lamp()]);
      const processes = [aProcess().duplicates, aProcess().duplicates];
      for (const round of rounds) {
        await Promise.all(
          round.map(({ process, one, of }) => {
            const reference = cases[one] as CaseReference;
            const at = processes[process] as Duplicates;
            return of === undefined
              ? at.undo(reference, {}, context())
              : at.mark(reference, cases[of] as CaseReference, context());
          }),
        );
        await agree(cases);
      }
    }),
    {
      numRuns: 25,
      examples: [
        [
          [
            [{ process: 0, one: 0, of: 2 }],
            [
              { process: 0, one: 0, of: undefined },
              { process: 0, one: 0, of: 1 },
            ],
          ],
        ],
      ],
    },
  );
}, 60_000);

/** Each knows those that are under it, and no chain comes back to where it began. */
async function agree(cases: readonly CaseReference[]): Promise<void> {
  const { events } = aProcess();
  const chains = await Promise.all(cases.map((one) => chainOfDuplicates(events, one)));
  for (const chain of chains) expect(new Set(chain).size).toBe(chain.length);
  for (const original of cases) {
    const under = chains.flatMap(([one, ...originals]) => (originals.includes(original) ? [one] : []));
    expect((await stateOf(events, original)).followers.toSorted()).toEqual(under.toSorted());
  }
}
