import type { ExpressionBuilder, RawBuilder } from 'kysely';
import { type Clock, databaseClock } from '../platform/database/clock';
import type { Database, Databases, Value } from '../platform/database/databases';
import { engineOf } from '../platform/database/engine';
import { type Row, upsert } from '../platform/database/table';
import type { Attempt, AttemptKind, Endpoint, Failing, SealedSecret, Standing } from './endpoint';
import { attemptsTable, createWebhookTables, endpointsTable } from './webhook-tables';

/** What somebody decides about an endpoint. */
export type EndpointChange = Partial<
  Pick<Endpoint, 'url' | 'description' | 'eventTypes' | 'secrets' | 'next' | 'standing'>
> & {
  reason?: string;
  /** What failed is tried again at once, as if for the first time. */
  afresh?: boolean;
};

/** What delivering has come to. */
export interface Progress {
  next: number;
  delivered: number;
  failed: number;
  failing?: Failing;
  /** Why no more is to be sent. */
  disabled?: string;
}

/** Attempts of an endpoint that are kept, the latest; up to a tenth more stay until they are next cut. */
export const ATTEMPTS_KEPT = 10_000;

type Tables = Record<string, Record<string, Value>>;

/**
 * Endpoints in the read database. Every change is one statement: the programs that decide and those that deliver need
 * no transaction between them, and on SQLite their connections never wait for each other.
 */
export class WebhookStorage {
  private constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  static async open(databases: Databases, clock: Clock = databaseClock): Promise<WebhookStorage> {
    const options = { durability: 'every-commit', create: createWebhookTables } as const;
    return new WebhookStorage(await databases.open('webhooks', options), clock);
  }

  async make(
    endpoint: Pick<Endpoint, 'id' | 'department' | 'url' | 'description' | 'eventTypes' | 'secrets' | 'next'>,
  ): Promise<void> {
    const { id, department, url, description, eventTypes, secrets, next } = endpoint;
    await this.db
      .insertInto(endpointsTable.name)
      .values({
        id,
        department,
        url,
        description,
        event_types: jsonOrNull(eventTypes),
        secrets: JSON.stringify(secrets),
        next_revision: next,
        standing: 'active',
        since: this.now,
        attempts: 0,
        delivered: 0,
        failed: 0,
        created_at: this.now,
      })
      .execute();
  }

  async find(department: string, id: string): Promise<Endpoint | undefined> {
    const row = await this.select()
      .where('id', '=', id)
      .where('department', '=', department)
      .executeTakeFirst();
    return row && endpointOf(row);
  }

  /** Of a department, or all there are, the oldest first. */
  async list(department?: string): Promise<Endpoint[]> {
    let query = this.select().orderBy('created_at').orderBy('id');
    if (department !== undefined) query = query.where('department', '=', department);
    return (await query.execute()).map(endpointOf);
  }

  /** Takes the endpoint out of the hands of whoever delivers, who sees it when they next save. */
  async change(id: string, change: EndpointChange): Promise<void> {
    const { url, description, eventTypes, secrets, next, standing, reason, afresh } = change;
    await this.db
      .updateTable(endpointsTable.name)
      .where('id', '=', id)
      .set({
        holder: null,
        held_until: null,
        ...(url !== undefined && { url }),
        ...(description !== undefined && { description }),
        ...('eventTypes' in change && { event_types: jsonOrNull(eventTypes) }),
        ...(secrets && { secrets: JSON.stringify(secrets) }),
        ...(next !== undefined && { next_revision: next }),
        ...(standing && { standing, reason: reason ?? null, since: this.now }),
        ...(afresh && { attempts: 0, failing_since: null, failing_reason: null, due_at: null }),
      })
      .execute();
  }

  async remove(id: string): Promise<void> {
    await this.db.deleteFrom(endpointsTable.name).where('id', '=', id).execute();
    await this.db.deleteFrom(attemptsTable.name).where('endpoint', '=', id).execute();
  }

  /** Endpoints that have to be looked after and are in nobody's hands. */
  async claimable(): Promise<string[]> {
    const rows = await this.db
      .selectFrom(endpointsTable.name)
      .select('id')
      .where('standing', '=', 'active')
      .where((is) => is.or([is('due_at', 'is', null), is('due_at', '<=', this.now)]))
      .where((is) => is.or([is('held_until', 'is', null), is('held_until', '<=', this.now)]))
      .execute();
    return rows.map(({ id }) => String(id));
  }

  /**
   * Takes an endpoint in hand for so many milliseconds, or holds it for so many more. Undefined when it is in other
   * hands, or when there is nothing to deliver to it.
   */
  async claim(id: string, holder: string, lease: number): Promise<Endpoint | undefined> {
    const row = await this.db
      .updateTable(endpointsTable.name)
      .set((is) => ({ holder, held_until: is(this.now, '+', lease) }))
      .where('id', '=', id)
      .where('standing', '=', 'active')
      .where((is) => is.or([is('due_at', 'is', null), is('due_at', '<=', this.now)]))
      .where((is) =>
        is.or([is('holder', '=', holder), is('held_until', 'is', null), is('held_until', '<=', this.now)]),
      )
      .returningAll()
      .returning(this.now.as('read_at'))
      .executeTakeFirst();
    return row && endpointOf(row);
  }

  /** Holds it for so many milliseconds from now, if it is still in these hands. */
  async renew(id: string, holder: string, lease: number): Promise<void> {
    await this.db
      .updateTable(endpointsTable.name)
      .set((is) => ({ held_until: is(this.now, '+', lease) }))
      .where('id', '=', id)
      .where('holder', '=', holder)
      .execute();
  }

  /** Whether it was still in these hands: if not, nothing is changed. */
  async save(id: string, holder: string, progress: Progress): Promise<boolean> {
    const { next, delivered, failed, failing, disabled } = progress;
    const plus = (is: ExpressionBuilder<Tables, string>, column: string, count: number) =>
      is(column, '+', count);
    const { numUpdatedRows } = await this.db
      .updateTable(endpointsTable.name)
      .set((is) => ({
        next_revision: next,
        delivered: plus(is, 'delivered', delivered),
        failed: plus(is, 'failed', failed),
        ...(delivered > 0 && { delivered_at: this.now }),
        attempts: failing?.attempts ?? 0,
        failing_since: failing?.since ?? null,
        failing_reason: failing?.reason ?? null,
        due_at: failing?.dueAt ?? null,
        ...(disabled !== undefined && { standing: 'disabled', reason: disabled, since: this.now }),
      }))
      .where('id', '=', id)
      .where('holder', '=', holder)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  async release(id: string, holder: string): Promise<void> {
    await this.free().where('id', '=', id).where('holder', '=', holder).execute();
  }

  /** Where one process alone has the database, whatever was in hand before it started is in nobody's. */
  async releaseAfterCrash(): Promise<void> {
    if (engineOf(this.db) === 'sqlite') await this.free().execute();
  }

  async record(endpoint: string, attempts: readonly Attempt[]): Promise<void> {
    const rows = attempts.map((attempt): Row => ({
      endpoint,
      id: attempt.id,
      kind: attempt.kind,
      revision: attempt.revision ?? null,
      message: attempt.message,
      event_type: attempt.eventType,
      at: attempt.at,
      milliseconds: attempt.milliseconds,
      delivered: attempt.delivered ? 1 : 0,
      status: attempt.status ?? null,
      reason: attempt.reason ?? null,
    }));
    await upsert(this.db, attemptsTable, rows);
  }

  /** The latest first, from before this one on. */
  async attempts(
    endpoint: string,
    { before, failedOnly, max }: { before?: string; failedOnly?: boolean; max: number },
  ): Promise<Attempt[]> {
    let query = this.db
      .selectFrom(attemptsTable.name)
      .selectAll()
      .where('endpoint', '=', endpoint)
      .orderBy('id', 'desc')
      .limit(max);
    if (before !== undefined) query = query.where('id', '<', before);
    if (failedOnly) query = query.where('delivered', '=', 0);
    return (await query.execute()).map(attemptOf);
  }

  async attempt(endpoint: string, id: string): Promise<Attempt | undefined> {
    const row = await this.db
      .selectFrom(attemptsTable.name)
      .selectAll()
      .where('endpoint', '=', endpoint)
      .where('id', '=', id)
      .executeTakeFirst();
    return row && attemptOf(row);
  }

  /** Throws away all but the latest. */
  async forgetOldAttempts(endpoint: string, kept = ATTEMPTS_KEPT): Promise<void> {
    const oldest = await this.db
      .selectFrom(attemptsTable.name)
      .select('id')
      .where('endpoint', '=', endpoint)
      .orderBy('id', 'desc')
      .offset(kept)
      .limit(1)
      .executeTakeFirst();
    if (!oldest) return;
    await this.db
      .deleteFrom(attemptsTable.name)
      .where('endpoint', '=', endpoint)
      .where('id', '<=', oldest['id'] ?? '')
      .execute();
  }

  close(): Promise<void> {
    return this.db.destroy();
  }

  private select() {
    return this.db.selectFrom(endpointsTable.name).selectAll().select(this.now.as('read_at'));
  }

  private free() {
    return this.db.updateTable(endpointsTable.name).set({ holder: null, held_until: null });
  }

  private get now(): RawBuilder<number> {
    return this.clock(engineOf(this.db));
  }
}

const jsonOrNull = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));
const numberOf = (value: Value | undefined): number | undefined =>
  value == null ? undefined : Number(value);
const textOf = (value: Value | undefined): string | undefined => (value == null ? undefined : String(value));

function endpointOf(row: Row): Endpoint {
  const eventTypes = textOf(row['event_types']);
  return {
    id: String(row['id']),
    department: String(row['department']),
    url: String(row['url']),
    description: String(row['description']),
    eventTypes: eventTypes === undefined ? undefined : (JSON.parse(eventTypes) as string[]),
    secrets: JSON.parse(String(row['secrets'])) as SealedSecret[],
    next: Number(row['next_revision']),
    standing: row['standing'] as Standing,
    reason: textOf(row['reason']),
    since: Number(row['since']),
    failing: failingOf(row),
    delivered: Number(row['delivered']),
    failed: Number(row['failed']),
    deliveredAt: numberOf(row['delivered_at']),
    createdAt: Number(row['created_at']),
    readAt: Number(row['read_at']),
  };
}

function failingOf(row: Row): Failing | undefined {
  const since = numberOf(row['failing_since']);
  if (since === undefined) return undefined;
  return {
    attempts: Number(row['attempts']),
    since,
    dueAt: Number(row['due_at']),
    reason: String(row['failing_reason']),
  };
}

function attemptOf(row: Row): Attempt {
  return {
    id: String(row['id']),
    kind: row['kind'] as AttemptKind,
    revision: numberOf(row['revision']),
    message: String(row['message']),
    eventType: String(row['event_type']),
    at: Number(row['at']),
    milliseconds: Number(row['milliseconds']),
    delivered: row['delivered'] === 1,
    status: numberOf(row['status']),
    reason: textOf(row['reason']),
  };
}
