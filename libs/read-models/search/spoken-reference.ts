import { type CaseReference, parseReference } from '../../domain/case/case-reference';

const digits = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const alphabet =
  'alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa quebec romeo sierra tango uniform victor whiskey x-ray yankee zulu';

/** What somebody says for a character: digits by their names, letters by the alphabet of the telephone. */
const characters = new Map<string, string>([
  ...digits.map((name, digit): [string, string] => [name, String(digit)]),
  ...alphabet.split(' ').map((name): [string, string] => [name.replace('-', ''), name.charAt(0)]),
  ['nought', '0'],
  ['alfa', 'a'],
  ['juliett', 'j'],
  ['whisky', 'w'],
]);

/**
 * A reference as somebody types it or reads it out: `7qk 4m2 9xd3`, `ref. 7QK/4M2/9XD3`, `seven quebec kilo, four mike
 * two, nine x-ray delta three`. Undefined when it is none, or was misheard.
 */
export function referenceIn(text: string): CaseReference | undefined {
  const words = wordsOf(text);
  const written = words.map((word) => characters.get(word) ?? word).join('');
  return parseReference(words.join('')) ?? parseReference(written);
}

/** Ten letters and digits, some of each: a reference of which a character is wrong, if it is not one of ours. */
export function looksLikeReference(text: string): boolean {
  const written = wordsOf(text).join('');
  return /^[0-9a-z]{10}$/.test(written) && /\d/.test(written) && /[a-z]/.test(written);
}

const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .replace(/x-ray/g, 'xray')
    .replace(/^\s*(case|ref(erence)?)(?=[^a-z0-9])[\s.:#]*/, '')
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
