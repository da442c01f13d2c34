import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../../platform/database/databases';
import { type Measure, measures } from './measures';
import { factsTable } from './metrics.projection';
import type { Period } from './periods';
import { wilsonInterval } from './wilson-interval';

/** What figures can be cut by and narrowed to. */
export const dimensions = [
  'department',
  'queue',
  'service',
  'channel',
  'kind',
  'ward',
  'outcome',
  'status',
] as const;
export type Dimension = (typeof dimensions)[number];

export interface MetricsQuery {
  /** By name; all of them when left out. */
  measures?: readonly string[];
  by?: Dimension;
  period?: Period;
  /** Which moment of a case decides its period. */
  basis?: 'raised' | 'resolved';
  /** Days in London, both inclusive. */
  from?: string;
  to?: string;
  /** Null: only cases that have none, as `group: null` stands for. */
  where?: Partial<Record<Dimension, string | null>>;
  /** UTC milliseconds. */
  now: number;
}

/** A percentage, count, ratio or pair of percentiles, with what it was worked out from. */
export interface Figure {
  value: number | null;
  numerator?: number;
  denominator?: number;
  /** Durations: nearest-rank percentiles in hours, of what the measure's formula says; the denominator is how many cases they rest on. */
  medianHours?: number | null;
  p90Hours?: number | null;
  /** 95 % Wilson score interval of a satisfaction score, in percent. */
  interval?: { low: number; high: number };
}

export interface MetricsGroup {
  period?: string;
  group?: string | null;
  figures: Record<string, Figure>;
}

const HOUR = 3_600_000;
const facts = sql.table(factsTable.name);

/** The figures, for each group and period that has cases. */
export async function metrics(db: Database, query: MetricsQuery): Promise<MetricsGroup[]> {
  const wanted = measures.filter(({ name }) => query.measures?.includes(name) ?? true);
  const groups = new Map<string, MetricsGroup>();
  const group = (row: { period?: string | null; grp?: string | null }): MetricsGroup => {
    const key = JSON.stringify([row.period, row.grp]);
    const known = groups.get(key) ?? {
      ...(query.period && { period: row.period ?? undefined }),
      ...(query.by && { group: row.grp ?? null }),
      figures: {},
    };
    groups.set(key, known);
    return known;
  };
  for (const row of await countedFigures(db, query, wanted)) {
    const { figures } = group(row);
    for (const [index, measure] of wanted.entries()) {
      if (measure.kind !== 'duration')
        figures[measure.name] = counted(measure, row[`n${index}`], row[`d${index}`]);
    }
  }
  for (const measure of wanted) {
    if (measure.kind !== 'duration') continue;
    for (const { figures } of groups.values()) figures[measure.name] = { value: null, denominator: 0 };
    for (const row of await percentiles(db, query, measure.value, measure.of)) {
      const [median, p90] = [row.median / HOUR, row.p90 / HOUR].map(
        (hours) => Math.round(hours * 1_000) / 1_000,
      );
      group(row).figures[measure.name] = {
        value: median ?? null,
        denominator: Number(row.n),
        medianHours: median,
        p90Hours: p90,
      };
    }
  }
  return [...groups.values()];
}

export interface MetricCasesQuery extends MetricsQuery {
  measure: Measure;
  /** Of a share: the cases that count, or the others it is a share of. */
  counted: boolean;
  after?: string;
  limit: number;
}

/** Which cases a figure comes from, in order of reference. */
export async function casesBehind(db: Database, query: MetricCasesQuery): Promise<string[]> {
  const { measure, counted: doCount, now } = query;
  const of = measure.kind === 'tally' ? '1 = 1' : measure.of;
  const counts = measure.kind === 'duration' ? '1 = 1' : measure.counts;
  const test = doCount ? condition(counts, now) : sql`not (coalesce((${condition(counts, now)}), 1 = 0))`;
  const { rows } = await sql<{ reference: string }>`
    select reference from ${facts}
    where ${selection(query)} and (${condition(of, now)}) and (${test}) and reference > ${query.after ?? ''}
    order by reference limit ${query.limit}`.execute(db);
  return rows.map(({ reference }) => reference);
}

/** All that can be counted in one pass over the facts. */
async function countedFigures(
  db: Database,
  query: MetricsQuery,
  wanted: readonly Measure[],
): Promise<Record<string, unknown>[]> {
  const columns = wanted.flatMap((measure, index) => {
    if (measure.kind === 'duration') return [];
    const of = measure.kind === 'tally' ? '1 = 1' : measure.of;
    const [counts, base] =
      measure.kind === 'ratio'
        ? [measure.sum, measure.over]
        : [`case when ${measure.counts} then 1 else 0 end`, '1'];
    return [
      sql`sum(case when ${condition(of, query.now)} then ${condition(counts, query.now)} else 0 end) as ${sql.ref(`n${index}`)}`,
      sql`sum(case when ${condition(of, query.now)} then ${condition(base, query.now)} else 0 end) as ${sql.ref(`d${index}`)}`,
    ];
  });
  const groups = [sql`${periodOf(query)} as period`, sql`${groupOf(query)} as grp`];
  const { rows } = await sql<Record<string, unknown>>`
    select ${sql.join([...groups, ...columns])}
    from ${facts} where ${selection(query)} group by 1, 2 order by 1 nulls last, 2 nulls last`.execute(db);
  return rows;
}

/** Nearest rank: the smallest value with at least that share of all values at or below it. */
async function percentiles(db: Database, query: MetricsQuery, value: string, of: string) {
  const { rows } = await sql<{ period: string; grp: string; n: number; median: number; p90: number }>`
    select period, grp, max(n) as n,
      min(case when place * 100 >= n * 50 then v end) as median,
      min(case when place * 100 >= n * 90 then v end) as p90
    from (
      select period, grp, v,
        row_number() over (partition by period, grp order by v) as place,
        count(*) over (partition by period, grp) as n
      from (
        select ${periodOf(query)} as period, ${groupOf(query)} as grp, ${condition(value, query.now)} as v
        from ${facts} where ${selection(query)} and (${condition(of, query.now)})
      ) as selected
    ) as ranked
    group by period, grp`.execute(db);
  return rows;
}

function counted(measure: Exclude<Measure, { kind: 'duration' }>, n: unknown, d: unknown): Figure {
  const [numerator, denominator] = [Number(n ?? 0), Number(d ?? 0)];
  if (measure.kind === 'tally') return { value: numerator };
  const factor = measure.kind === 'ratio' && measure.unit === 'per case' ? 1 : 100;
  const value = denominator === 0 ? null : Math.round((numerator / denominator) * factor * 100) / 100;
  const interval = measure.name.startsWith('satisfied-') ? wilsonInterval(numerator, denominator) : undefined;
  return { value, numerator, denominator, ...(interval && { interval }) };
}

function selection({ basis = 'raised', from, to, where = {} }: MetricsQuery): RawBuilder<unknown> {
  const day = sql.ref(`${basis}_day`);
  const conditions = [sql`status <> 'duplicate'`];
  if (basis === 'resolved') conditions.push(sql`${day} is not null`);
  if (from) conditions.push(sql`${day} >= ${from}`);
  if (to) conditions.push(sql`${day} <= ${to}`);
  for (const [dimension, value] of Object.entries(where)) {
    const column = sql.ref(dimension);
    conditions.push(value === null ? sql`${column} is null` : sql`${column} = ${value}`);
  }
  return sql.join(conditions, sql` and `);
}

const periodOf = ({ period, basis = 'raised' }: MetricsQuery): RawBuilder<unknown> =>
  period ? sql.ref(`${basis}_${period}`) : sql.lit('all');

const groupOf = ({ by }: MetricsQuery): RawBuilder<unknown> => (by ? sql.ref(by) : sql.lit('all'));

/** A condition or expression of a measure, with the moment of asking put in. */
function condition(text: string, now: number): RawBuilder<unknown> {
  const parts = text.split(':now').map((part) => sql.raw(part));
  return sql.join(parts, sql.lit(now));
}
