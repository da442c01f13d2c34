import fc from 'fast-check';
import { parseReference, referenceFor } from './case-reference';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const reference = fc.uuid().map((id) => referenceFor(id));

describe('a case reference', () => {
  it('is the same for the same command and another for the next attempt', () => {
    expect(referenceFor('c1')).toBe(referenceFor('c1'));
    expect(referenceFor('c1', 1)).not.toBe(referenceFor('c1'));
    expect(referenceFor('c1')).toMatch(/^[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{4}$/);
  });

  it('is read as people say and write it', () => {
    fc.assert(
      fc.property(reference, (written) => {
        expect(parseReference(written.toLowerCase().replaceAll('-', ' '))).toBe(written);
        expect(parseReference(written.replaceAll('0', 'o').replaceAll('1', 'l'))).toBe(written);
      }),
    );
  });

  it('is refused when any one character is wrong', () => {
    fc.assert(
      fc.property(reference, fc.nat(9), fc.constantFrom(...ALPHABET), (written, at, other) => {
        const symbols = [...written.replaceAll('-', '')];
        fc.pre(symbols[at] !== other);
        symbols[at] = other;
        expect(parseReference(symbols.join(''))).toBeUndefined();
      }),
    );
  });

  it('is refused when two neighbours are swapped', () => {
    fc.assert(
      fc.property(reference, fc.nat(8), (written, at) => {
        const symbols = [...written.replaceAll('-', '')];
        fc.pre(symbols[at] !== symbols[at + 1]);
        const swapped = [...symbols.slice(0, at), symbols[at + 1], symbols[at], ...symbols.slice(at + 2)];
        expect(parseReference(swapped.join(''))).toBeUndefined();
      }),
    );
  });

  it.each(['', '7QK', 'not a reference', '7QK-4M2-9XD3-1', 'ÄÖÜ-ÄÖÜ-ÄÖÜÄ'])('is not read from %j', (text) => {
    expect(parseReference(text)).toBeUndefined();
  });
});
