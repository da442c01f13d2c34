import type { z } from 'zod';
import type { Row } from '../csv/row';
import type { Mapping } from '../mapping/mapping';
import { type Moment, momentIn } from '../mapping/moment';
import { redact } from '../mapping/redaction';
import { type TextSource, textFrom } from '../mapping/text-source';
import type { Named } from './classification';
import type { Remark } from './remark';

/** So much of a cell is quoted in the report, in characters. */
const QUOTED = 60;

/** One row as it is being read by a mapping, and everything that was remarked on the way. */
export class RowReading {
  /** What is worth knowing of a row that can be imported. */
  readonly notes: Remark[] = [];
  /** What keeps it from being imported. */
  readonly faults: Remark[] = [];

  constructor(
    readonly row: Row,
    readonly mapping: Mapping,
    /** UTC milliseconds: nothing has happened after it. */
    readonly now: number,
  ) {}

  note(code: string, text: string): void {
    this.notes.push({ code, text });
  }

  fault(code: string, text: string): void {
    this.faults.push({ code, text });
  }

  /** A text as it stands, cut where it is longer than so many characters. */
  plain(field: string, source: TextSource | undefined, longest: number): string | undefined {
    const text = source && textFrom(source, this.row);
    return text === undefined ? undefined : this.cut(field, text, longest);
  }

  /** Free text, without what the mapping takes out of it. */
  words(field: string, source: TextSource | undefined, longest: number): string | undefined {
    const text = source && textFrom(source, this.row);
    if (text === undefined) return undefined;
    const left = redact(text, this.mapping.redact);
    if (left !== text) this.note('redacted', `Something was taken out of its ${field}.`);
    return this.cut(field, left.trim(), longest) || undefined;
  }

  /** One of the words that Guildhall knows. @param missing the fault when the row says nothing; none when left out */
  word<Word extends string>(
    field: string,
    source: TextSource | undefined,
    words: z.ZodType<Word> & { options: Word[] },
    missing?: Remark,
  ): Word | undefined {
    const text = source && textFrom(source, this.row);
    if (text === undefined) {
      if (missing) this.faults.push(missing);
      return undefined;
    }
    const { data } = words.safeParse(text);
    if (data === undefined) {
      const known = words.options.join(', ');
      this.fault(
        'unmapped-value',
        `The mapping does not say which ${field} ${this.quote(text)} is: ${known}.`,
      );
    }
    return data;
  }

  codeOf({ name, code }: Named): string {
    if (code === undefined) {
      this.fault('no-code', `No code can be made of ${this.quote(name)}; give it one in “codes”.`);
    }
    return code ?? '';
  }

  /**
   * When a column says it was, in UTC milliseconds, or what it says where that cannot be read. Of an hour that came
   * twice it is the first, unless that would be before `floor` and the second would not.
   */
  time(moment: Partial<Moment>, floor = -Infinity): { at?: number; unreadable?: string } {
    const read = momentIn(moment, this.row, this.mapping.dates);
    if (read === undefined) return {};
    const { column = '' } = moment;
    if (typeof read === 'string') return { unreadable: `(${column}) cannot be read: ${this.quote(read)}.` };
    const { instant: first, again, skipped } = read;
    const cell = `${this.quote(this.row.get(column))} (${column})`;
    if (skipped) {
      this.note(
        'clocks-went-forward',
        `${cell} was skipped as the clocks went forward: it is taken as that moment.`,
      );
    }
    if (again === undefined) return { at: first };
    const takeSecond = first < floor && again >= floor;
    const taken = takeSecond ? 'second' : 'first';
    this.note('clocks-went-back', `${cell} came twice as the clocks went back: the ${taken} is taken.`);
    return { at: takeSecond ? again : first };
  }

  private quote(text: string): string {
    return `“${clipped(redact(text, this.mapping.redact), QUOTED)}”`;
  }

  private cut(field: string, text: string, longest: number): string {
    if (text.length > longest) this.note('shortened', `Its ${field} was cut to ${longest} characters.`);
    return clipped(text, longest);
  }
}

/** The beginning of the text, in so many UTF-16 code units: no character is cut in two. */
export const clipped = (text: string, longest: number): string =>
  text.length <= longest
    ? text
    : `${text
        .slice(0, longest - 1)
        .replace(/[\uD800-\uDBFF]$/, '')
        .trimEnd()}…`;
