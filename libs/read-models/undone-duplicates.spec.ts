import fc from 'fast-check';
import type { CaseCommand } from '../domain/case/case-commands';
import { caseDecider } from '../domain/case/case-decider';
import type { CaseReference } from '../domain/case/case-reference';
import { fold } from '../event-sourcing/decider';
import { Rejection } from '../event-sourcing/rejection';
import { anySequence } from '../testing/any-command';
import { ask } from '../testing/case-builders';
import { LogBuilder } from '../testing/log-builder';
import { caseViews, caseViewProjection } from './case-view/case-view.projection';
import { factsTable } from './metrics/facts-table';
import { metricsProjection } from './metrics/metrics.projection';
import { nearbyProjection, nearbyTable } from './nearby/nearby.projection';
import type { Projection } from './projection';
import { queueTable } from './queue/queue-table';
import { queueProjection } from './queue/queue.projection';
import { timelineProjection, timelineTables } from './timeline/timeline.projection';

const CASES = 120;

const tables: [Projection, string][] = [
  [queueProjection, queueTable.name],
  [metricsProjection, factsTable.name],
  [caseViewProjection, caseViews],
  [timelineProjection, timelineTables.cases],
  [nearbyProjection, nearbyTable],
];

/** The commands that the rules accept, and after which of them the case could be marked as a duplicate. */
function accepted(commands: readonly CaseCommand[]): { commands: CaseCommand[]; markable: number[] } {
  let state = caseDecider.initial;
  const kept: CaseCommand[] = [];
  const markable: number[] = [];
  for (const command of commands) {
    const decision = caseDecider.decide(command, state);
    if (decision instanceof Rejection || decision.length === 0) continue;
    state = fold(caseDecider.evolve, state, decision as never);
    kept.push(command);
    if (state.status === 'open' && !state.duplicateOf) markable.push(kept.length);
  }
  return { commands: kept, markable };
}

/** Linked and unlinked in between, and perhaps closed with the original. */
function linked(commands: readonly CaseCommand[], after: number, isClosed: boolean): CaseCommand[] {
  const at = commands[after - 1]?.occurredAt;
  const mark = ask(
    'MarkDuplicate',
    { reference: 'A', of: 'ORI-GIN-AL02', facts: { original: 'a-case' } },
    at,
  );
  const close = ask('Close', { reason: 'duplicate', of: 'ORI-GIN-AL02' }, at);
  return [
    ...commands.slice(0, after),
    mark,
    ...(isClosed ? [close] : []),
    ask('UndoDuplicate', {}, at),
    ...commands.slice(after),
  ];
}

it('a duplicate that is undone leaves every target, date, figure and queue as if it had never been one', async () => {
  const log = await LogBuilder.open();
  const pairs: [CaseReference, CaseReference][] = [];
  const sample = fc.sample(
    fc.tuple(anySequence, fc.double({ max: 0.999, min: 0, noNaN: true }), fc.boolean()),
    CASES,
  );
  for (const [sequence, where, isClosed] of sample) {
    const { commands, markable } = accepted(sequence);
    const after = markable[Math.floor(where * markable.length)] ?? 1;
    pairs.push([await log.aCase(...commands), await log.aCase(...linked(commands, after, isClosed))]);
  }
  for (const [projection, table] of tables) {
    const rows = await log.ask(projection, (db) => db.selectFrom(table).selectAll().execute());
    const rowOf = new Map(
      rows.map(({ reference, revision: _, state, ...row }) => [
        reference,
        { table, ...row, state: JSON.parse(String(state)) as unknown },
      ]),
    );
    expect(rowOf.size).toBe(2 * CASES);
    for (const [never, undone] of pairs)
      expect(unsealed(rowOf.get(undone))).toEqual(unsealed(rowOf.get(never)));
  }
  await log.dispose();
}, 60_000);

/** Boxes differ from each other whatever is in them. */
const unsealed = (row: unknown): unknown =>
  JSON.parse(JSON.stringify(row).replaceAll(/"s1\.case-[^"]*"/g, '"sealed"'));
