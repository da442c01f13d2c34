import { smallStandard } from '../../testing/assessment-builders';
import type { Rule } from './rules/rule';
import { accreditationStandardSchema } from './accreditation-standard';
import { leftWithoutEvidence, type ScoredOn } from './evidence-left';

const figure: Rule = {
  kind: 'figure',
  measure: 'reopened',
  better: 'lower',
  partial: 30,
  compliant: 20,
};

/** What is left bare in a standard whose element 1.1.1 has these rules, once nothing is attached to it any more. */
function bare(rules: Rule[], scored: ScoredOn, attachedNow = 0): string[] {
  const standard = structuredClone(smallStandard);
  const [first] = standard.criteria[0]?.subCriteria[0]?.elements ?? [];
  Object.assign(first ?? {}, { computable: rules.length === 0 ? 'not' : 'partly', rules });
  const parsed = accreditationStandardSchema.parse(standard);
  return leftWithoutEvidence(parsed, { '1.1.1': scored }, () => attachedNow);
}

describe('an element whose evidence was withdrawn', () => {
  const attached: Rule = { kind: 'attached', what: 'the plan' };

  it('is bare when nothing else showed it', () =>
    expect(bare([], { score: 'compliant', attached: 1 })).toEqual(['1.1.1']));
  it('is bare when the figures show a part of it, and the rest was attached', () =>
    expect(bare([figure, attached], { score: 'compliant', suggested: 'compliant', attached: 1 })).toEqual([
      '1.1.1',
    ]));
  it('is not while anything is attached', () =>
    expect(bare([], { score: 'compliant', attached: 2 }, 1)).toEqual([]));
  it('is not when it was scored short of compliant: that needs nothing to show it', () =>
    expect(bare([], { score: 'partially-compliant', attached: 1 })).toEqual([]));
  it('is not when it was scored without anything attached', () =>
    expect(bare([figure, attached], { score: 'compliant', suggested: 'compliant', attached: 0 })).toEqual(
      [],
    ));
});
