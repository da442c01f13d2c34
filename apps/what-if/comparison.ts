import { measureCalled } from '@guildhall/read-models/metrics/measures';
import type { Figure } from '@guildhall/read-models/metrics/metrics.query';
import type { WhatIfAnswer } from '@guildhall/read-models/metrics/what-if';

/** Every figure that would have come out differently, a line each under the name of its group. */
export function inLines({ groups, events }: WhatIfAnswer): string {
  const lines = groups.flatMap(({ group, period, figures }) => {
    const changed = Object.entries(figures).filter(
      ([, { was, wouldBe }]) => JSON.stringify(was) !== JSON.stringify(wouldBe),
    );
    if (changed.length === 0) return [];
    const name = [period, group].filter((part) => part !== undefined).map((part) => part ?? 'none');
    return [
      ...(name.length > 0 ? [name.join(', ')] : []),
      ...changed.map(
        ([measure, { was, wouldBe }]) =>
          `  ${measureCalled(measure)?.title ?? measure}: ${inWords(was)} → ${inWords(wouldBe)}`,
      ),
    ];
  });
  const answer = lines.length > 0 ? lines.join('\n') : 'No figure would have come out differently.';
  return `${answer}\n(${events.toLocaleString('en-GB')} events replayed, nothing written)\n`;
}

/** `4 of 5 (80)`, or the value alone. */
function inWords({ value, numerator, denominator }: Figure): string {
  const figure = value === null ? 'none' : value.toLocaleString('en-GB');
  return numerator === undefined || denominator === undefined
    ? figure
    : `${numerator.toLocaleString('en-GB')} of ${denominator.toLocaleString('en-GB')} (${figure})`;
}
