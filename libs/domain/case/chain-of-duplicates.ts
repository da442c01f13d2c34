/*
 * A duplicate of a duplicate is answered with the original of both. Each case says of which it is a duplicate, and
 * nothing else is kept of the chain, so undoing one link puts back exactly what was.
 */

/** A longer chain is walked no further: nobody has made one. */
export const LONGEST_CHAIN = 20;

/** The reference of the case that a case is a duplicate of; undefined for an original, and for what is not known. */
export type DuplicateOf = (reference: string) => string | undefined | Promise<string | undefined>;

/** A case, the one that it is a duplicate of, and so on to the original. */
export async function chainFrom(reference: string, duplicateOf: DuplicateOf): Promise<string[]> {
  const chain = [reference];
  let next = await duplicateOf(reference);
  while (next !== undefined && chain.length <= LONGEST_CHAIN) {
    chain.push(next);
    next = await duplicateOf(next);
  }
  return chain;
}

/** The original that a case is answered with: itself, where it is no duplicate. */
export async function endOfChain(reference: string, duplicateOf: DuplicateOf): Promise<string> {
  return (await chainFrom(reference, duplicateOf)).at(-1) ?? reference;
}
