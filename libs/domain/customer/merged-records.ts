/*
 * One person with several records. Each record says what it was merged into, if anything; from these arrows follows who
 * stays, and which records are theirs. Nothing else is kept of it, so un-merging puts back exactly what was.
 */

/** Where a record was merged into; undefined where it stands for itself. */
export type Into = (record: string) => Promise<string | undefined>;

/**
 * The record that a record leads to: the one that stays. A merge that would go round is refused; should two programs let
 * one through in the same instant, the least id of the ring stays, wherever it is asked from.
 */
export async function survivorOf(record: string, into: Into): Promise<string> {
  const path = [record];
  for (let next = await into(record); next !== undefined; next = await into(next)) {
    const seen = path.indexOf(next);
    if (seen >= 0) return path.slice(seen).sort()[0] ?? record;
    path.push(next);
  }
  return path.at(-1) ?? record;
}

/** Whether a record leads to another, or is it. */
export async function leadsTo(record: string, other: string, into: Into): Promise<boolean> {
  const seen = new Set<string>();
  for (let at: string | undefined = record; at !== undefined && !seen.has(at); at = await into(at)) {
    if (at === other) return true;
    seen.add(at);
  }
  return false;
}

/**
 * Every record of the person whose record stays: that one first, then those that were merged into it, at any remove.
 * @param mergedInto those that were merged into any of these themselves
 */
export async function recordsOf(
  survivor: string,
  mergedInto: (records: readonly string[]) => Promise<readonly string[]>,
): Promise<string[]> {
  const records = new Set([survivor]);
  for (let last: readonly string[] = [survivor]; last.length > 0;) {
    last = (await mergedInto(last)).filter((record) => !records.has(record));
    for (const record of last) records.add(record);
  }
  return [...records];
}
