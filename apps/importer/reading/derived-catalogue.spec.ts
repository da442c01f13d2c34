import { Columns, Row } from '../csv/row';
import { mappingSchema } from '../mapping/mapping';
import { CodedNames } from './coded-names';
import { CatalogueOfRows } from './derived-catalogue';

describe('The catalogue that a file’s rows make', () => {
  const columns = new Columns(['service', 'department', 'queue', 'kind']);
  const mapping = mappingSchema.parse({
    source: 'test',
    dates: { timeZone: 'UTC' },
    id: '{service}',
    raised: { column: 'service' },
    service: '{service}',
    department: '{department}',
    queue: '{queue}',
    kind: '{kind}',
    rejects: [{ column: 'service', equals: 'TEST', because: 'It is a test.' }],
  });
  const nothing = { departments: [], services: [] };

  function catalogueOf(rows: string[][], options = {}, names = new CodedNames({})): CatalogueOfRows {
    const catalogue = new CatalogueOfRows(mapping, { derive: true, ...options }, names);
    rows.forEach((cells, index) => catalogue.add(new Row(index + 2, columns, cells)));
    return catalogue;
  }

  const reports = [
    ['Pothole', 'Highways', 'North', ''],
    ['Pothole', 'Highways', 'South', ''],
    ['Pothole', 'Highways', 'South', ''],
    ['Noise', 'Environment', '', 'complaint'],
    ['TEST', 'Nobody', '', ''],
  ];

  it('holds each service where most of its rows went', () => {
    expect(catalogueOf(reports, { standard: 'ten-days' }).additionsTo(nothing)).toMatchObject({
      departments: [
        {
          code: 'highways',
          name: 'Highways',
          queues: [
            { code: 'north', name: 'North' },
            { code: 'south', name: 'South' },
          ],
        },
        { code: 'environment', queues: [{ code: 'environment', name: 'Environment' }] },
      ],
      services: [
        {
          code: 'pothole',
          name: 'Pothole',
          kind: 'service-request',
          department: 'highways',
          queue: 'south',
          standard: 'ten-days',
        },
        { code: 'noise', kind: 'complaint', department: 'environment', queue: 'environment' },
      ],
    });
  });

  it('adds nothing to a catalogue that has it all', () => {
    const catalogue = catalogueOf(reports);
    expect(catalogue.additionsTo(catalogue.additionsTo(nothing))).toMatchObject(nothing);
  });

  it('adds a queue to a department as the council has published it', () => {
    const published = catalogueOf(reports.slice(0, 1)).additionsTo(nothing);
    const [highways] = published.departments;
    const renamed = { ...published, departments: highways ? [{ ...highways, name: 'Roads' }] : [] };
    expect(catalogueOf(reports.slice(0, 3)).additionsTo(renamed)).toMatchObject({
      departments: [{ code: 'highways', name: 'Roads', queues: [{ code: 'north' }, { code: 'south' }] }],
      services: [],
    });
  });

  it('puts a service that no row gives to a department where the mapping says, or asks', () => {
    const rows = [['Pothole', '', '', '']];
    expect(catalogueOf(rows, { department: 'Customer services' }).additionsTo(nothing)).toMatchObject({
      departments: [{ code: 'customer-services' }],
      services: [{ department: 'customer-services', queue: 'customer-services' }],
    });
    expect(() => catalogueOf(rows).additionsTo(nothing)).toThrow(
      'which department the service “Pothole” belongs to',
    );
  });

  it('says which names it takes to be the same', () => {
    const names = new CodedNames({ 'Pot-hole!': 'pot-hole-urgent' });
    catalogueOf(
      [
        ['Heat - Excessive', 'A', '', ''],
        ['heat -  excessive', 'A', '', ''],
        ['Heat/Excessive', 'A', '', ''],
        ['Pot-hole', 'A', '', ''],
        ['Pot-hole!', 'A', '', ''],
      ],
      {},
      names,
    );
    expect(names.shared()).toEqual([
      { sort: 'services', code: 'heat-excessive', names: ['Heat - Excessive', 'Heat/Excessive'] },
    ]);
  });
});
