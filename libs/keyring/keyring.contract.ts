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
