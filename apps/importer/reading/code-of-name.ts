import { createHash } from 'node:crypto';

/** What `codeSchema` takes. */
const LONGEST = 80;

/** Letters that Unicode does not take apart into a letter and an accent. */
const folded: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  đ: 'd',
};

/**
 * The code a name stands under: lower case, accents taken off, anything else a hyphen. A code is its own code, so a
 * mapping may give either. A name too long keeps its beginning and is told apart by a digest of the whole. Undefined
 * when nothing in the name is a Latin letter or a digit.
 */
export function codeOfName(name: string): string | undefined {
  const code = name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[ßæœøðþłđ]/g, (letter) => folded[letter] ?? letter)
    .replace(/[\p{M}'’]/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  if (code.length <= LONGEST) return code || undefined;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${code.slice(0, LONGEST - digest.length - 1).replace(/-$/, '')}-${digest}`;
}
