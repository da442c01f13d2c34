import type { Row } from '../../platform/database/table';
import { type Measure, measures, turningPoints } from './measures';

/*
 * What a case counts for in every measure, as one text that the database works out of the measures' own conditions: for
 * each a character, and for each ratio what it adds to both sums. Few of a million cases change what they count for as
 * time goes by, so the verdict stands beside the facts of each, as it will be in the end, and holds from the moment at
 * which the last date has passed; those for whom it has not are judged anew whenever somebody asks.
 *
 *   2102…02 3/4 1/1    cases: counts; acknowledged within standard: of those it is a share of; …; promises kept: 3 of 4
 */

/** The last instant that JavaScript can name: every date has passed. */
export const END_OF_TIME = 8_640_000_000_000_000;

/** All that is counted or summed; durations are not. */
export const countedMeasures = measures.filter((measure) => measure.kind !== 'duration');
const ratios = countedMeasures.filter((measure) => measure.kind === 'ratio');

/** In which measures a case counts. */
const COUNTS = '2';
/** … and of which it is without counting. */
const OTHER = '1';

/** From when on no measure of the case changes by itself, in UTC milliseconds. */
export function settledFrom(facts: Row): number {
  const turns = Object.entries(turningPoints).map(([column, later]) => {
    const instant = facts[column];
    return typeof instant === 'number' ? instant + later : 0;
  });
  return Math.max(...turns);
}

/** A condition or expression of a measure, at a moment. */
export const at = (now: number, text: string): string => text.replaceAll(':now', String(now));

/** Which cases a measure is about at all. */
export const basisOf = (measure: Measure): string => (measure.kind === 'tally' ? '1 = 1' : measure.of);

/** The verdict at a moment, as SQL over the facts. */
export function verdictAt(now: number): string {
  const characters = countedMeasures.map(
    (measure) =>
      `case when ${basisOf(measure)} then case when ${measure.counts} then '${COUNTS}' else '${OTHER}' end else '0' end`,
  );
  const sums = ratios.map(
    ({ of, sum, over }) =>
      `case when ${of} then ' ' || cast(${sum} as text) || '/' || cast(${over} as text) else ' 0/0' end`,
  );
  return at(now, [...characters, ...sums].join(' || '));
}

/** Whether the verdict says that a case counts in a measure, or else is of those it is a share of: as SQL. */
export function verdictSays(verdict: string, measure: Measure, counts: boolean): string {
  const place = countedMeasures.findIndex(({ name }) => name === measure.name) + 1;
  return `substr(${verdict}, ${place}, 1) = '${counts ? COUNTS : OTHER}'`;
}

/** What so many cases with the same verdict add to the numerator and the denominator of each counted measure, in order. */
export function readVerdict(verdict: string, cases: number): { numerator: number; denominator: number }[] {
  const [characters = '', ...sums] = verdict.split(' ');
  return countedMeasures.map((measure, place) => {
    if (measure.kind === 'ratio') {
      const [sum = '', over = ''] = sums[ratios.indexOf(measure)]?.split('/') ?? [];
      return { numerator: Number(sum) * cases, denominator: Number(over) * cases };
    }
    const character = characters[place];
    return {
      numerator: character === COUNTS ? cases : 0,
      denominator: character === COUNTS || character === OTHER ? cases : 0,
    };
  });
}
