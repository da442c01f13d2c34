import { chainFrom, endOfChain, LONGEST_CHAIN } from './chain-of-duplicates';

const links: Record<string, string> = { one: 'another', another: 'original' };
const duplicateOf = (reference: string) => links[reference];

describe('A chain of duplicates', () => {
  it('leads from a case to the original that it is answered with', async () => {
    expect(await chainFrom('one', duplicateOf)).toEqual(['one', 'another', 'original']);
    expect(await endOfChain('one', duplicateOf)).toBe('original');
  });

  it('is the case alone where that is no duplicate', async () => {
    expect(await chainFrom('original', duplicateOf)).toEqual(['original']);
    expect(await endOfChain('original', duplicateOf)).toBe('original');
  });

  it('that goes round, which nobody can make, comes to an end all the same', async () => {
    const round = (reference: string) => (reference === 'one' ? 'another' : 'one');
    expect(await chainFrom('one', round)).toHaveLength(LONGEST_CHAIN + 1);
  });
});
