import type { Keyring } from './keyring';

/** A keyring to test: its own, empty, and gone afterwards. */
export interface KeyringUnderTest {
  keyring: Keyring;
  /** The same keys, as this program has them open when it is started again. */
  reopen(): Promise<Keyring>;
  /** Destroys the wrap of a customer's key, or of one stream's. */
  destroy(what: { customer: string } | { stream: string }): Promise<void>;
  /** Puts this in the place of the master key; takes the master key away when left out. */
  replaceMasterKey(text?: string): void;
  /** Another installation, with keys of its own. */
  another(): Promise<Keyring>;
  /** Reads a table of it as it is kept, as whoever gets hold of the database would. */
  read(table: 'keys' | 'customers' | 'blind_index'): Promise<Record<string, unknown>[]>;
  /** Takes the blind index away, as if it had been written before there was one. */
  forgetIndex(): Promise<void>;
  dispose(): Promise<void>;
}

/** What every keyring promises. */
export function describeKeyringContract(open: () => Promise<KeyringUnderTest>): void {
  describe('the keyring', () => {
    let underTest: KeyringUnderTest;
    let keyring: Keyring;
    beforeEach(async () => {
      underTest = await open();
      keyring = underTest.keyring;
    });
    afterEach(() => underTest.dispose());

    const reopen = async (): Promise<Keyring> => (keyring = await underTest.reopen());
    const destroy = async (what: { customer: string } | { stream: string }): Promise<void> => {
      await underTest.destroy(what);
      await reopen();
    };
    /** Seals something as the first box of a stream. */
    const seal = async (stream: string, personal: Record<string, unknown>, customerId?: string) =>
      (await keyring.sealerFor(stream, { customerId })).seal(stream, personal);

    it('opens what it sealed, also after a restart', async () => {
      const box = await seal('case-1', { name: 'Joan Carter' }, 'joan');
      expect(box).not.toContain('Joan');
      expect(await keyring.open(box)).toEqual({ name: 'Joan Carter' });
      expect(await (await reopen()).open(box)).toEqual({ name: 'Joan Carter' });
    });

    it('goes on with the key of a box that the stream has already', async () => {
      const first = await seal('case-1', { a: 1 }, 'joan');
      const second = (await (await reopen()).sealerFor('case-1', { box: first })).seal('case-1', { a: 2 });
      expect(second.split('.').slice(0, 3)).toEqual(first.split('.').slice(0, 3));
      expect(await keyring.open(second)).toEqual({ a: 2 });
    });

    it('opens the boxes of a stream in any order and as often as they are asked for, and none that was meddled with', async () => {
      const first = await seal('case-1', { a: 1 }, 'joan');
      const second = (await keyring.sealerFor('case-1', { box: first })).seal('case-1', { a: 2 });
      for (const [box, a] of [
        [first, 1],
        [first, 1],
        [second, 2],
        [first, 1],
      ] as const) {
        expect(await keyring.open(box)).toEqual({ a });
      }
      // The last character but one: of the last, base64 leaves bits unused that change nothing.
      const other = first.at(-2) === 'A' ? 'B' : 'A';
      const meddled = first.slice(0, -2) + other + first.slice(-1);
      await expect(async () => keyring.open(meddled)).rejects.toThrow('damaged');
    });

    it('forgets a customer, and every case of theirs, when the key of the customer is destroyed', async () => {
      const [joans, amirs] = [await seal('case-1', { a: 1 }, 'joan'), await seal('case-2', { a: 2 }, 'amir')];
      await destroy({ customer: 'joan' });
      expect(await keyring.open(joans)).toBeUndefined();
      expect(await keyring.open(amirs)).toEqual({ a: 2 });
      await expect(keyring.sealerFor('case-1', { box: joans })).rejects.toThrow('destroyed');
      await expect(keyring.sealerFor('case-3', { customerId: 'joan' })).rejects.toThrow('destroyed');
    });

    it('forgets one case past its retention when the key of the case is destroyed', async () => {
      const [old, recent] = [await seal('case-1', { a: 1 }, 'joan'), await seal('case-2', { a: 2 }, 'joan')];
      await destroy({ stream: 'case-1' });
      expect(await keyring.open(old)).toBeUndefined();
      expect(await keyring.open(recent)).toEqual({ a: 2 });
    });

    it('refuses a key to the forgotten, and makes those that others ask for at the same moment', async () => {
      await seal('case-1', { a: 1 }, 'joan');
      await destroy({ customer: 'joan' });
      const asked = ['joan', 'amir', 'joan', undefined].map((customer, n) =>
        seal(`case-${n}`, { n }, customer),
      );
      const [, amirs, , nobodys] = await Promise.allSettled(asked);
      expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual([
        'rejected',
        'fulfilled',
        'rejected',
        'fulfilled',
      ]);
      for (const [n, made] of [amirs, nobodys].entries()) {
        const box = made?.status === 'fulfilled' ? made.value : '';
        expect(await keyring.open(box)).toEqual({ n: n === 0 ? 1 : 3 });
      }
    });

    it('makes one key for a customer however many cases are raised at once', async () => {
      const boxes = await Promise.all(
        Array.from({ length: 300 }, (_, n) => seal(`case-${n}`, { n }, 'joan')),
      );
      await reopen();
      expect(await Promise.all(boxes.map((box) => keyring.open(box)))).toEqual(boxes.map((_, n) => ({ n })));
      await destroy({ customer: 'joan' });
      expect(await keyring.open(boxes[49] ?? '')).toBeUndefined();
    });

    describe('the blind index', () => {
      const email = { kind: 'email', value: 'joan@example.org' };
      const postcode = { kind: 'postcode', value: 'TS181TU' };
      const found = (term = email, page: { after?: string; limit: number } = { limit: 10 }) =>
        keyring.find(term, page);

      it('finds what was sealed by what it is to be found by, also after a restart', async () => {
        await keyring.sealerFor('customer-joan', { customerId: 'joan', findBy: [email, postcode] });
        await keyring.sealerFor('case-1', { findBy: [postcode] });
        await reopen();
        expect(await found()).toEqual(['customer-joan']);
        expect(await found(postcode)).toEqual(['case-1', 'customer-joan']);
        expect(await found({ ...email, value: 'amir@example.org' })).toEqual([]);
        expect(await found({ ...email, kind: 'phone' })).toEqual([]);
      });

      it('finds a stream by what is added to it later', async () => {
        const box = await seal('customer-joan', { a: 1 }, 'joan');
        await keyring.sealerFor('customer-joan', { box, findBy: [email] });
        await keyring.sealerFor('customer-joan', { box, findBy: [email] });
        expect(await found()).toEqual(['customer-joan']);
      });

      it('answers some at a time', async () => {
        for (const no of [3, 1, 2]) await keyring.sealerFor(`case-${no}`, { findBy: [postcode] });
        expect(await found(postcode, { limit: 2 })).toEqual(['case-1', 'case-2']);
        expect(await found(postcode, { after: 'case-2', limit: 2 })).toEqual(['case-3']);
      });

      it('no longer finds whoever was forgotten, nor any case of theirs', async () => {
        await keyring.sealerFor('customer-joan', { customerId: 'joan', findBy: [email, postcode] });
        await keyring.sealerFor('case-1', { customerId: 'joan', findBy: [postcode] });
        await keyring.sealerFor('case-2', { customerId: 'amir', findBy: [postcode] });
        await destroy({ customer: 'joan' });
        expect(await found()).toEqual([]);
        expect(await found(postcode)).toEqual(['case-2']);
        expect(await underTest.read('blind_index')).toHaveLength(1);
      });

      it('no longer finds a case past its retention', async () => {
        await keyring.sealerFor('case-1', { customerId: 'joan', findBy: [postcode] });
        await keyring.sealerFor('case-2', { customerId: 'joan', findBy: [postcode] });
        await destroy({ stream: 'case-1' });
        expect(await found(postcode)).toEqual(['case-2']);
        expect(await underTest.read('blind_index')).toHaveLength(1);
      });

      it('holds nothing readable', async () => {
        await keyring.sealerFor('customer-joan', { customerId: 'joan', findBy: [email, postcode] });
        const rows = await underTest.read('blind_index');
        expect(rows).toHaveLength(2);
        expect(JSON.stringify(rows)).not.toMatch(/example|TS181TU/);
      });

      it('calls a term something else than a fingerprint does', async () => {
        await keyring.sealerFor('customer-joan', { customerId: 'joan', findBy: [email] });
        const [row] = await underTest.read('blind_index');
        const fingerprint = Buffer.from(keyring.fingerprint('email\njoan@example.org'), 'hex');
        expect(row?.['token']).not.toBe(fingerprint.subarray(0, 16).toString('base64url'));
      });

      it('of a new installation is whole; that of an older one is not until all is found', async () => {
        expect(await keyring.findsAll()).toBe(true);
        await underTest.forgetIndex();
        await reopen();
        expect(await keyring.findsAll()).toBe(false);
        await keyring.allIsFound();
        expect(await (await reopen()).findsAll()).toBe(true);
      });
    });

    it('does not take a damaged box for an erased one, nor one passed off as another case', async () => {
      const box = await seal('case-1', { a: 1 });
      await expect(async () => keyring.open(`${box.slice(0, -3)}AAA`)).rejects.toThrow('damaged');
      await expect(async () => keyring.open(box.replace('case-1', 'case-2'))).rejects.toThrow('damaged');
    });

    it('refuses to start with another master key, or without it', async () => {
      underTest.replaceMasterKey('ab'.repeat(32));
      await expect(async () => underTest.reopen()).rejects.toThrow('is not the one');
      underTest.replaceMasterKey();
      await expect(async () => underTest.reopen()).rejects.toThrow('GUILDHALL_MASTER_KEY_FILE');
    });

    it('gives the same fingerprint for the same text under the same master key only', async () => {
      const another = await underTest.another();
      expect(keyring.fingerprint('a')).toBe((await reopen()).fingerprint('a'));
      expect(keyring.fingerprint('a')).not.toBe(another.fingerprint('a'));
      await another.close();
    });
  });
}
