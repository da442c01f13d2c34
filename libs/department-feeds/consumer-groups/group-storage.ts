import type { RawBuilder } from 'kysely';
import { Rejection } from '../../event-sourcing/rejection';
import { type Clock, databaseClock } from '../../platform/database/clock';
import type { Database, Databases, Value } from '../../platform/database/databases';
import { engineOf } from '../../platform/database/engine';
import { type Row, upsert } from '../../platform/database/table';
import { changed, type Change, type Group, type Standing, type Unsettled } from './group';
import { createGroupTables, discardedTable, groupsTable, unsettledTable } from './group-tables';
import { Turns } from './turns';

/** Names a group: one department's groups have names of their own. */
export interface GroupName {
  department: string;
  group: string;
}

/** Where a group begins: a place in the feed, and how whoever made the group called it (`end`, say). */
export interface StartFrom {
  revision: number;
  called: string;
}

/** A group with what it is known by. Instants are UTC milliseconds. */
export interface StoredGroup extends Group, GroupName {
  /** Where it was told to begin. */
  startFrom: StartFrom;
  createdAt: number;
  /** When something was last decided about it. */
  activeAt: number;
  /** When this was read: now, by the clock that every instant here comes from. */
  readAt: number;
}

/** An event that somebody decided not to have done. */
export interface Discarded {
  revision: number;
  subject: string;
  /** Why it had been parked. */
  parkedBecause: string;
  reason: string;
  discardedBy: string;
  discardedAt: number;
}

/** What a decision leaves to be written. */
export interface Decided {
  change: Change;
  discarded?: readonly Discarded[];
}

/** Revisions that one statement settles: a bound on its parameters. */
const SETTLED_AT_ONCE = 200;

const keyOf = ({ department, group }: GroupName): string => `${department}/${group}`;

/**
 * Consumer groups in the read database. A decision about a group locks its row first, so that decisions of all
 * processes follow each other; within one process they queue, which leaves the other connections to other groups.
 */
export class GroupStorage {
  private readonly turns = new Turns();

  private constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  static async open(databases: Databases, clock: Clock = databaseClock): Promise<GroupStorage> {
    const options = { durability: 'every-commit', create: createGroupTables } as const;
    return new GroupStorage(await databases.open('department-feeds', options), clock);
  }

  /** Makes a group, unless there is one of this name. */
  async make(name: GroupName, startFrom: StartFrom, maxAttempts: number): Promise<void> {
    await this.db
      .insertInto(groupsTable.name)
      .values({
        group_key: keyOf(name),
        department: name.department,
        name: name.group,
        start_from: startFrom.called,
        start_revision: startFrom.revision,
        next_revision: startFrom.revision,
        max_attempts: maxAttempts,
        created_at: this.now,
        active_at: this.now,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  async change(name: GroupName, maxAttempts: number): Promise<void> {
    await this.db
      .updateTable(groupsTable.name)
      .set({ max_attempts: maxAttempts })
      .where('group_key', '=', keyOf(name))
      .execute();
  }

  async find(name: GroupName): Promise<StoredGroup | undefined> {
    const row = await this.db
      .selectFrom(groupsTable.name)
      .selectAll()
      .select(this.now.as('read_at'))
      .where('group_key', '=', keyOf(name))
      .executeTakeFirst();
    return row && groupOf(row, await unsettledOf(this.db, keyOf(name)));
  }

  /** The groups of a department, or all there are, in order of their names. */
  async list(department?: string): Promise<StoredGroup[]> {
    let query = this.db
      .selectFrom(groupsTable.name)
      .selectAll()
      .select(this.now.as('read_at'))
      .orderBy('group_key');
    if (department !== undefined) query = query.where('department', '=', department);
    const groups: StoredGroup[] = [];
    for (const row of await query.execute()) {
      groups.push(groupOf(row, await unsettledOf(this.db, String(row['group_key']))));
    }
    return groups;
  }

  /** Whether there was one. */
  remove(name: GroupName): Promise<boolean> {
    const key = keyOf(name);
    return this.turns.take(key, () =>
      this.db.transaction().execute(async (transaction) => {
        // The group's row first, as in every decision: in another order two of them could wait for each other.
        const { numDeletedRows } = await transaction
          .deleteFrom(groupsTable.name)
          .where('group_key', '=', key)
          .executeTakeFirst();
        for (const { name: table } of [unsettledTable, discardedTable]) {
          await transaction.deleteFrom(table).where('group_key', '=', key).execute();
        }
        return numDeletedRows > 0n;
      }),
    );
  }

  /**
   * Decides about a group alone, and writes what changes, all of it or nothing; of a refusal, nothing. Answers the
   * group as it is then, with the answer; undefined when there is no such group.
   */
  decide<Answer extends Decided | Rejection>(
    name: GroupName,
    decision: (group: StoredGroup, now: number) => Answer,
  ): Promise<{ group: StoredGroup; answer: Answer } | undefined> {
    const key = keyOf(name);
    return this.turns.take(key, () =>
      this.db.transaction().execute(async (transaction) => {
        const row = await transaction
          .updateTable(groupsTable.name)
          .set({ active_at: this.now })
          .where('group_key', '=', key)
          .returningAll()
          .executeTakeFirst();
        if (!row) return undefined;
        const group = groupOf(row, await unsettledOf(transaction, key));
        const answer = decision(group, group.readAt);
        if (answer instanceof Rejection) return { group, answer };
        await write(transaction, key, group, answer);
        return { group: { ...group, ...changed(group, answer.change) }, answer };
      }),
    );
  }

  /** The latest first. */
  async discarded(name: GroupName, atMost: number): Promise<Discarded[]> {
    const rows = await this.db
      .selectFrom(discardedTable.name)
      .selectAll()
      .where('group_key', '=', keyOf(name))
      .orderBy('discarded_at', 'desc')
      .orderBy('revision', 'desc')
      .limit(atMost)
      .execute();
    return rows.map((row) => ({
      revision: Number(row['revision']),
      subject: String(row['subject']),
      parkedBecause: String(row['parked_because']),
      reason: String(row['reason']),
      discardedBy: String(row['discarded_by']),
      discardedAt: Number(row['discarded_at']),
    }));
  }

  close(): Promise<void> {
    return this.db.destroy();
  }

  private get now(): RawBuilder<number> {
    return this.clock(engineOf(this.db));
  }
}

async function unsettledOf(db: Database, key: string): Promise<Unsettled[]> {
  const rows = await db
    .selectFrom(unsettledTable.name)
    .selectAll()
    .where('group_key', '=', key)
    .orderBy('revision')
    .execute();
  return rows.map((row) => ({
    revision: Number(row['revision']),
    subject: String(row['subject']),
    standing: row['standing'] as Standing,
    attempts: Number(row['attempts']),
    since: Number(row['since']),
    until: numberOrNull(row['until']),
    member: textOrNull(row['member']),
    delivery: textOrNull(row['delivery']),
    reason: textOrNull(row['reason']),
  }));
}

async function write(
  db: Database,
  key: string,
  group: Group,
  { change: { next, put = [], settle = [] }, discarded = [] }: Decided,
): Promise<void> {
  if (next !== undefined && next !== group.next) {
    await db
      .updateTable(groupsTable.name)
      .set({ next_revision: next })
      .where('group_key', '=', key)
      .execute();
  }
  for (let done = 0; done < settle.length; done += SETTLED_AT_ONCE) {
    await db
      .deleteFrom(unsettledTable.name)
      .where('group_key', '=', key)
      .where('revision', 'in', settle.slice(done, done + SETTLED_AT_ONCE))
      .execute();
  }
  await upsert(
    db,
    unsettledTable,
    put.map((event) => ({ group_key: key, ...event })),
  );
  await upsert(
    db,
    discardedTable,
    discarded.map((event) => ({
      group_key: key,
      revision: event.revision,
      subject: event.subject,
      parked_because: event.parkedBecause,
      reason: event.reason,
      discarded_by: event.discardedBy,
      discarded_at: event.discardedAt,
    })),
  );
}

function groupOf(row: Row, unsettled: Unsettled[]): StoredGroup {
  return {
    department: String(row['department']),
    group: String(row['name']),
    next: Number(row['next_revision']),
    maxAttempts: Number(row['max_attempts']),
    startFrom: { called: String(row['start_from']), revision: Number(row['start_revision']) },
    createdAt: Number(row['created_at']),
    activeAt: Number(row['active_at']),
    readAt: Number(row['read_at'] ?? row['active_at']),
    unsettled,
  };
}

const numberOrNull = (value: Value | undefined): number | null => (value == null ? null : Number(value));
const textOrNull = (value: Value | undefined): string | null => (value == null ? null : String(value));
