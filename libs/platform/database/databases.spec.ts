import { type RawBuilder, sql } from 'kysely';
import { onEachEngine, type PlaceUnderTest } from '../../testing/on-each-engine';
import { isDamage } from './damage';
import type { Database } from './databases';
import { createTable, findByKey, type Row, type Table, upsert } from './table';

const letters: Table = {
  name: 'letters',
  columns: { no: 'integer', text: 'text', weight: 'real', sent_at: 'integer' },
  key: ['no'],
  indexes: [['sent_at', 'no']],
};
const letter = (no: number, text: string | null = `Letter ${no}`): Row => ({
  no,
  text,
  weight: 0.1,
  sent_at: 1_780_306_200_123,
});
const create = (db: Database): Promise<void> => createTable(db, letters);

onEachEngine((on) => {
  let place: PlaceUnderTest;
  beforeEach(async () => (place = await on.place()));

  const open = (name = 'post.v1') => place.databases.open(name, { create });
  const textsIn = async (db: Database) =>
    (await db.selectFrom('letters').select('text').orderBy('text').execute()).map(({ text }) => text);

  describe('a database', () => {
    it('keeps what was written for whoever opens it next', async () => {
      await upsert(await open(), letters, [letter(1), letter(2, null)]);
      const db = await (await place.again()).open('post.v1', { create });
      expect(await db.selectFrom('letters').selectAll().orderBy('no').execute()).toEqual([
        letter(1),
        letter(2, null),
      ]);
    });

    it('is there when it was made, and no longer when it was thrown away', async () => {
      expect(await place.databases.exists('post.v1')).toBe(false);
      const db = await open();
      await upsert(db, letters, [letter(1)]);
      await db.destroy();
      const reading = await place.databases.open('post.v1', { readOnly: true });
      expect(await textsIn(reading)).toEqual(['Letter 1']);
      await reading.destroy();
      expect(await place.databases.exists('post.v1')).toBe(true);
      await place.databases.drop('post.v1');
      await place.databases.drop('post.v1');
      expect(await place.databases.exists('post.v1')).toBe(false);
      expect(await textsIn(await open())).toEqual([]);
    });

    it('is set aside under another name, in place of what was there, and its own name is free', async () => {
      for (const text of ['first', 'second']) {
        const db = await open();
        await upsert(db, letters, [letter(1, text)]);
        await db.destroy();
        await place.databases.setAside('post.v1', 'post.v1.damaged');
        expect(await place.databases.exists('post.v1')).toBe(false);
      }
      await place.databases.setAside('post.v1', 'post.v1.damaged');
      expect(await textsIn(await open('post.v1.damaged'))).toEqual(['second']);
      expect(await textsIn(await open('post.v1'))).toEqual([]);
    });

    it('that lacks a table or a column is damaged; one that is asked what no text can mean is not', async () => {
      const db = await open();
      const faultOf = (statement: RawBuilder<unknown>) =>
        statement.execute(db).then(
          () => undefined,
          (fault: unknown) => fault,
        );
      expect(isDamage(await faultOf(sql`select * from parcels`))).toBe(true);
      expect(isDamage(await faultOf(sql`select colour from letters`))).toBe(true);
      expect(isDamage(await faultOf(sql`selekt`))).toBe(false);
      await upsert(db, letters, [letter(1)]);
      expect(isDamage(await faultOf(sql`insert into letters (no) values (1)`))).toBe(false);
    });

    it('shares nothing with another, nor with another version', async () => {
      await upsert(await open('post.v1'), letters, [letter(1)]);
      expect(await textsIn(await open('post.v2'))).toEqual([]);
      expect(await textsIn(await open('post.v1'))).toEqual(['Letter 1']);
    });

    it('can be closed without closing the others', async () => {
      const [one, other] = [await open('post.v1'), await open('post.v2')];
      await one.destroy();
      await upsert(other, letters, [letter(1)]);
      expect(await textsIn(other)).toEqual(['Letter 1']);
    });

    it('is made once, by however many open it at once', async () => {
      const elsewhere = await place.again();
      const opened = await Promise.all(
        [place.databases, elsewhere, place.databases, elsewhere].map((databases) =>
          databases.open('post.v1', {
            create: async (db) => {
              await createTable(db, letters);
              if ((await textsIn(db)).length === 0) await upsert(db, letters, [letter(1)]);
            },
          }),
        ),
      );
      for (const db of opened) expect(await textsIn(db)).toEqual(['Letter 1']);
    });

    it('can be opened by many more at once than there are connections', async () => {
      const opened = Array.from({ length: 30 }, (_, no) => open(`post.v${no % 15}`));
      await upsert(await (opened[0] as Promise<Database>), letters, [letter(1)]);
      await Promise.all(opened);
    });

    it('that could not be made whole is not made at all', async () => {
      const failing = async (db: Database): Promise<void> => {
        await create(db);
        throw new Error('The second table is wrong');
      };
      await expect(place.databases.open('post.v1', { create: failing })).rejects.toThrow('second table');
      const made: Database[] = [];
      await place.databases.open('post.v1', {
        create: async (db) => {
          made.push(db);
          await db.schema.createTable('letters').addColumn('no', 'integer').execute();
        },
      });
      expect(made).toHaveLength(1);
    });

    it('lets one piece of work at a time be done on it exclusively, and answers what came of it', async () => {
      const elsewhere = await place.again();
      const one = async (db: Database): Promise<number> => {
        await create(db);
        const known = (await textsIn(db)).length;
        await upsert(db, letters, [letter(known + 1)]);
        return known + 1;
      };
      const numbers = await Promise.all(
        [place.databases, elsewhere, place.databases, elsewhere].map((databases) =>
          databases.exclusively('post.v1', one),
        ),
      );
      expect(numbers.sort()).toEqual([1, 2, 3, 4]);
      const failing = async (db: Database): Promise<never> => {
        await one(db);
        throw new Error('The stamp was missing');
      };
      await expect(place.databases.exclusively('post.v1', failing)).rejects.toThrow('The stamp was missing');
      expect(await place.databases.exclusively('post.v1', one)).toBe(5);
    });

    it('opened for reading refuses to be written to', async () => {
      await upsert(await open(), letters, [letter(1)]);
      const reading = await place.databases.open('post.v1', { readOnly: true });
      expect(await textsIn(reading)).toEqual(['Letter 1']);
      await expect(upsert(reading, letters, [letter(2)])).rejects.toThrow(/read-?only/);
      await upsert(await open(), letters, [letter(2)]);
    });

    it('is not called what one of the engines could not call it', async () => {
      for (const name of ['', '1st', 'Post', 'a/b', '../post', 'a"b', 'x'.repeat(41)]) {
        await expect(async () => place.databases.open(name)).rejects.toThrow('is named');
      }
    });
  });

  describe('text', () => {
    it('is ordered and compared by its bytes, whatever the language of the server', async () => {
      const db = await open();
      const texts = ['a', 'B', 'é', 'z', 'Z', '-', '_', '10', '9', 'a b', 'ab', ''];
      await upsert(
        db,
        letters,
        texts.map((text, no) => letter(no, text)),
      );
      expect(await textsIn(db)).toEqual(
        texts.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
      );
      expect(
        await db.selectFrom('letters').select('text').where('text', '>', 'Z').orderBy('text').execute(),
      ).toEqual(['_', 'a', 'a b', 'ab', 'z', 'é'].map((text) => ({ text })));
    });

    it('is kept to the letter', async () => {
      const db = await open();
      const text = `Größe 42 — “naïve” 🕳️ % _ \\ ' " {} $1 ? \n\t${JSON.stringify('\u0000')}`;
      await upsert(db, letters, [letter(1, text)]);
      expect(await textsIn(db)).toEqual([text]);
    });
  });

  describe('rows', () => {
    it.each([1, 15, 64, 255, 700])('are written and found, %i at once', async (count) => {
      const db = await open();
      const rows = Array.from({ length: count }, (_, no) => letter(no));
      await upsert(db, letters, rows);
      await upsert(
        db,
        letters,
        rows.map((row) => ({ ...row, text: 'again' })),
      );
      const keys = await db.selectFrom('letters').select('text').execute();
      expect(keys).toEqual(rows.map(() => ({ text: 'again' })));
      const found = await findByKey(db, 'letters', ['no', 'text'], [...rows.keys(), 9_999]);
      expect(found.map(({ no }) => no).sort()).toEqual([...rows.keys()].sort());
    });

    it('are counted and summed as numbers', async () => {
      const db = await open();
      await upsert(db, letters, [letter(1), letter(2)]);
      const { fn } = db;
      const sums = await db
        .selectFrom('letters')
        .select([fn.countAll().as('count'), fn.sum('sent_at').as('sum'), fn.max('weight').as('weight')])
        .execute();
      expect(sums).toEqual([{ count: 2, sum: 2 * 1_780_306_200_123, weight: 0.1 }]);
    });

    it('are written all or none', async () => {
      const db = await open();
      await expect(
        db.transaction().execute(async (transaction) => {
          await upsert(transaction, letters, [letter(1)]);
          throw new Error('no');
        }),
      ).rejects.toThrow('no');
      expect(await textsIn(db)).toEqual([]);
    });
  });
});
