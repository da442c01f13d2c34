import { z } from 'zod';
import type { Remark } from './reading/remark';

/** What became of a row. `ready`: it would be imported, were this not a rehearsal. */
const resultSchema = z.enum(['taken', 'extended', 'unchanged', 'ready', 'rejected']);
export type Result = z.infer<typeof resultSchema>;

const counts = z.record(z.string(), z.int().positive());

/** How many rows came to what. Plain data, so that an import that was broken off goes on counting. */
export const tallySchema = z.strictObject({
  results: z.partialRecord(resultSchema, z.int().positive()),
  /** Rejected rows by the first fault of each. */
  faults: counts,
  /** Other rows by what was noted of them; a row may be here more than once. */
  notes: counts,
  /** How long it took, pauses between runs left out. */
  seconds: z.number().nonnegative(),
});
export type Tally = z.infer<typeof tallySchema>;

export const emptyTally = (): Tally => ({ results: {}, faults: {}, notes: {}, seconds: 0 });

export function count(tally: Tally, result: Result, remarks: readonly Remark[]): void {
  tally.results[result] = (tally.results[result] ?? 0) + 1;
  if (result === 'rejected') {
    const [first] = remarks;
    // A mapping may leave rows out for several reasons, which are told apart by their words alone.
    const reason = first?.code === 'left-out' ? `${first.code}: ${first.text}` : (first?.code ?? 'unknown');
    tally.faults[reason] = (tally.faults[reason] ?? 0) + 1;
  } else {
    for (const code of new Set(remarks.map((remark) => remark.code)))
      tally.notes[code] = (tally.notes[code] ?? 0) + 1;
  }
}

const rowsIn = ({ results }: Tally): number => Object.values(results).reduce((sum, rows) => sum + rows, 0);

/** The account of an import, for people. */
export function accountOf(tally: Tally): string {
  const { results, faults, notes, seconds } = tally;
  const rows = rowsIn(tally);
  const shown: Result[] = results.ready
    ? ['ready', 'rejected']
    : ['taken', 'extended', 'unchanged', 'rejected'];
  const sum = shown.map((result) => `${number(results[result] ?? 0)} ${result}`).join(' + ');
  const pace = seconds > 0 ? `, ${number(Math.round(rows / seconds))} rows/s` : '';
  return [
    `${number(rows)} rows read = ${sum}`,
    ...table('Rejected', faults),
    ...table('Noted', notes),
    `${seconds.toFixed(1)} s${pace}`,
  ].join('\n');
}

function table(title: string, counted: Readonly<Record<string, number>>): string[] {
  const entries = Object.entries(counted).sort(([, a], [, b]) => b - a);
  return entries.length === 0
    ? []
    : [`${title}:`, ...entries.map(([code, rows]) => `${number(rows).padStart(11)}  ${code}`)];
}

export const number = (value: number): string => value.toLocaleString('en-GB');
