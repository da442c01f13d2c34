import type { Measure } from '@guildhall/read-models/metrics/measures';
import type { PresentedFigure } from '../service-excellence/get-figures';

const number = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });
const fine = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 });
const NO_BREAK = '\u00a0';

/** “1,234” */
export const countInWords = (count: number): string => number.format(count);

/** “92.4 %”, “1,234”, “0.31 per case”, “20.3 hours”, “5 minutes”; “–” where there was nothing to work it out from. */
export function valueInWords(measure: Measure, value: number | null): string {
  if (value === null) return '–';
  switch (measure.kind) {
    case 'tally':
      return countInWords(value);
    case 'duration':
      return timeInWords(value);
    case 'share':
      return percent(value);
    case 'ratio':
      return measure.unit === 'percent' ? percent(value) : `${fine.format(value)}${NO_BREAK}per case`;
  }
}

/** What a figure rests on: “1,234 of 1,336”, “nine in ten within 41 hours, of 1,234 cases”. */
export function basisInWords(measure: Measure, figure: PresentedFigure): string {
  const { numerator = 0, denominator = 0, p90Hours, interval } = figure;
  if (measure.kind === 'tally') return '';
  if (denominator === 0) return 'no case to measure yet';
  if (measure.kind === 'duration') {
    return `nine in ten within ${timeInWords(p90Hours ?? 0)}, of ${casesInWords(denominator)}`;
  }
  const counted = `${countInWords(numerator)} of ${countInWords(denominator)}`;
  return interval
    ? `${counted}; likely ${number.format(interval.low)} to ${percent(interval.high)}`
    : counted;
}

/** Beside what it was: “was 90.1 %”, “as before”. */
export function changeInWords(measure: Measure, { was, change }: PresentedFigure): string {
  if (was === undefined || was === null) return '';
  return change === 0 ? 'as before' : `was ${valueInWords(measure, was)}`;
}

/** In minutes under an hour: a minute is not “0 hours”. */
function timeInWords(hours: number): string {
  const minutes = Math.round(hours * 60);
  if (minutes >= 60) return counted(hours, 'hour');
  return hours > 0 && minutes === 0 ? `less than a${NO_BREAK}minute` : counted(minutes, 'minute');
}

const counted = (amount: number, unit: string): string => {
  const figure = number.format(amount);
  return `${figure}${NO_BREAK}${figure === '1' ? unit : `${unit}s`}`;
};

const percent = (value: number): string => `${number.format(value)}${NO_BREAK}%`;

const casesInWords = (count: number): string => (count === 1 ? '1 case' : `${countInWords(count)} cases`);
