import { hash } from 'node:crypto';

/** Crockford's Base32: no I, L, O or U, so nothing is misheard or misread and no word appears by accident. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 10;

/** A case's id, which is the reference people use: `7QK-4M2-9XD3`, the last character a check. */
export type CaseReference = string & { readonly __reference: unique symbol };

/**
 * The reference of the case that a command raises. Derived, so that raising twice is raising once and no counter is
 * shared: 45 bits of SHA-256 over the command id. Two commands may meet (about 1 in 70 that any two of a million do);
 * whoever finds the reference taken asks for the next `attempt`.
 */
export function referenceFor(commandId: string, attempt = 0): CaseReference {
  const digest = hash('sha256', `${commandId}#${attempt}`, 'buffer');
  const characters: number[] = [];
  for (let i = 0; i < LENGTH - 1; i++) characters.push((digest[i] ?? 0) & 31);
  return grouped([...characters, checkCharacter(characters)]);
}

/**
 * Reads a reference as people write it: any case, spaces or hyphens anywhere, O for 0, I or L for 1.
 * Answers undefined when the check character says that it was misheard.
 */
export function parseReference(text: string): CaseReference | undefined {
  const symbols = text.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  const characters = Array.from(symbols, (symbol) => ALPHABET.indexOf(symbol));
  if (characters.length !== LENGTH || characters.includes(-1)) return undefined;
  return checkCharacter(characters) === 0 ? grouped(characters) : undefined;
}

/**
 * Damm's check over GF(32), x * y = 2x + y: it catches every single wrong character and every swap of neighbours
 * (H. M. Damm, "Total anti-symmetrische Quasigruppen", 2004, ch. 5). Over a whole reference it gives 0.
 */
function checkCharacter(characters: readonly number[]): number {
  return characters.reduce((sum, character) => double(sum ^ character), 0);
}

/** Times x in GF(2^5) with the polynomial x^5 + x^2 + 1. */
function double(element: number): number {
  const doubled = element << 1;
  return doubled & 32 ? doubled ^ 0b100101 : doubled;
}

function grouped(characters: readonly number[]): CaseReference {
  const text = characters.map((character) => ALPHABET.charAt(character)).join('');
  return `${text.slice(0, 3)}-${text.slice(3, 6)}-${text.slice(6)}` as CaseReference;
}
