import { z } from 'zod';
import { codeSchema } from '../case/vocabulary';
import { ruleSchema } from './rules/rule';

/** As the standard itself numbers them: 1, 1.3, 1.3.2. */
const numberSchema = z
  .string()
  .regex(/^\d+(\.\d+)*$/)
  .max(20);
const titleSchema = z.string().min(1).max(300);

/** The reviews of a cycle, by the year that they are in; year 1 is the full assessment. */
export const reviewYearSchema = z.literal([2, 3]);
export type ReviewYear = z.infer<typeof reviewYearSchema>;

export const elementSchema = z
  .strictObject({
    number: numberSchema,
    title: titleSchema,
    /** What shows it, for whoever gathers the evidence. */
    evidence: z.string().min(1).max(500),
    /** Whether events can show it: fully, in part, or not at all. */
    computable: z.enum(['fully', 'partly', 'not']),
    /** How a score is suggested. All of them have to be met: the least decides. */
    rules: z.array(ruleSchema).max(10).default([]),
    /** Which reviews look at it again, whatever its score. Both when left out. */
    reviews: z.array(reviewYearSchema).max(2).default([2, 3]),
  })
  .superRefine(({ computable, rules }, context) => {
    const refuse = (message: string): void => context.addIssue({ code: 'custom', path: ['rules'], message });
    const [attached, computed] = [true, false].map(
      (wanted) => rules.filter(({ kind }) => (kind === 'attached') === wanted).length,
    );
    if (computable === 'not' && rules.length > 0) {
      refuse('an element that events cannot show has no rules: leave them out');
    }
    if (computable !== 'not' && computed === 0) {
      refuse('an element that events can show has at least one rule over figures or the catalogue');
    }
    if (computable === 'partly' && attached === 0) {
      refuse('an element that events show in part says what else to attach: add a rule of kind attached');
    }
  });
export type Element = z.output<typeof elementSchema>;

const subCriterionSchema = z.strictObject({
  number: numberSchema,
  title: titleSchema,
  elements: z.array(elementSchema).min(1).max(100),
});

const criterionSchema = z.strictObject({
  number: numberSchema,
  title: titleSchema,
  subCriteria: z.array(subCriterionSchema).min(1).max(50),
});
export type Criterion = z.output<typeof criterionSchema>;

/** What it takes to be accredited, and to stay so. */
const awardSchema = z.strictObject({
  /** Of the elements of every criterion, in percent: compliant or better. */
  compliantShare: z.number().gt(0).max(100),
  /** How long accreditation lasts from the day of the award, in months. */
  months: z.int().positive().max(120),
  /** The first review is concluded so long after the award at the latest, the second twice as long, in months. */
  reviewEvery: z.int().positive().max(60),
  /** How much later than that a review may be concluded, in months. */
  grace: z.int().nonnegative().max(24),
});

/** A standard to be accredited against, as a council edits and publishes it. */
export const accreditationStandardSchema = z
  .strictObject({
    code: codeSchema,
    name: titleSchema,
    /** Where it comes from, and what of it has not been checked against the original. */
    about: z.string().min(1).max(2_000).optional(),
    /** Whether the numbers and wording were compared with the standard as it is published. */
    numbering: z.enum(['verified', 'unverified']),
    award: awardSchema,
    /** A figure of fewer cases or answers than this suggests nothing. */
    fewest: z.int().positive().max(1_000).default(10),
    criteria: z.array(criterionSchema).min(1).max(50),
  })
  .superRefine(({ criteria, award }, context) => {
    const seen = new Set<string>();
    const once = (number: string, path: (string | number)[]): void => {
      if (seen.has(number)) {
        context.addIssue({ code: 'custom', path: [...path, 'number'], message: `${number} is there twice` });
      }
      seen.add(number);
    };
    for (const [c, criterion] of criteria.entries()) {
      once(criterion.number, ['criteria', c]);
      for (const [s, part] of criterion.subCriteria.entries()) {
        once(part.number, ['criteria', c, 'subCriteria', s]);
        for (const [e, { number }] of part.elements.entries()) {
          once(number, ['criteria', c, 'subCriteria', s, 'elements', e]);
        }
      }
    }
    if (award.months < 2 * award.reviewEvery) {
      const message = 'must leave room for both reviews: at least twice reviewEvery';
      context.addIssue({ code: 'custom', path: ['award', 'months'], message });
    }
  });
export type AccreditationStandard = z.output<typeof accreditationStandardSchema>;

/**
 * A standard as it may be published from now on: numbers say where they stand, and each review has something to look at.
 * What was published before these were asked stays readable.
 */
export const publishableStandardSchema = accreditationStandardSchema.superRefine(({ criteria }, context) => {
  const isIn = (number: string, whole: string, path: (string | number)[]): void => {
    if (number.startsWith(`${whole}.`)) return;
    const message = `${number} stands in ${whole}, so its number has to begin with ${whole}.`;
    context.addIssue({ code: 'custom', path: [...path, 'number'], message });
  };
  for (const [c, criterion] of criteria.entries()) {
    for (const [s, part] of criterion.subCriteria.entries()) {
      const path = ['criteria', c, 'subCriteria', s];
      isIn(part.number, criterion.number, path);
      for (const [e, { number }] of part.elements.entries())
        isIn(number, part.number, [...path, 'elements', e]);
    }
  }
  const looksAt = criteria.flatMap(elementsIn).flatMap(({ reviews }) => reviews);
  for (const year of reviewYearSchema.values) {
    if (looksAt.includes(year)) continue;
    const path = ['criteria', 0, 'subCriteria', 0, 'elements', 0, 'reviews'];
    const message = `no element is looked at in the review of year ${year}: name the year in the reviews of some`;
    context.addIssue({ code: 'custom', path, message });
  }
});

/** The elements of a criterion, in order. */
export const elementsIn = ({ subCriteria }: Criterion): readonly Element[] =>
  subCriteria.flatMap(({ elements }) => elements);

/** Every element of a standard, in order. */
export const elementsOf = ({ criteria }: AccreditationStandard): readonly Element[] =>
  criteria.flatMap(elementsIn);

export const elementCalled = (standard: AccreditationStandard, number: string): Element | undefined =>
  elementsOf(standard).find((element) => element.number === number);
