import { isDamage } from '../../platform/database/damage';
import type { Database, Databases } from '../../platform/database/databases';
import { createTable, type Row, type Table, upsert } from '../../platform/database/table';
import { whileReading } from '../../platform/database/while-reading';
import type { BuildProgress } from '../builds/build';
import { parseKept, type Projection } from '../projection';
import type { Verdict } from './verify-read-models';

const VERIFICATIONS = 'verifications';

const table: Table = {
  name: 'verifications',
  columns: {
    projection: 'text',
    version: 'integer',
    state: 'text',
    since: 'integer',
    reason: 'text',
    progress: 'text',
    verdict: 'text',
  },
  key: ['projection', 'version'],
};

/** The last verification of a read model that was asked for. */
export interface Verification {
  projection: string;
  version: number;
  state: 'asked' | 'done' | 'failed';
  /** Since when it is what it is: UTC milliseconds. */
  since: number;
  /** Why it failed. */
  reason: string | null;
  progress: BuildProgress | null;
  verdict: Verdict | null;
}

/** Which read models are to be verified, and what came of it: whichever projector is at work sees to it. */
export class Verifications {
  constructor(private readonly databases: Databases) {}

  async all(): Promise<Verification[]> {
    try {
      return (await whileReading(this.databases, VERIFICATIONS, everyRow)) ?? [];
    } catch (fault) {
      // What came of past ones is no loss: they can be asked for again.
      if (!isDamage(fault)) throw fault;
      await this.databases.drop(VERIFICATIONS);
      return [];
    }
  }

  async of({ name, version }: Projection): Promise<Verification | undefined> {
    return (await this.all()).find((one) => one.projection === name && one.version === version);
  }

  /** One that is asked for already is the one that is asked for. */
  async ask(projection: Projection): Promise<Verification> {
    const last = await this.of(projection);
    return last?.state === 'asked' ? last : this.write(projection, { state: 'asked' });
  }

  async report(projection: Projection, progress: BuildProgress): Promise<void> {
    await this.write(projection, { state: 'asked', progress });
  }

  async conclude(projection: Projection, verdict: Verdict): Promise<void> {
    await this.write(projection, { state: 'done', verdict });
  }

  async fail(projection: Projection, reason: string): Promise<void> {
    await this.write(projection, { state: 'failed', reason });
  }

  private async write(
    { name, version }: Projection,
    change: Pick<Verification, 'state'> & Partial<Verification>,
  ): Promise<Verification> {
    const verification: Verification = {
      projection: name,
      version,
      since: Date.now(),
      reason: null,
      progress: null,
      verdict: null,
      ...change,
    };
    const { progress, verdict, ...rest } = verification;
    const row: Row = {
      ...rest,
      progress: progress && JSON.stringify(progress),
      verdict: verdict && JSON.stringify(verdict),
    };
    await this.databases.exclusively(VERIFICATIONS, async (db) => {
      await createTable(db, table);
      await upsert(db, table, [row]);
    });
    return verification;
  }
}

const everyRow = async (db: Database): Promise<Verification[]> =>
  (await db.selectFrom(table.name).selectAll().execute()).map((row) => ({
    ...(row as unknown as Verification),
    progress: parseKept(row['progress']) as BuildProgress | null,
    verdict: parseKept(row['verdict']) as Verdict | null,
  }));
