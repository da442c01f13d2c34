import fc from 'fast-check';
import { leadsTo, recordsOf, survivorOf } from './merged-records';

/** Records and what they were merged into: `{ a: 'b' }` is a merged into b. */
const arrows = (merged: Record<string, string>) => ({
  into: (record: string) => Promise.resolve(merged[record]),
  mergedInto: (records: readonly string[]) =>
    Promise.resolve(Object.keys(merged).filter((record) => records.includes(merged[record] ?? ''))),
});

describe('one person with several records', () => {
  it('is who is left at the end of a chain', async () => {
    const { into, mergedInto } = arrows({ a: 'b', b: 'c', d: 'c' });
    expect(await survivorOf('a', into)).toBe('c');
    expect(await survivorOf('x', into)).toBe('x');
    expect(await recordsOf('c', mergedInto)).toEqual(['c', 'b', 'd', 'a']);
    expect(await recordsOf('x', mergedInto)).toEqual(['x']);
  });

  it('leads to another record or does not', async () => {
    const { into } = arrows({ a: 'b', b: 'c', r: 's', s: 'r' });
    expect(await leadsTo('a', 'c', into)).toBe(true);
    expect(await leadsTo('c', 'c', into)).toBe(true);
    expect(await leadsTo('c', 'a', into)).toBe(false);
    expect(await leadsTo('r', 'a', into)).toBe(false);
  });

  it('is one and the same wherever it is asked from, even in a ring that should not be', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...ids), fc.constantFrom(...ids)), async (merged) => {
        const { into, mergedInto } = arrows(merged);
        for (const id of ids) {
          const survivor = await survivorOf(id, into);
          expect(await survivorOf(survivor, into)).toBe(survivor);
          expect(await recordsOf(survivor, mergedInto)).toContain(id);
        }
      }),
    );
  });
});
