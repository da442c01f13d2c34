import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readMapping } from './read-mapping';

describe('A mapping', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'guildhall-mapping-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const least = {
    source: 'town-crm',
    dates: { timeZone: 'Europe/London' },
    id: '{ref}',
    raised: { column: 'opened' },
    service: '{category}',
  };

  function read(mapping: object | string): ReturnType<typeof readMapping> {
    const file = join(folder, 'mapping.json');
    writeFileSync(file, typeof mapping === 'string' ? mapping : JSON.stringify(mapping));
    return readMapping(file);
  }

  it('needs to say very little', () => {
    expect(read(least).mapping).toMatchObject({
      source: 'town-crm',
      csv: { delimiter: ',', encoding: 'utf-8' },
    });
  });

  it('is told apart from one that says something else', () => {
    expect(read(least).digest).not.toBe(read({ ...least, about: 'another' }).digest);
  });

  it.each<[string, object, string]>([
    ['no source', { source: undefined }, 'source: it is missing; give a text in quotes'],
    ['a source that is no code', { source: 'Town CRM' }, 'source: a code is lower-case letters and digits'],
    [
      'an unknown field',
      { colour: 'red' },
      'the mapping: there is no field “colour” here; there are “about”, “source”',
    ],
    [
      'an unknown target',
      { targets: { repair: { column: 'due' } } },
      'targets: there is no field “repair” here',
    ],
    [
      'an unknown field of a value map',
      { channel: { column: 'via', mapp: {} } },
      'channel: there is no field “mapp” here; there are “column”, “when”, “map”',
    ],
    [
      'a time zone that is none',
      { dates: { timeZone: 'London' } },
      'dates.timeZone: there is no time zone “London”',
    ],
    [
      'a date format with moment’s tokens',
      { dates: { timeZone: 'Europe/London', format: ['iso', 'DD/MM/YYYY'] } },
      'dates.format.1: years are written yyyy and days dd',
    ],
    [
      'a date format that names no day',
      { raised: { column: 'opened', format: 'date' } },
      'raised.format: it names no year',
    ],
    [
      'a column without braces',
      { summary: 'title' },
      'summary: it names no column: write {title} for the column',
    ],
    [
      'a word we do not know',
      { kind: { value: 'grumble' } },
      'kind: “grumble” is none of service-request, enquiry',
    ],
    [
      'a word we do not know, far inside',
      { channel: [{ column: 'via', contains: { web: 'internet' } }] },
      'channel: “internet” is none of online, app',
    ],
    [
      'a regular expression that is none',
      { channel: { column: 'via', pattern: { '(': 'phone' } } },
      'channel.pattern.(: this is not a regular expression',
    ],
    [
      'a rule for rejects that tests nothing',
      { rejects: [{ column: 'state', because: 'it is a test' }] },
      'rejects.0: say what the column must be like',
    ],
    [
      'a time for one thing at nothing',
      { acknowledged: {} },
      'acknowledged: name the “column” that says when',
    ],
    [
      'forwarding to nobody',
      { forwarded: { at: 'raised' } },
      'forwarded: cases are forwarded to a “department”',
    ],
    ['endings without an outcome', { closed: { column: 'shut' } }, 'outcome: cases that end do so somehow'],
    [
      'a column that must never be read',
      { summary: '{name}', neverRead: ['name'] },
      'summary: it reads the column “name”, which “neverRead” forbids',
    ],
    ['a redaction without a name', { redact: ['faces'] }, 'redact.0: give "emails", "phone-numbers" or'],
    ['a code that is none', { codes: { 'Über Lift': 'Über' } }, 'codes.Über Lift: a code is lower-case'],
    ['a catalogue from nowhere', { catalogue: {} }, 'catalogue.derive: say “derive”: true, or name a “file”'],
  ])('with %s is refused by the name of the field', (_, change, fault) => {
    expect(() => read({ ...least, ...change })).toThrow(fault);
  });

  it('is told of all its faults at once, and where the manual is', () => {
    expect(() => read({ ...least, source: 7, raised: {}, service: undefined })).toThrow(
      [
        '  source: give a text in quotes',
        '  raised.column: it is missing; give a text in quotes',
        '  service: it is missing; give a text in quotes',
      ].join('\n'),
    );
    expect(() => read({})).toThrow('docs/importing.md explains every field.');
  });

  it('that is no JSON, or not there, is refused', () => {
    expect(() => read('{ "source": }')).toThrow(/mapping\.json cannot be read: Unexpected token/);
    expect(() => readMapping(join(folder, 'none.json'))).toThrow('no such file');
  });
});
