import fc from 'fast-check';
import { smallStandard } from '../../testing/assessment-builders';
import { defaultCatalogue } from '../catalogue/default-catalogue';
import { elementsOf } from './accreditation-standard';
import { standingOf } from './award';
import { isCompliant, type Score, scoreSchema } from './score';

const [standard = smallStandard] = defaultCatalogue().accreditationStandards;
const everyElement = (score: Score) =>
  Object.fromEntries(elementsOf(standard).map(({ number }) => [number, score]));

describe('the award', () => {
  it('needs 80 % of each criterion: of 11, 11, 12, 13 and 10 elements 9, 9, 10, 11 and 8', () => {
    const { criteria } = standingOf(standard, {});
    expect(criteria.map(({ elements }) => elements)).toEqual([11, 11, 12, 13, 10]);
    expect(criteria.map(({ needed }) => needed)).toEqual([9, 9, 10, 11, 8]);
  });

  it('is passed with everything compliant, and without a score nothing is', () => {
    expect(standingOf(standard, everyElement('compliant')).passed).toBe(true);
    expect(standingOf(standard, {}).passed).toBe(false);
  });

  it('says what is still missing, and where', () => {
    const scores = { ...everyElement('compliant'), '5.1.1': 'not-compliant', '5.1.2': 'partially-compliant' };
    const { '5.2.1': _, ...incomplete } = scores as Record<string, Score>;
    const { criteria, passed } = standingOf(standard, incomplete);
    expect(passed).toBe(false);
    expect(criteria[4]).toEqual({
      criterion: '5',
      elements: 10,
      needed: 8,
      compliant: 7,
      passed: false,
      missing: 1,
      below: ['5.1.1', '5.1.2'],
      unscored: ['5.2.1'],
    });
  });

  it('is passed exactly when no criterion has more than a fifth short of compliant', () => {
    const scores = fc.array(fc.constantFrom(...scoreSchema.options), { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(scores, (given) => {
        const numbers = elementsOf(smallStandard).map(({ number }) => number);
        const byNumber = Object.fromEntries(numbers.map((number, index) => [number, given[index]]));
        const short = (from: number) => given.slice(from, from + 5).filter((one) => !isCompliant(one)).length;
        expect(standingOf(smallStandard, byNumber).passed).toBe(short(0) <= 1 && short(5) <= 1);
      }),
    );
  });
});
