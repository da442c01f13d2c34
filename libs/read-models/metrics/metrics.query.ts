import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../../platform/database/databases';
import { CountedGroup } from './counted-group';
import type { MetricsGroup } from './figure';
import { type Measure, measures } from './measures';
import { factsTable } from './facts-table';
import { type Days, daysLater } from './period-before';
import { type Period, periodsOf } from './periods';
import { at, basisOf, verdictAt, verdictSays } from './verdict';

export type { Figure, MetricsGroup } from './figure';

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

const facts = sql.table(factsTable.name);

/** Days whose cases are read at a time: bounds memory, however many cases a council has had. */
const AT_ONCE = 92;

/** The figures, for each group and period that has cases. */
export async function metrics(db: Database, query: MetricsQuery): Promise<MetricsGroup[]> {
  const wanted = measures.filter(({ name }) => query.measures?.includes(name) ?? true);
  const groups = new Map<string, CountedGroup>();
  const periodOfDay = new Map<string, string>();
  const periodOf = (day: string): string => {
    const known = periodOfDay.get(day) ?? periodsOf(day)[query.period ?? 'day'];
    periodOfDay.set(day, known);
    return known;
  };
  for await (const days of someDays(db, query)) {
    for (const { day, grp, verdict, ...durations } of await casesOf(db, { ...query, ...days }, wanted)) {
      const period = query.period && periodOf(String(day));
      const key = JSON.stringify([period, grp]);
      const group = groups.get(key) ?? new CountedGroup(period, query.by && (grp as string | null), wanted);
      groups.set(key, group);
      group.add(String(verdict), durations as Record<string, number | null>);
    }
  }
  return [...groups.values()].sort(inOrder).map((group) => group.figures());
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
  const { measure, counted, now, after = '', limit } = query;
  if (measure.kind === 'duration' && !counted) return [];
  const [settled, others] =
    measure.kind === 'duration'
      ? [measure.of, measure.of]
      : [verdictSays('verdict', measure, counted), verdictSays(`(${verdictAt(now)})`, measure, counted)];
  const { rows } = await sql<{ reference: string }>`
    select reference from ${facts}
    where ${selection(query)} and settled_from < ${now} and ${sql.raw(settled)} and reference > ${after}
    union all
    select reference from ${facts}
    where ${selection(query)} and settled_from >= ${now} and ${sql.raw(others)} and reference > ${after}
    order by reference limit ${limit}`.execute(db);
  return rows.map(({ reference }) => reference);
}

/** A row for each case: where it belongs, what it counts for, and how long it took. */
async function casesOf(
  db: Database,
  query: MetricsQuery,
  wanted: readonly Measure[],
): Promise<Record<string, string | number | null>[]> {
  const { now, by, period, basis = 'raised' } = query;
  const columns = [
    ...(period ? [sql`${sql.ref(`${basis}_day`)} as day`] : []),
    ...(by ? [sql`${sql.ref(by)} as grp`] : []),
    ...wanted.flatMap((measure) =>
      measure.kind === 'duration'
        ? [
            sql`case when ${sql.raw(basisOf(measure))} then ${sql.raw(at(now, measure.value))} end as ${sql.ref(measure.name)}`,
          ]
        : [],
    ),
  ];
  const { rows } = await sql<Record<string, string | number | null>>`
    select ${sql.join([sql.raw('verdict'), ...columns])} from ${facts}
    where ${selection(query)} and settled_from < ${now}
    union all
    select ${sql.join([sql.raw(`${verdictAt(now)} as verdict`), ...columns])} from ${facts}
    where ${selection(query)} and settled_from >= ${now}`.execute(db);
  return rows;
}

/** The days on which there are cases to look at, some at a time. */
async function* someDays(
  db: Database,
  { basis = 'raised', from = '', to }: MetricsQuery,
): AsyncGenerator<Days> {
  const day = `${basis}_day`;
  const days = db
    .selectFrom(factsTable.name)
    .select((facts) => facts.ref(day).as('day'))
    .where(day, 'is not', null)
    .limit(1);
  const first = await days.orderBy(day).executeTakeFirst();
  const last = await days.orderBy(day, 'desc').executeTakeFirst();
  if (!first || !last) return;
  const end = to === undefined || to > String(last.day) ? String(last.day) : to;
  for (
    let next = from > String(first.day) ? from : String(first.day);
    next <= end;
    next = daysLater(next, AT_ONCE)
  ) {
    const until = daysLater(next, AT_ONCE - 1);
    yield { from: next, to: until < end ? until : end };
  }
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

/** By period and then by group, what has none last. */
export function inOrder(
  one: Pick<MetricsGroup, 'period' | 'group'>,
  other: Pick<MetricsGroup, 'period' | 'group'>,
): number {
  const compare = (a: string | null | undefined, b: string | null | undefined): number =>
    a == null || b == null
      ? Number(a == null) - Number(b == null)
      : Buffer.compare(Buffer.from(a), Buffer.from(b));
  return compare(one.period, other.period) || compare(one.group, other.group);
}
