import type { Catalogue } from '../domain/catalogue/catalogue';
import type { Recorded } from '../event-sourcing/recorded-event';
import { Damage } from '../platform/database/damage';
import type { Database } from '../platform/database/databases';
import { findByKey, type Row, type Table, upsert } from '../platform/database/table';

/**
 * A read model: tables, and how events become rows. No effects, no clock, no keys: it may be wiped and replayed at
 * any time. What depends on now is computed when asked.
 */
export interface Projection {
  readonly name: string;
  /** Raised when rows come out differently: the new version is built from the start, in a place of its own. */
  readonly version: number;
  readonly parts: readonly Part[];
}

/** The name of the database that a version of a projection is first built in; see builds/build.ts for the others. */
export const databaseOf = ({ name, version }: Pick<Projection, 'name' | 'version'>): string =>
  `${name}.v${version}`;

/** What a row keeps as JSON. @throws Damage when it is no such thing: nobody wrote it so */
export function parseKept(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch (cause) {
    throw new Damage('A row does not hold what was written there.', { cause });
  }
}

/** One table of a projection and what fills it. */
export interface Part {
  readonly table: Table;
  /** Types of the events that it wants. */
  readonly handles: ReadonlySet<string>;
  /** Applies some events, in order. `catalogue`: what had been published before the first of them. */
  apply(events: readonly Recorded[], catalogue: Catalogue, db: Database): Promise<void>;
  /** Where there are rows whose clocks run: they follow the calendars. */
  follower?: Follower;
}

/** Has rows whose clocks run follow a calendar that was published. */
export interface Follower {
  count(db: Database): Promise<number>;
  /** Computes some of them again, in order of their keys from after this one; answers the keys. */
  recompute(after: string, atMost: number, catalogue: Catalogue, db: Database): Promise<string[]>;
}

/** Rows that are worked out and written at a time: of a batch, however long, only these are in memory. */
const ROWS_AT_ONCE = 256;

interface FoldOptions<State, Event> {
  /** The table's own columns; those of the fold (key, revision, state) are added. */
  table: Omit<Table, 'key'>;
  /** Name of the key column. */
  key: string;
  /** Whose row an event belongs to. */
  keyOf: (event: Recorded) => string | undefined;
  handles: readonly string[];
  initial: State;
  /** `catalogue`: what had been published before the event. */
  evolve: (state: State, event: Event, catalogue: Catalogue) => State;
  /** The columns that queries filter and sort by. */
  columns: (state: State, catalogue: Catalogue) => Row;
  /** A column that is 1 while the row's clock runs: those rows follow the calendar. */
  clockRunsIn?: string;
}

/** One row for each case (or customer): its events folded into a state, kept as JSON, and columns derived from it. */
export function foldBy<State, Event>(options: FoldOptions<State, Event>): Part {
  const { key, keyOf, evolve, initial, columns, clockRunsIn } = options;
  const table: Table = {
    ...options.table,
    columns: { [key]: 'text', revision: 'integer', state: 'text', ...options.table.columns },
    key: [key],
  };
  const toRow = (id: string, revision: number, state: State, catalogue: Catalogue): Row => ({
    ...columns(state, catalogue),
    [key]: id,
    revision,
    state: JSON.stringify(state),
  });

  return {
    table,
    handles: new Set(options.handles),

    async apply(events, catalogue, db) {
      const histories = historiesBy(keyOf, events);
      for (const some of atATime(inOrder([...histories], ([id]) => id))) {
        const known = await load(db, some);
        const rows = some.map(([id, history]) => {
          let state = known.get(id) ?? initial;
          for (const event of history) state = evolve(state, event as Event, catalogue);
          return toRow(id, history.at(-1)?.revision ?? 0, state, catalogue);
        });
        await upsert(db, table, rows);
      }
    },

    ...(clockRunsIn && {
      follower: {
        async count(db: Database) {
          const { rows } = await db
            .selectFrom(table.name)
            .select(({ fn }) => fn.countAll().as('rows'))
            .where(clockRunsIn, '=', 1)
            .executeTakeFirstOrThrow();
          return Number(rows);
        },

        async recompute(after: string, atMost: number, catalogue: Catalogue, db: Database) {
          const page = await db
            .selectFrom(table.name)
            .select([key, 'revision', 'state'])
            .where(clockRunsIn, '=', 1)
            .where(key, '>', after)
            .orderBy(key)
            .limit(atMost)
            .execute();
          const rows = page.map((row) => {
            const state = parseKept(row['state']) as State;
            return toRow(String(row[key]), Number(row['revision']), state, catalogue);
          });
          await upsert(db, table, rows);
          return page.map((row) => String(row[key]));
        },
      },
    }),
  };

  /** The states of those whose history goes on; one that begins has none. */
  async function load(db: Database, histories: readonly History[]): Promise<Map<string, State>> {
    const ids = histories.filter(([, [first]]) => first?.revision !== 0).map(([id]) => id);
    const rows = await findByKey(db, table.name, [key, 'state'], ids);
    return new Map(rows.map((row) => [String(row[key]), parseKept(row['state']) as State]));
  }
}

/** What some events say of one row. */
type History = readonly [id: string, events: readonly Recorded[]];

function historiesBy(
  keyOf: (event: Recorded) => string | undefined,
  events: readonly Recorded[],
): Map<string, Recorded[]> {
  const histories = new Map<string, Recorded[]>();
  for (const event of events) {
    const id = keyOf(event);
    if (id === undefined) continue;
    const history = histories.get(id);
    if (history) history.push(event);
    else histories.set(id, [event]);
  }
  return histories;
}

/** One row for each event that says something. */
export function rowPerEvent<Event>(options: {
  table: Table;
  handles: readonly string[];
  row(event: Event): Row | undefined;
}): Part {
  return {
    table: options.table,
    handles: new Set(options.handles),
    async apply(events, _, db) {
      for (const some of atATime(inOrder(events, ({ stream }) => stream))) {
        const rows = some.map((event) => options.row(event as Event)).filter((row) => row !== undefined);
        await upsert(db, options.table, rows);
      }
    },
  };
}

function* atATime<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let done = 0; done < items.length; done += ROWS_AT_ONCE) yield items.slice(done, done + ROWS_AT_ONCE);
}

/** So that the rows of a batch, which lie in the order of their keys, are come by in one walk through the table. */
function inOrder<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] {
  return items.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0));
}
