import { smallStandard } from '../../testing/assessment-builders';
import { catalogueFileSchema } from '../catalogue/catalogue-file';
import { defaultCatalogue } from '../catalogue/default-catalogue';
import { accreditationStandardSchema, elementsOf } from './accreditation-standard';

const [standard = smallStandard] = defaultCatalogue().accreditationStandards;
const elements = elementsOf(standard);

describe('Customer Service Excellence as it ships', () => {
  it('has five criteria, fifteen sub-criteria and 57 elements', () => {
    expect(standard.criteria.map(({ title }) => title)).toEqual([
      'Customer insight',
      'The culture of the organisation',
      'Information and access',
      'Delivery',
      'Timeliness and quality of service',
    ]);
    expect(standard.criteria.flatMap(({ subCriteria }) => subCriteria)).toHaveLength(15);
    expect(elements).toHaveLength(57);
  });

  it('shows 28 of them by events fully and 20 in part, and says what else to attach', () => {
    const many = (computable: string) => elements.filter((one) => one.computable === computable).length;
    expect([many('fully'), many('partly'), many('not')]).toEqual([28, 20, 9]);
  });

  it('says that its numbering has not been checked', () => expect(standard.numbering).toBe('unverified'));

  it('looks at every element again in one of the two reviews, and at what is achieved in both', () => {
    expect(elements.filter(({ reviews }) => reviews.length === 0)).toEqual([]);
    expect(elements.filter(({ reviews }) => reviews.length === 2).map(({ number }) => number)).toEqual([
      '1.3.4',
      '4.1.2',
      '4.2.2',
      '5.3.1',
      '5.3.2',
    ]);
  });
});

describe('an edited standard', () => {
  /** The fields that are wrong once the second element, or the file, was changed. */
  const faults = (ofElement: object, ofFile: object = {}): string[] => {
    const file = { ...structuredClone(smallStandard), ...ofFile };
    Object.assign(elementsOf(file)[1] ?? {}, ofElement);
    const { error } = catalogueFileSchema.safeParse({ accreditationStandards: [file] });
    return error?.issues.map(({ path }) => path.join('.')) ?? [];
  };
  const element = 'accreditationStandards.0.criteria.0.subCriteria.0.elements.1';
  const figure = { kind: 'figure', measure: 'cases', partial: 10, compliant: 20 };

  it('is accepted when it is right', () => {
    expect(faults({})).toEqual([]);
    expect(faults({ computable: 'fully', rules: [figure] })).toEqual([]);
  });

  it.each([
    ['that has the number of another', { number: '1.1.1' }, 'number'],
    ['with rules though events cannot show it', { rules: [{ kind: 'attached', what: 'it' }] }, 'rules'],
    ['without rules though events can show it', { computable: 'fully' }, 'rules'],
    ['that does not say what else to attach', { computable: 'partly', rules: [figure] }, 'rules'],
    [
      'whose threshold for compliant is easier than for partial',
      { computable: 'fully', rules: [{ ...figure, compliant: 1 }] },
      'rules.0.compliant',
    ],
    [
      'whose rule is over a figure that nobody works out',
      { computable: 'fully', rules: [{ ...figure, measure: 'happiness' }] },
      'rules.0.measure',
    ],
  ])('names the element %s', (_, change, field) => expect(faults(change)).toEqual([`${element}.${field}`]));

  it.each([
    ['an element that is numbered for another sub-criterion', { number: '5.9.9' }, ['number']],
    ['an element whose number only looks like one of its sub-criterion', { number: '1.10.1' }, ['number']],
  ])('names %s', (_, change, fields) =>
    expect(faults(change)).toEqual(fields.map((field) => `${element}.${field}`)),
  );

  it('names the reviews that look at nothing', () => {
    const standard = structuredClone(smallStandard);
    for (const one of elementsOf(standard)) one.reviews = [];
    const { error } = catalogueFileSchema.safeParse({ accreditationStandards: [standard] });
    const first = 'accreditationStandards.0.criteria.0.subCriteria.0.elements.0.reviews';
    expect(error?.issues.map(({ path }) => path.join('.'))).toEqual([first, first]);
    expect(accreditationStandardSchema.safeParse(standard).success).toBe(true);
  });

  it('names a term that leaves no room for the reviews', () =>
    expect(faults({}, { award: { ...smallStandard.award, months: 20 } })).toEqual([
      'accreditationStandards.0.award.months',
    ]));
});
