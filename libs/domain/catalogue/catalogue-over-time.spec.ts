import { CatalogueOverTime, type Publication } from './catalogue-over-time';
import { defaultCatalogue } from './default-catalogue';

const [england] = defaultCatalogue().calendars;
const [standard] = defaultCatalogue().standards;

/** The calendar of England, with one more holiday. */
const calendar = (position: string, version: number, date: string): Publication =>
  ({
    type: 'CalendarPublished',
    stream: 'catalogue-calendars',
    position,
    data: { version, definition: { ...england, holidays: [{ date, title: 'A royal wedding' }] } },
  }) as unknown as Publication;
const aStandard = (position: string): Publication =>
  ({
    type: 'StandardPublished',
    stream: 'catalogue-standards',
    position,
    data: { version: 1, definition: standard },
  }) as unknown as Publication;

const holidays = (catalogue: ReturnType<CatalogueOverTime['before']>) =>
  catalogue.current().calendars.flatMap(({ definition }) => definition.holidays.map(({ date }) => date));

describe('The catalogue over time', () => {
  const overTime = new CatalogueOverTime([
    calendar('03', 1, '2026-06-04'),
    calendar('07', 2, '2026-06-05'),
    // Its stream is read after the other, though it was published first.
    aStandard('01'),
    calendar('07', 2, '2026-06-05'),
  ]);

  it('knows the bank holidays as they had been published at each place of the log', () => {
    expect(holidays(overTime.before('03'))).toEqual([]);
    expect(holidays(overTime.after('03'))).toEqual(['2026-06-04']);
    expect(holidays(overTime.before('07'))).toEqual(['2026-06-04']);
    expect(holidays(overTime.before('08'))).toEqual(['2026-06-05']);
    expect(holidays(overTime.current)).toEqual(['2026-06-05']);
  });

  it('says where bank holidays were published, each once', () =>
    expect(overTime.calendars).toEqual(['03', '07']));

  it('knows every standard at every place: a case is pinned to a version', () =>
    expect(
      ['02', '05', '09'].map((position) => overTime.before(position).standard(standard?.code ?? '')?.version),
    ).toEqual([1, 1, 1]));
});
