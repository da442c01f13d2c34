import { closeSync, existsSync, openSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { ImportFailed } from './import-failed';
import type { Remark } from './reading/remark';
import type { Result } from './tally';

const HEADER = 'line,source_id,result,reference,code,reason\r\n';

/** What became of one row. */
export interface ReportedRow {
  line: number;
  id: string;
  result: Result;
  reference?: string | undefined;
  remarks: readonly Remark[];
}

/** What became of every row, as a CSV file that only its owner may read. */
export class Report {
  private constructor(
    private readonly descriptor: number,
    private length: number,
  ) {}

  /** @throws ImportFailed when it cannot be written there */
  static begin(file: string): Report {
    try {
      const report = new Report(openSync(file, 'w', 0o600), 0);
      report.append(HEADER);
      return report;
    } catch (cause) {
      throw new ImportFailed(`The report cannot be written: ${(cause as Error).message}.`, { cause });
    }
  }

  /** Goes on after the first so many bytes; what came after them is written again. */
  static goOn(file: string, bytes: number): Report {
    truncateSync(file, bytes);
    return new Report(openSync(file, 'a'), bytes);
  }

  /** Whether a report of at least so many bytes is there. */
  static has(file: string, bytes: number): boolean {
    return existsSync(file) && statSync(file).size >= bytes;
  }

  get bytes(): number {
    return this.length;
  }

  write(rows: readonly ReportedRow[]): void {
    this.append(rows.map(lineOf).join(''));
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private append(text: string): void {
    const bytes = Buffer.from(text);
    writeFileSync(this.descriptor, bytes);
    this.length += bytes.length;
  }
}

function lineOf({ line, id, result, reference = '', remarks }: ReportedRow): string {
  const codes = [...new Set(remarks.map(({ code }) => code))].join(' ');
  const cells = [String(line), id, result, reference, codes, remarks.map(({ text }) => text).join(' ')];
  return `${cells.map(cellOf).join(',')}\r\n`;
}

/** A spreadsheet takes some beginnings for a formula, and an id comes from outside: those get an apostrophe. */
function cellOf(text: string): string {
  const safe = /^[=+@\t\r]|^-(?!\d)/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
