import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { onPostgres, type PlaceUnderTest } from '../../testing/on-each-engine';
import { describeKeyringContract } from '../keyring.contract';
import { PostgresKeyring } from './postgres-keyring';

onPostgres((on) => {
  let place: PlaceUnderTest;
  let folder: string;
  let masterKey: string;
  beforeEach(async () => {
    place = await on.place();
    folder = mkdtempSync(join(tmpdir(), 'guildhall-keys-'));
    masterKey = join(folder, 'master.key');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  describeKeyringContract(async () => {
    let keyring = await PostgresKeyring.open(place.databases, { masterKey });
    return {
      keyring,
      reopen: async () => {
        await keyring.close();
        return (keyring = await PostgresKeyring.open(place.databases, { masterKey }));
      },
      destroy: async (what) => {
        const db = await place.databases.open('keys');
        const [table, column, value] =
          'customer' in what
            ? (['customers', 'id', what.customer] as const)
            : (['keys', 'subject', what.stream] as const);
        await db.updateTable(table).set({ wrapped: null }).where(column, '=', value).execute();
        await db.destroy();
      },
      replaceMasterKey: (text) => (text ? writeFileSync(masterKey, text) : rmSync(masterKey)),
      another: async () => {
        const { databases } = await on.place();
        return PostgresKeyring.open(databases, { masterKey: join(folder, 'm2.key') });
      },
      dispose: () => keyring.close(),
    };
  });

  describe('several processes with the same keys', () => {
    it('make one key for a customer, and open each other’s boxes', async () => {
      const rings = await Promise.all(
        [place.databases, await place.again(), await place.again()].map((databases) =>
          PostgresKeyring.open(databases, { masterKey }),
        ),
      );
      const boxes = await Promise.all(
        Array.from({ length: 90 }, async (_, n) => {
          const ring = rings[n % 3] as PostgresKeyring;
          const stream = `case-${n}`;
          return (await ring.sealerFor(stream, { customerId: `customer-${n % 7}` })).seal(stream, { n });
        }),
      );
      for (const ring of rings) {
        expect(await Promise.all(boxes.map((box) => ring.open(box)))).toEqual(boxes.map((_, n) => ({ n })));
      }
      expect(new Set(boxes.map((box) => box.split('.')[2])).size).toBe(90);
    });

    it('start together for the first time with the master key of one of them', async () => {
      const starts = await Promise.allSettled(
        [place.databases, await place.again()].map((databases, n) =>
          PostgresKeyring.open(databases, { masterKey: join(folder, `master-${n}.key`) }),
        ),
      );
      expect(starts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      for (const start of starts) {
        if (start.status === 'rejected')
          expect(String(start.reason)).toMatch(/Every process needs that one|is missing/);
      }
    });
  });

  it('makes many keys in few commits', async () => {
    const keyring = await PostgresKeyring.open(place.databases, { masterKey });
    await Promise.all(Array.from({ length: 200 }, (_, n) => keyring.sealerFor(`case-${n}`)));
    const db = await place.databases.open('keys');
    const { rows } = await sql<{ commits: number }>`
      select count(distinct xmin::text) as commits from keys where no > 1`.execute(db);
    expect(rows[0]?.commits).toBeLessThan(5);
    await keyring.close();
  });
});
