import { Columns, Row } from '../csv/row';
import { dateFormatsSchema, momentIn, momentSchema } from './moment';
import { timeZoneSchema } from './time-zone';

describe('When a column says it was', () => {
  const read = (
    written: string,
    { zone, format, own }: { zone?: string; format?: string | string[]; own?: object } = {},
  ) => {
    const clock = {
      timeZone: timeZoneSchema.parse(zone ?? 'America/New_York'),
      format: dateFormatsSchema.parse(format ?? 'yyyy-MM-dd HH:mm:ss'),
    };
    const moment = momentSchema.parse({ column: 'at', ...own });
    const found = momentIn(moment, new Row(2, new Columns(['at']), [written]), clock);
    if (found === undefined || typeof found === 'string') return found;
    const { instant, again, skipped } = found;
    const text = (time: number) => new Date(time).toISOString();
    return [
      text(instant),
      ...(again === undefined ? [] : [text(again)]),
      ...(skipped ? ['skipped'] : []),
    ].join(' ');
  };

  it('is on the clocks of the city, in summer and in winter', () => {
    expect(read('2011-07-01 01:32:33')).toBe('2011-07-01T05:32:33.000Z');
    expect(read('2011-12-01 01:32:33')).toBe('2011-12-01T06:32:33.000Z');
  });

  it.each([
    ['2011-11-06 00:59:59', '2011-11-06T04:59:59.000Z'],
    ['2011-11-06 01:00:00', '2011-11-06T05:00:00.000Z 2011-11-06T06:00:00.000Z'],
    ['2011-11-06 01:59:59', '2011-11-06T05:59:59.000Z 2011-11-06T06:59:59.000Z'],
    ['2011-11-06 02:00:00', '2011-11-06T07:00:00.000Z'],
  ])('is the earlier or the later of two when New York’s clocks went back: %s', (written, instants) => {
    expect(read(written)).toBe(instants);
  });

  it.each([
    ['2012-03-11 01:59:59', '2012-03-11T06:59:59.000Z'],
    ['2012-03-11 02:00:00', '2012-03-11T07:00:00.000Z skipped'],
    ['2012-03-11 02:45:00', '2012-03-11T07:00:00.000Z skipped'],
    ['2012-03-11 03:00:00', '2012-03-11T07:00:00.000Z'],
  ])('is the change itself when New York’s clocks skipped it: %s', (written, instants) => {
    expect(read(written)).toBe(instants);
  });

  it('is on London’s clocks in Britain', () => {
    expect(read('27/03/2022 01:30', { zone: 'Europe/London', format: 'dd/MM/yyyy HH:mm' })).toBe(
      '2022-03-27T01:00:00.000Z skipped',
    );
    expect(read('30/10/2022 01:30', { zone: 'Europe/London', format: 'dd/MM/yyyy HH:mm' })).toBe(
      '2022-10-30T00:30:00.000Z 2022-10-30T01:30:00.000Z',
    );
  });

  it.each([
    ['2022-06-01', '2022-05-31T23:00:00.000Z'],
    ['2022-06-01T12:00', '2022-06-01T11:00:00.000Z'],
    ['2022-06-01 12:00:00.5', '2022-06-01T11:00:00.500Z'],
    ['2022-06-01T12:00:00Z', '2022-06-01T12:00:00.000Z'],
    ['2022-06-01T12:00:00-05:00', '2022-06-01T17:00:00.000Z'],
    ['2022-06-01 12:00:00 UTC', '2022-06-01T12:00:00.000Z'],
  ])('is ISO 8601 under that name: %s', (written, instant) => {
    expect(read(written, { zone: 'Europe/London', format: 'iso' })).toBe(instant);
  });

  it('is written in the first format that fits', () => {
    const format = ['iso', 'd MMM yyyy', 'dd/MM/yyyy h:mm a', 'epoch-seconds'];
    expect(read('3 Sep 2022', { zone: 'UTC', format })).toBe('2022-09-03T00:00:00.000Z');
    expect(read('03/09/2022 4:05 pm', { zone: 'UTC', format })).toBe('2022-09-03T16:05:00.000Z');
    expect(read('1662163200', { zone: 'UTC', format })).toBe('2022-09-03T00:00:00.000Z');
  });

  it('is written as its own column has it, where the mapping says so', () => {
    expect(read('01/02/2022', { own: { format: 'dd/MM/yyyy', timeZone: 'Europe/London' } })).toBe(
      '2022-02-01T00:00:00.000Z',
    );
  });

  it('is at the time of day the mapping means, where only a day is given', () => {
    const format = ['dd/MM/yyyy HH:mm', 'dd/MM/yyyy'];
    const at = { zone: 'UTC', format, own: { timeOfDay: '17:00' } };
    expect(read('01/02/2022', at)).toBe('2022-02-01T17:00:00.000Z');
    expect(read('01/02/2022 09:30', at)).toBe('2022-02-01T09:30:00.000Z');
  });

  it('is not known when the column is blank, and told when it cannot be read', () => {
    expect(read(' ')).toBeUndefined();
    expect(read('31/02/2022', { format: 'dd/MM/yyyy' })).toBe('31/02/2022');
  });
});
