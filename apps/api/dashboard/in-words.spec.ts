import { measureCalled, type Measure } from '@guildhall/read-models/metrics/measures';
import { basisInWords, valueInWords } from './in-words';

const time = measureCalled('time-to-acknowledge') as Measure;
const plain = (words: string): string => words.replaceAll('\u00a0', ' ');

describe('a time on the dashboard', () => {
  it.each([
    [0, '0 minutes'],
    [0.004, 'less than a minute'],
    [0.017, '1 minute'],
    [0.5, '30 minutes'],
    [0.995, '1 hour'],
    [1, '1 hour'],
    [20.34, '20.3 hours'],
  ])('of %j hours is %j', (hours, words) => expect(plain(valueInWords(time, hours))).toBe(words));

  it('that nine in ten keep is told alike', () =>
    expect(plain(basisInWords(time, { value: 0.1, p90Hours: 0.25, denominator: 12 }))).toBe(
      'nine in ten within 15 minutes, of 12 cases',
    ));
});
