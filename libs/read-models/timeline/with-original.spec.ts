import { targetsOf } from '../../domain/case/case-clock';
import type { CaseCommand } from '../../domain/case/case-commands';
import { defaultCatalogue } from '../../domain/catalogue/default-catalogue';
import { openBoxes } from '../../keyring/open-boxes';
import { ask, raise } from '../../testing/case-builders';
import { LogBuilder } from '../../testing/log-builder';
import { onEachEngine } from '../../testing/on-each-engine';
import { withNames } from './names';
import { sentence } from './sentences';
import { timelineProjection } from './timeline.projection';
import { caseTimeline, customerTimeline } from './timeline.query';

const JOAN = '5f1c1d1e-6b0a-4e0b-9a64-0c6a5a3f2d11';
const ALF = '0b9d5b1c-8c53-4b8c-9a29-8e2a4d6f7a10';

const on = (day: number): string => new Date(Date.UTC(2026, 5, day, 9)).toISOString();
const joans = (...commands: CaseCommand[]) => [
  raise({ customerId: JOAN, summary: 'Dark at Joan Carter’s' }, on(1)),
  ask(
    'ForwardToDepartment',
    { department: 'highways', queue: 'street-lighting', reason: 'Joan says so.' },
    on(2),
  ),
  ask('ScheduleAction', { actionId: 'visit', what: 'Call at Joan’s', when: { day: '2026-06-09' } }, on(3)),
  ...commands,
];
const done = [
  ask('RecordAction', { actionId: 'visit', outcome: 'done', note: 'Joan let us in.' }, on(5)),
  ask(
    'NotifyDelay',
    { target: 'resolve', newDate: '2026-06-20', reason: 'Joan is away.', facts: { extensionAtMost: 0 } },
    on(6),
  ),
  ask('Resolve', { outcome: 'fixed', explanation: 'Dear Joan, it is lit.' }, on(7)),
];
const closed = ask('Close', { reason: 'resolved' }, on(8));
const reopened = ask('Reopen', { by: 'customer', reason: 'Joan says no.' }, on(9));
const alfs = raise({ customerId: ALF, summary: 'No light' }, on(3));
const mark = (of: string, day: number): CaseCommand =>
  ask('MarkDuplicate', { reference: 'A', of, facts: { original: 'a-case' } }, on(day));
const undo = (day: number): CaseCommand => ask('UndoDuplicate', {}, on(day));

const raisedSentence = 'We received your service request about street lighting fault by phone: “No light”.';
const linkedSentence = 'We had been told of this before, so it is answered together with the earlier query.';
const undoneSentence = 'It turned out to be a matter of its own, and goes on.';

onEachEngine((engine) => {
  let log: LogBuilder;
  beforeEach(async () => {
    log = await LogBuilder.open(defaultCatalogue(), (await engine.place()).databases);
  });
  afterEach(() => log.dispose());

  const timelineOf = (reference: string) => log.ask(timelineProjection, (db) => caseTimeline(db, reference));
  /** What the customer reads, line by line. */
  async function told(reference: string): Promise<string[]> {
    const names = withNames(await log.catalogue());
    const entries = (await timelineOf(reference))?.entries ?? [];
    return Promise.all(
      entries.map(async ({ type, data }) => sentence(type, await openBoxes(log.keyring, data), names)),
    );
  }

  it('the customer of a duplicate reads how far the original has come, and not a word about its customer', async () => {
    const original = await log.aCase(...joans(...done, closed));
    const one = await log.aCase(alfs, mark(original, 4), ask('Close', { reason: 'duplicate' }, on(8)));
    const sentences = await told(one);
    expect(sentences).toEqual([
      raisedSentence,
      linkedSentence,
      'We passed it to Highways and Transport.',
      'We planned an action for Tuesday 9 June 2026.',
      'We did the work.',
      'We told you that it will take until Saturday 20 June 2026.',
      'We fixed it.',
      'We closed it.',
    ]);
    expect(sentences.join()).not.toContain('Joan');
  });

  it('its stages are those of the original, none before it was linked, and its dates are met with it', async () => {
    const original = await log.aCase(...joans(...done));
    const one = await log.aCase(alfs, mark(original, 4));
    const { status, stage, reached, clock } = (await timelineOf(one))?.case ?? {};
    expect({ status, stage }).toEqual({ status: 'resolved', stage: 'resolved' });
    expect(reached).toEqual({
      raised: Date.parse(on(3)),
      forwarded: Date.parse(on(4)),
      'action-planned': Date.parse(on(4)),
      'action-taken': Date.parse(on(5)),
      resolved: Date.parse(on(7)),
    });
    const targets = clock && targetsOf(clock, await log.catalogue());
    expect(targets?.find(({ target }) => target === 'resolve')?.reachedAt).toBe(Date.parse(on(7)));
  });

  it('linked after the original was resolved, it reads how that ended', async () => {
    const original = await log.aCase(...joans(...done));
    const one = await log.aCase(alfs, mark(original, 10));
    expect((await told(one)).slice(1)).toEqual([
      linkedSentence,
      'We passed it to Highways and Transport.',
      'We planned an action for Tuesday 9 June 2026.',
      'We did the work.',
      'We fixed it.',
    ]);
    expect((await timelineOf(one))?.case.reached.resolved).toBe(Date.parse(on(10)));
  });

  it('is not told who asked for the original to be opened again, and is open with it', async () => {
    const original = await log.aCase(...joans(...done, closed, reopened));
    const one = await log.aCase(alfs, mark(original, 4), ask('Close', { reason: 'duplicate' }, on(8)));
    expect((await told(one)).at(-1)).toBe('We opened it again.');
    const { status, reached } = (await timelineOf(one))?.case ?? {};
    expect(status).toBe('open');
    expect(reached).not.toHaveProperty('resolved');
  });

  it('of a link that was undone it keeps what was told meanwhile, and has its own stages again', async () => {
    const original = await log.aCase(...joans(...done));
    const one = await log.aCase(alfs, mark(original, 4), undo(6));
    expect(await told(one)).toEqual([
      raisedSentence,
      linkedSentence,
      'We passed it to Highways and Transport.',
      'We planned an action for Tuesday 9 June 2026.',
      'We did the work.',
      undoneSentence,
    ]);
    expect((await timelineOf(one))?.case).toMatchObject({
      status: 'open',
      stage: 'raised',
      reached: { raised: Date.parse(on(3)) },
    });
  });

  it('follows the chain to the original', async () => {
    const original = await log.aCase(...joans(...done));
    const middle = await log.aCase(raise({}, on(2)), mark(original, 4));
    const one = await log.aCase(alfs, mark(middle, 5));
    expect((await told(one)).at(-1)).toBe('We fixed it.');
    expect((await timelineOf(one))?.case.status).toBe('resolved');
  });

  it('of an original that was withdrawn it has nothing but what was told', async () => {
    const original = await log.aCase(
      ...joans(ask('Withdraw', { by: 'customer', reason: 'Joan moved.' }, on(5))),
    );
    const one = await log.aCase(alfs, mark(original, 4));
    expect((await told(one)).at(-1)).toBe('We planned an action for Tuesday 9 June 2026.');
    expect((await timelineOf(one))?.case.status).toBe('open');
  });

  it('is seen so among all that a customer has, and an action that was called off is not told as planned', async () => {
    const called = ask('CancelAction', { actionId: 'visit', reason: 'Joan is away.' }, on(4));
    const original = await log.aCase(...joans(called));
    await log.aCase(alfs, mark(original, 5));
    const seen = await log.ask(timelineProjection, (db) => customerTimeline(db, ALF, { limit: 10 }));
    expect(seen?.cases.flatMap(({ entries }) => entries.map(({ type }) => type))).toEqual([
      'QueryRaised',
      'MarkedDuplicate',
      'ForwardedToDepartment',
    ]);
  });
});
