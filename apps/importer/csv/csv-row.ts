import type { Line } from './lines-of-file';

/** A quoted field may run over so many lines; a quote left open costs no more than this much looking ahead. */
const MOST_LINES = 500;

export interface CsvDialect {
  delimiter: string;
  /** Null where the file quotes nothing. */
  quote: string | null;
}

/** One row of a CSV file (RFC 4180), or what should have been one. */
export type CsvRow =
  | { kind: 'row'; /** Where it begins, from 1. */ line: number; cells: string[] }
  | { kind: 'malformed'; line: number; reason: string };

/**
 * The rows of a CSV file, the first of which must be the header. Blank lines are none.
 *
 * A malformed row costs the line it begins on and nothing else: reading goes on with the very next line. That is why
 * there is no parser library here: one that meets a quote left open swallows good rows up to the next quote, and they
 * would be missing from the account.
 */
export async function* csvRows(lines: AsyncIterable<Line>, dialect: CsvDialect): AsyncGenerator<CsvRow> {
  const ahead = new LookAhead(lines);
  let width: number | undefined;
  try {
    for (let first = await ahead.next(); first; first = await ahead.next()) {
      if (first.text.trim() === '') continue;
      const taken = [first];
      let cells = cellsOf(first.text, dialect);
      while (cells === 'unclosed' && taken.length < MOST_LINES) {
        const more = await ahead.next();
        if (!more) break;
        taken.push(more);
        cells = cellsOf(taken.map(({ text }) => text).join('\n'), dialect);
      }
      const row = rowOf(cells, first.number, width);
      if (row.kind === 'malformed') ahead.giveBack(taken.slice(1));
      else width ??= row.cells.length;
      yield row;
    }
  } finally {
    await ahead.close();
  }
}

function rowOf(cells: string[] | Broken, line: number, width: number | undefined): CsvRow {
  if (typeof cells === 'string') return { kind: 'malformed', line, reason: broken[cells] };
  if (width === undefined || cells.length === width) return { kind: 'row', line, cells };
  return { kind: 'malformed', line, reason: `It has ${cells.length} fields, and the header has ${width}.` };
}

const broken = {
  unclosed: 'A quote is opened on this line and not closed.',
  misquoted: 'Something follows the quote that closes a field. A quote inside a quoted field is doubled.',
};
type Broken = keyof typeof broken;

/** A quote that does not begin a field is an ordinary character, as in Excel: 6" pipe. */
function cellsOf(text: string, { delimiter, quote }: CsvDialect): string[] | Broken {
  if (quote === null || !text.includes(quote)) return text.split(delimiter);
  const cells: string[] = [];
  for (let at = 0; ; at += delimiter.length) {
    if (text.startsWith(quote, at)) {
      const end = closingQuote(text, quote, at + 1);
      if (end < 0) return 'unclosed';
      cells.push(text.slice(at + 1, end).replaceAll(quote + quote, quote));
      at = end + 1;
      if (at < text.length && !text.startsWith(delimiter, at)) return 'misquoted';
    } else {
      const next = text.indexOf(delimiter, at);
      const end = next < 0 ? text.length : next;
      cells.push(text.slice(at, end));
      at = end;
    }
    if (at >= text.length) return cells;
  }
}

/** Where the quote stands that is not doubled; -1 when there is none. */
function closingQuote(text: string, quote: string, from: number): number {
  let at = text.indexOf(quote, from);
  while (at >= 0 && text.startsWith(quote, at + 1)) at = text.indexOf(quote, at + 2);
  return at;
}

/** Lines that can be given back. */
class LookAhead {
  private readonly lines: AsyncIterator<Line>;
  private readonly returned: Line[] = [];

  constructor(lines: AsyncIterable<Line>) {
    this.lines = lines[Symbol.asyncIterator]();
  }

  async next(): Promise<Line | undefined> {
    const line = this.returned.pop();
    if (line) return line;
    const next = await this.lines.next();
    return next.done ? undefined : next.value;
  }

  async close(): Promise<void> {
    await this.lines.return?.();
  }

  giveBack(lines: readonly Line[]): void {
    this.returned.push(...lines.toReversed());
  }
}
