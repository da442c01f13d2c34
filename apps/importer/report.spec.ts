import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImportFailed } from './import-failed';
import { Report } from './report';

describe('The report of an import', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'guildhall-report-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const garbled = { code: 'garbled', text: 'Some characters are not utf-8.' };
  const cut = { code: 'shortened', text: 'Its “summary”, a "long" one, was cut.' };

  it('says in one line what became of a row, and why', () => {
    const file = join(folder, 'report.csv');
    const report = Report.begin(file);
    report.write([
      { line: 2, id: '7', result: 'taken', reference: 'E9N-T56-0TF3', remarks: [garbled, cut, cut] },
    ]);
    report.close();

    expect(readFileSync(file, 'utf8').split('\r\n')).toEqual([
      'line,source_id,result,reference,code,reason',
      '2,7,taken,E9N-T56-0TF3,garbled shortened,"Some characters are not utf-8. Its “summary”, a ""long"" one, was cut. Its “summary”, a ""long"" one, was cut."',
      '',
    ]);
    expect(statSync(file)).toMatchObject({ size: report.bytes, mode: 0o100600 });
  });

  it('goes on where it was broken off, without what came after', () => {
    const file = join(folder, 'report.csv');
    const report = Report.begin(file);
    const { bytes } = report;
    report.write([{ line: 2, id: '1', result: 'taken', remarks: [] }]);
    report.close();

    const again = Report.goOn(file, bytes);
    again.write([{ line: 2, id: '1', result: 'unchanged', remarks: [] }]);
    again.close();
    expect(readFileSync(file, 'utf8').split('\r\n')[1]).toBe('2,1,unchanged,,,');
  });

  it('holds no id that a spreadsheet would calculate', () => {
    const file = join(folder, 'report.csv');
    const report = Report.begin(file);
    report.write([{ line: 2, id: '=HYPERLINK("http://x")', result: 'taken', remarks: [] }]);
    report.close();
    expect(readFileSync(file, 'utf8')).toContain(`2,"'=HYPERLINK(""http://x"")",taken`);
  });

  it('that cannot be written says so', () => {
    expect(() => Report.begin(join(folder, 'none/report.csv'))).toThrow(ImportFailed);
  });
});
