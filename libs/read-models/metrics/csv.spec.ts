import fc from 'fast-check';
import { csvOf } from './csv';

describe('a table as CSV', () => {
  it('has a line for each row, with what would break it in quotation marks', () =>
    expect(
      csvOf([
        ['ward', 'cases'],
        ['Norton, "old"', 3],
        ['a\nb', null],
      ]),
    ).toBe('ward,cases\r\n"Norton, ""old""",3\r\n"a\nb",\r\n'));

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1+1', '＋1', '－1', '＠SUM(A1)'])(
    'makes text of %j',
    (text) => expect(csvOf([[text]])).toMatch(/^"?'/),
  );

  it('leaves numbers as they are, below nothing too', () => expect(csvOf([[-1.5, 0]])).toBe('-1.5,0\r\n'));

  it('holds the cells that it was made of', () =>
    fc.assert(
      fc.property(fc.array(fc.array(fc.string(), { minLength: 1 }), { minLength: 1 }), (rows) => {
        const read = [...csvOf(rows).matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)].map(
          ([, quoted, bare = '']) => quoted?.replaceAll('""', '"') ?? bare,
        );
        expect(read).toEqual(
          rows.flat().map((cell) => (/^[=+\-@\t\r\n＝＋－＠]/.test(cell) ? `'${cell}` : cell)),
        );
      }),
    ));
});
