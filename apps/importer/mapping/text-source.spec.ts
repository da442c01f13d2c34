import { Columns, Row } from '../csv/row';
import { columnsOfText, textFrom, textSourceSchema } from './text-source';

describe('A text of a case', () => {
  const row = (cells: Record<string, string>) =>
    new Row(2, new Columns(Object.keys(cells)), Object.values(cells));
  const text = (source: unknown, cells: Record<string, string>) =>
    textFrom(textSourceSchema.parse(source), row(cells));

  it('is the same for every row when the mapping gives it', () => {
    expect(text({ value: '{phone}' }, {})).toBe('{phone}');
  });

  it('is what the column says, without space around it', () => {
    expect(text({ column: 'via' }, { via: ' Web ' })).toBe('Web');
    expect(text({ column: 'via' }, { via: '  ' })).toBeUndefined();
  });

  const channel = {
    column: 'via',
    map: { Web: 'online', '': 'unknown', Test: null },
    contains: { tele: 'phone', phone: 'phone' },
    pattern: { '^e-?mail\\b': 'email' },
  };

  it.each([
    ['Web', 'online'],
    ['web', 'web'],
    ['Telephone', 'phone'],
    ['E-mail from councillor', 'email'],
    ['', 'unknown'],
    ['Test', undefined],
    ['Pigeon', 'Pigeon'],
    ['toString', 'toString'],
  ])('is translated: “%s” becomes %s', (via, becomes) => {
    expect(text(channel, { via })).toBe(becomes);
  });

  it('is the default when no rule names the value', () => {
    expect(text({ ...channel, default: 'other' }, { via: 'Pigeon' })).toBe('other');
  });

  it('is the default, where there are no rules, only when the column is blank', () => {
    expect(text({ column: 'ward', default: 'Not known' }, { ward: 'Hardwick' })).toBe('Hardwick');
    expect(text({ column: 'ward', default: 'Not known' }, { ward: '' })).toBe('Not known');
  });

  it('is made of several columns, and of none when one of them is blank', () => {
    expect(text('{type} at {street}', { type: 'Pothole', street: 'High Street' })).toBe(
      'Pothole at High Street',
    );
    expect(text('{type} at {street}', { type: 'Pothole', street: '' })).toBeUndefined();
  });

  it('leaves out what is in square brackets when a column in them is blank', () => {
    const source = '{street}[, {town}][ ({postcode})]';
    expect(text(source, { street: '1 High St', town: '', postcode: 'TS18' })).toBe('1 High St (TS18)');
    expect(text('[sic] {street}', { street: 'Hihg St' })).toBe('[sic] Hihg St');
  });

  it('is the first of a list that says something', () => {
    const source = [
      '{title}',
      { when: { column: 'type', contains: 'lamp' }, value: 'A lamp' },
      { value: 'A report' },
    ];
    expect(text(source, { title: '', type: 'Dark LAMP' })).toBe('A lamp');
    expect(text(source, { title: '', type: 'Bin' })).toBe('A report');
  });

  it('names the columns that it reads', () => {
    const source = ['{a} {b}[ {c}]', { when: { column: 'd', blank: true }, column: 'e' }, { value: 'f' }];
    expect(columnsOfText(textSourceSchema.parse(source))).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});
