import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { mappingSchema } from '../mapping/mapping';
import { Row } from './row';
import { rowsOfFile } from './rows-of-file';

describe('The rows of a CSV file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'guildhall-csv-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const mapping = (csv: object = {}, more: object = {}) =>
    mappingSchema.parse({
      source: 'test',
      csv,
      dates: { timeZone: 'Europe/London' },
      id: '{id}',
      raised: { column: 'id' },
      service: '{what}',
      ...more,
    });

  async function rowsOf(content: string | Buffer, as = mapping(), name = 'cases.csv'): Promise<string[]> {
    const file = join(folder, name);
    writeFileSync(file, content);
    const rows: string[] = [];
    for await (const row of rowsOfFile(file, as)) {
      rows.push(
        row instanceof Row
          ? `${row.line}: ${row.get('id')}|${row.get('what')}`
          : `${row.line}! ${row.reason}`,
      );
    }
    return rows;
  }

  it('are numbered by the line they begin on', async () => {
    expect(
      await rowsOf('id,what\n1,Pothole\n\n2,"Lamp, dark"\n3,"It says ""no""\nand more"\n4,Bin\n'),
    ).toEqual(['2: 1|Pothole', '4: 2|Lamp, dark', '5: 3|It says "no"\nand more', '7: 4|Bin']);
  });

  it('are read as Excel saves them: with a byte order mark, CR LF and no end of the last line', async () => {
    expect(await rowsOf('\uFEFFid,what\r\n1,Pothole\r\n2,""\r\n3,Bin')).toEqual([
      '2: 1|Pothole',
      '3: 2|',
      '4: 3|Bin',
    ]);
  });

  it('are read in the encoding and with the delimiter that the mapping names', async () => {
    const latin1 = Buffer.from('id;what\n1;Café – closed\n'.replace('–', '\x96'), 'latin1');
    expect(await rowsOf(latin1, mapping({ encoding: 'latin1', delimiter: ';' }))).toEqual([
      '2: 1|Café – closed',
    ]);
  });

  it('are read from a gzipped file too', async () => {
    expect(await rowsOf(gzipSync('id,what\n1,Pothole\n'), mapping(), 'cases.csv.gz')).toEqual([
      '2: 1|Pothole',
    ]);
  });

  it('that are malformed are named, and the rows after them are still there', async () => {
    const rows = await rowsOf(
      'id,what\n1,a,b\n2,fine\n3,"left open\n4,fine\n5,"fine"\n6,"x"y\n7\n8,6" pipe\n',
    );
    expect(rows).toEqual([
      '2! It has 3 fields, and the header has 2.',
      '3: 2|fine',
      '4! Something follows the quote that closes a field. A quote inside a quoted field is doubled.',
      '5: 4|fine',
      '6: 5|fine',
      '7! Something follows the quote that closes a field. A quote inside a quoted field is doubled.',
      '8! It has 1 fields, and the header has 2.',
      '9: 8|6" pipe',
    ]);
  });

  it('survive a quote that is left open to the end of the file', async () => {
    expect(await rowsOf('id,what\n1,"open\n2,fine\n3,fine\n')).toEqual([
      '2! A quote is opened on this line and not closed.',
      '3: 2|fine',
      '4: 3|fine',
    ]);
  });

  it('say nothing where they say a value that means “unknown”', async () => {
    const unknown = { what: ['Other'], '*': ['N/A'] };
    expect(await rowsOf('id,what\n1, \n2,Other\n3,N/A\n4,Bin\n', mapping({}, { unknown }))).toEqual([
      '2: 1|',
      '3: 2|',
      '4: 3|',
      '5: 4|Bin',
    ]);
  });

  it('are not read when the header lacks a column of the mapping; the header is shown', async () => {
    await expect(rowsOf('id,type\n1,Pothole\n')).rejects.toThrow(
      'The mapping and the file do not fit:\n  service: the file has no column “what”\nThe columns of the file are: id, type.',
    );
  });

  it('are not read from a file that is empty, absent or no text', async () => {
    await expect(rowsOf('')).rejects.toThrow('is empty');
    await expect(rowsOf('not gzip', mapping(), 'cases.csv.gz')).rejects.toThrow(
      'cannot be read: incorrect header check',
    );
    await expect(rowsOf('id,what\n' + 'x'.repeat(3_000_000))).rejects.toThrow('Line 2');
  });
});
