import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Database } from '../platform/database/databases';
import { kyselyOn } from '../platform/sqlite/kysely-on-sqlite';
import { SqliteDatabases } from '../platform/sqlite/sqlite-databases';
import { ask, forward, raise } from '../testing/case-builders';
import { LogBuilder } from '../testing/log-builder';
import { metricsProjection } from './metrics/metrics.projection';
import { metrics, type MetricsQuery } from './metrics/metrics.query';
import { databaseOf, type Projection } from './projection';
import { queueProjection } from './queue/queue.projection';
import { queueCounts, queuePage, type QueueQuery, whoHoldsWhat } from './queue/queue.query';

/* How SQLite goes about the questions that are asked all day, whatever the number of cases. It plans by the indexes alone,
 * so one case is enough to see it. */

const NOW = Date.parse('2026-06-10T10:00:00Z');

/** A database that remembers what it was asked. */
class RememberingDatabase extends DatabaseSync {
  readonly asked: string[] = [];

  override prepare(...question: Parameters<DatabaseSync['prepare']>): StatementSync {
    this.asked.push(question[0]);
    return super.prepare(...question);
  }
}

/** How the database goes about all that is asked of a read model, a line a step. */
async function plansOf(
  projection: Projection,
  question: (db: Database) => Promise<unknown>,
): Promise<string[]> {
  const log = await LogBuilder.open();
  await log.aCase(raise(), forward(), ask('Resolve', { outcome: 'fixed' }));
  await log.ask(projection, () => Promise.resolve(undefined));
  const file = new SqliteDatabases(`${log.folder}/read-models`).file(databaseOf(projection));
  const database = new RememberingDatabase(file, { readOnly: true });
  await question(kyselyOn(database));
  const plans = database.asked.flatMap((text) => {
    const steps = new DatabaseSync(file, { readOnly: true }).prepare(`explain query plan ${text}`).all();
    return steps.map(({ detail }) => String(detail));
  });
  database.close();
  await log.dispose();
  return plans;
}

describe('a queue', () => {
  const narrowed: Partial<QueueQuery>[] = [
    { department: 'highways' },
    { department: 'highways', queue: 'street-lighting' },
    { department: 'highways', stage: 'forwarded' },
    { department: 'highways', officer: 'a.begum' },
    { department: 'highways', ward: 'Market' },
    { department: 'highways', unclaimed: true },
    { department: 'highways', overdue: true },
    { department: 'highways', notice: 'any' },
    { officer: 'a.begum' },
    { unclaimed: true },
    {},
  ];
  const byHand: Partial<QueueQuery> = { notice: 'tell-by-hand' };

  it.each([...narrowed, byHand])(
    '%j is read in its order, and each page from where the last one ended',
    async (some) => {
      const query = { ...some, limit: 50, now: NOW };
      const after = Buffer.from('1781000000000/1780000000000/GH-AAAA-AAAA').toString('base64url');
      const plans = await plansOf(queueProjection, async (db) => {
        await queuePage(db, query);
        await queuePage(db, { ...query, after });
      });
      expect(plans).toHaveLength(2);
      const [first, next] = plans;
      // Whom to tell by hand is a short list: no index holds what is shown of it.
      expect(first).toMatch(
        some === byHand ? / USING INDEX queue_by_untold/ : / USING COVERING INDEX queue_by_/,
      );
      expect(next).toMatch(/\((due|untold_since),raised_at,reference\)>/);
    },
  );

  it('is counted without a look at its cases', async () => {
    const query = { department: 'highways', now: NOW };
    const plans = await plansOf(queueProjection, async (db) => {
      await queueCounts(db, query);
      await whoHoldsWhat(db, query);
    });
    const reads = plans.filter((step) => /^(SEARCH|SCAN)/.test(step));
    expect(reads).toHaveLength(2);
    for (const read of reads) expect(read).toMatch(/^SEARCH queue USING COVERING INDEX/);
  });
});

describe('the figures', () => {
  const year = { from: '2025-06-11', to: '2026-06-10', now: NOW };
  const asked: MetricsQuery[] = [
    year,
    { ...year, where: { department: 'highways' } },
    { ...year, where: { department: 'highways' }, period: 'month' },
    { ...year, where: { department: 'highways' }, by: 'ward' },
    { ...year, where: { department: 'highways' }, basis: 'resolved' },
  ];

  it.each(asked)(
    '%j are read from an index that holds all of what settled cases count for',
    async (query) => {
      const plans = await plansOf(metricsProjection, (db) => metrics(db, query));
      // The others, which a date of theirs may yet change, are few, and judged by their rows.
      const reads = plans.filter((step) => step.startsWith('SEARCH case_facts') && step.includes(' AND '));
      expect(reads).toHaveLength(2);
      expect(reads[0]).toMatch(/ USING COVERING INDEX /);
    },
  );
});
