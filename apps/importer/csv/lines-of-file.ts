import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ImportFailed } from '../import-failed';

/** A longer line is no line of a CSV file: it would be held in memory whole. In characters. */
const LONGEST = 1_048_576;

/** One line of a text file, without its end. */
export interface Line {
  /** From 1. */
  number: number;
  text: string;
}

export interface LinesOptions {
  encoding: 'utf-8' | 'latin1';
  /** Told now and then how many bytes of the file have been read. */
  onRead?: (bytes: number) => void;
}

/**
 * The lines of a text file of any size, unzipped on the way when its name ends in `.gz`, without a byte order mark.
 * Bytes that the encoding does not know become U+FFFD. Latin-1 is read as Windows-1252, which is what Excel means.
 *
 * @throws ImportFailed when the file cannot be read or is not made of lines
 */
export async function* linesOfFile(file: string, { encoding, onRead }: LinesOptions): AsyncGenerator<Line> {
  const bytes = createReadStream(file, { highWaterMark: 65_536 });
  const source = file.endsWith('.gz') ? pipeline(bytes, createGunzip(), () => undefined) : bytes;
  const decoder = new TextDecoder(encoding);
  let number = 0;
  let rest = '';
  try {
    for await (const chunk of source) {
      onRead?.(bytes.bytesRead);
      const texts = (rest + decoder.decode(chunk as Buffer, { stream: true })).split('\n');
      rest = texts.pop() ?? '';
      for (const text of texts) yield { number: ++number, text: withoutReturn(text) };
      if (rest.length > LONGEST) throw tooLong(file, number + 1);
    }
  } catch (cause) {
    if (cause instanceof ImportFailed) throw cause;
    throw new ImportFailed(`${file} cannot be read: ${(cause as Error).message}.`, { cause });
  } finally {
    bytes.destroy();
  }
  rest += decoder.decode();
  if (rest) yield { number: number + 1, text: withoutReturn(rest) };
}

const withoutReturn = (text: string): string => (text.endsWith('\r') ? text.slice(0, -1) : text);

const tooLong = (file: string, line: number): ImportFailed =>
  new ImportFailed(
    `Line ${line} of ${file} is longer than ${LONGEST} characters. Is it a CSV file, with lines that end in LF or CR LF?`,
  );
