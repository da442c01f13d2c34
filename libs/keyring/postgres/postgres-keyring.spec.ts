import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { onPostgres, type PlaceUnderTest } from '../../testing/on-each-engine';
import { EmbeddedKeyring } from '../embedded/embedded-keyring';
import { readStoredKeys } from '../embedded/stored-keys';
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
      read: async (table) => {
        const db = await place.databases.open('keys');
        const rows = await db.selectFrom(table).selectAll().execute();
        await db.destroy();
        return rows;
      },
      forgetIndex: async () => {
        const db = await place.databases.open('keys');
        await sql`drop table blind_index, blind_index_whole`.execute(db);
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

  describe('the keys of a file', () => {
    const embedded = () => EmbeddedKeyring.open({ keys: join(folder, 'keys.db'), masterKey });
    const takeOver = (): Promise<void> =>
      PostgresKeyring.takeOver(place.databases, readStoredKeys(join(folder, 'keys.db')), 'keys.db');

    it('are taken over: boxes open as before, the forgotten stay forgotten, new keys have new numbers', async () => {
      const before = embedded();
      const boxes = await Promise.all(
        Array.from({ length: 40 }, async (_, n) =>
          (await before.sealerFor(`case-${n}`, { customerId: `c-${n % 3}` })).seal(`case-${n}`, { n }),
        ),
      );
      await before.close();
      const file = new DatabaseSync(join(folder, 'keys.db'));
      file.exec("UPDATE customers SET wrapped = NULL WHERE id = 'c-1'");
      file.close();

      await takeOver();
      await takeOver();
      const keyring = await PostgresKeyring.open(place.databases, { masterKey });
      expect(await Promise.all(boxes.map((box) => keyring.open(box)))).toEqual(
        boxes.map((_, n) => (n % 3 === 1 ? undefined : { n })),
      );
      const fresh = (await keyring.sealerFor('case-x')).seal('case-x', { n: 'x' });
      expect(await keyring.open(fresh)).toEqual({ n: 'x' });
      expect(await keyring.open(boxes[0] ?? '')).toEqual({ n: 0 });
      await keyring.close();
    });

    it('bring along by what they are found', async () => {
      const before = embedded();
      const email = { kind: 'email', value: 'joan@example.org' };
      await before.sealerFor('customer-joan', { customerId: 'joan', findBy: [email] });
      await before.close();

      await takeOver();
      const keyring = await PostgresKeyring.open(place.databases, { masterKey });
      expect(await keyring.find(email, { limit: 10 })).toEqual(['customer-joan']);
      expect(await keyring.findsAll()).toBe(true);
      await keyring.close();
    });

    it('have those of an older installation found once its log has been gone through', async () => {
      await embedded().close();
      const file = new DatabaseSync(join(folder, 'keys.db'));
      file.exec('DROP TABLE blind_index; DROP TABLE blind_index_whole');
      file.close();

      await takeOver();
      const keyring = await PostgresKeyring.open(place.databases, { masterKey });
      expect(await keyring.findsAll()).toBe(false);
      await keyring.close();
    });

    it('are not taken over where there are others', async () => {
      const keyring = await PostgresKeyring.open(place.databases, { masterKey });
      await keyring.sealerFor('case-1');
      await keyring.close();
      await embedded().close();
      await expect(takeOver()).rejects.toThrow('There are keys in keys.db and other keys in PostgreSQL');
      const again = await PostgresKeyring.open(place.databases, { masterKey });
      await again.close();
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
