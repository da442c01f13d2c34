import { randomUUID } from 'node:crypto';
import { domainCodec } from '../../domain/events';
import { LogBuilder } from '../../testing/log-builder';
import type { CommandContext } from '../command-context';
import { CommandRunner } from '../command-runner';
import { EventLog } from '../event-log';
import type { Outcome } from '../outcome';
import { MergeCustomers, MergeCustomersHandler } from './merge-customers';
import { People } from './people';

const [ANNE, BETTY, CLARA] = [1, 2, 3].map((digit) => `${digit}f1c1d1e-6b0a-4e0b-9a64-0c6a5a3f2d11`) as [
  string,
  string,
  string,
];
const occurredAt = '2026-06-01T09:30:00.000Z';

describe('merging the records of one person', () => {
  let built: LogBuilder;
  let log: EventLog;
  let people: People;
  let handler: MergeCustomersHandler;
  beforeEach(async () => {
    built = await LogBuilder.open();
    log = new EventLog(built.store, domainCodec, built.keyring);
    people = new People(log, built.keyring);
    handler = new MergeCustomersHandler(new CommandRunner(log), log, people);
    for (const [id, adjustment] of [
      [ANNE, 'Large print'],
      [BETTY, 'Allow time on the phone'],
      [CLARA, 'Large print'],
    ] as const) {
      await built.customer(
        id,
        { type: 'RegisterCustomer', details: { name: id.slice(0, 1) }, occurredAt },
        { type: 'RecordReasonableAdjustments', adjustments: [adjustment], occurredAt },
      );
    }
  });
  afterEach(() => built.dispose());

  const context = (commandId: string = randomUUID()): CommandContext => ({
    commandId,
    correlationId: commandId,
    actor: { kind: 'officer', id: 'm.jones' },
    recordedAt: occurredAt,
    occurredAt,
  });
  const merge = (from: string, into: string, commandId?: string): Promise<Outcome> =>
    handler.execute(new MergeCustomers(from, into, 'The same person.', context(commandId)));
  const unmerge = (customerId: string): Promise<void> =>
    built.customer(customerId, { type: 'UnmergeCustomer', occurredAt });
  const recordsOf = async (customerId: string): Promise<string[]> => {
    const person = await people.personOf(customerId);
    return [person?.record, ...(person?.others ?? [])].map((record) => record?.customerId ?? 'nobody');
  };
  const typesIn = async (customerId: string): Promise<string[]> =>
    (await log.load(`customer-${customerId}`)).map(({ type }) => type);
  const refusal = (outcome: Outcome) => outcome.kind === 'refused' && outcome.rejection.code;

  it('makes one person of them, who needs what any of the records says', async () => {
    expect(await merge(ANNE, BETTY)).toMatchObject({ kind: 'accepted', events: ['CustomerMerged'] });
    expect(await recordsOf(ANNE)).toEqual([BETTY, ANNE]);
    expect(await recordsOf(BETTY)).toEqual([BETTY, ANNE]);
    expect((await people.personOf(ANNE))?.adjustments).toEqual(['Allow time on the phone', 'Large print']);
    expect((await people.underRecord(ANNE))?.record.merged).toMatchObject({
      into: BETTY,
      reason: 'The same person.',
    });
  });

  it('goes along a chain, and each link can be taken back', async () => {
    await merge(ANNE, BETTY);
    await merge(BETTY, CLARA);
    expect(await recordsOf(ANNE)).toEqual([CLARA, BETTY, ANNE]);
    expect((await people.personOf(CLARA))?.adjustments).toEqual(['Large print', 'Allow time on the phone']);
    await unmerge(BETTY);
    expect(await recordsOf(CLARA)).toEqual([CLARA]);
    expect(await recordsOf(ANNE)).toEqual([BETTY, ANNE]);
    await unmerge(ANNE);
    expect(await recordsOf(BETTY)).toEqual([BETTY]);
    await merge(ANNE, CLARA);
    expect(await recordsOf(CLARA)).toEqual([CLARA, ANNE]);
  });

  it('is quiet the second time, and says the same to the same command', async () => {
    const first = await merge(ANNE, BETTY, 'command-a');
    expect(await merge(ANNE, BETTY, 'command-a')).toEqual(first);
    expect(await merge(ANNE, BETTY)).toMatchObject({ kind: 'unchanged' });
    expect(await typesIn(BETTY)).toEqual([
      'CustomerRegistered',
      'ReasonableAdjustmentsRecorded',
      'MergeAnnounced',
    ]);
  });

  it('goes round in no circle', async () => {
    expect(refusal(await merge(ANNE, ANNE))).toBe('merge-goes-round');
    await merge(ANNE, BETTY);
    await merge(BETTY, CLARA);
    expect(refusal(await merge(CLARA, ANNE))).toBe('merge-goes-round');
    expect(refusal(await merge(CLARA, BETTY))).toBe('merge-goes-round');
    expect(await typesIn(ANNE)).not.toContain('MergeAnnounced');
  });

  it('goes round in no circle either when both ways are asked for at once', async () => {
    const outcomes = await Promise.all([merge(ANNE, BETTY), merge(BETTY, CLARA), merge(CLARA, ANNE)]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['accepted', 'accepted', 'refused']);
  });

  it('needs two records', async () => {
    const nobody = randomUUID();
    expect(refusal(await merge(ANNE, nobody))).toBe('merge-with-nobody');
    expect(refusal(await merge(nobody, ANNE))).toBe('customer-not-found');
    expect(await people.personOf(nobody)).toBeUndefined();
  });

  it('has not happened when it was broken off before the record itself said so, and the same command finishes it', async () => {
    await built.customer(BETTY, { type: 'AnnounceMerge', from: ANNE, occurredAt });
    expect(await recordsOf(BETTY)).toEqual([BETTY]);
    expect(await recordsOf(ANNE)).toEqual([ANNE]);
    await merge(ANNE, BETTY);
    expect(await recordsOf(BETTY)).toEqual([BETTY, ANNE]);
  });

  it('leaves each record its own key: one is forgotten, and the other is not', async () => {
    await merge(ANNE, BETTY);
    await built.forget(ANNE);
    people = new People(new EventLog(built.store, domainCodec, built.keyring), built.keyring);
    const person = await people.personOf(ANNE);
    expect(person?.record).toMatchObject({ name: '2', forgotten: false });
    expect(person?.others).toEqual([
      {
        customerId: ANNE,
        adjustments: [],
        forgotten: true,
        merged: { into: BETTY, at: occurredAt, reason: undefined },
      },
    ]);
  });
});
