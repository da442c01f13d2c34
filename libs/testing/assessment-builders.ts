import {
  type AccreditationStandard,
  accreditationStandardSchema,
} from '../domain/assessment/accreditation-standard';
import type { AssessmentCommand } from '../domain/assessment/assessment-commands';
import { assessmentDecider } from '../domain/assessment/assessment-decider';
import type { AssessmentEvent } from '../domain/assessment/assessment-events';
import type { Score } from '../domain/assessment/score';
import { fold } from '../event-sourcing/decider';
import { Rejection } from '../event-sourcing/rejection';

/** A day in June on which the full assessment begins. */
export const BEGUN_AT = '2026-06-01T09:30:00.000Z';

/**
 * A small standard: two criteria of five elements, of which four have to be compliant. 1.1.5 is looked at in both
 * reviews, the rest of criterion 1 in year 2 and criterion 2 in year 3.
 */
export const smallStandard: AccreditationStandard = accreditationStandardSchema.parse({
  code: 'small-standard',
  name: 'Small standard',
  numbering: 'verified',
  award: { compliantShare: 80, months: 36, reviewEvery: 12, grace: 3 },
  criteria: ['1', '2'].map((criterion) => ({
    number: criterion,
    title: `Criterion ${criterion}`,
    subCriteria: [
      {
        number: `${criterion}.1`,
        title: `Sub-criterion ${criterion}.1`,
        elements: [1, 2, 3, 4, 5].map((element) => ({
          number: `${criterion}.1.${element}`,
          title: `Element ${criterion}.1.${element}`,
          evidence: 'Document',
          computable: 'not',
          reviews: criterion === '2' ? [3] : element === 5 ? [2, 3] : [2],
        })),
      },
    ],
  })),
});

type Asked<Type extends AssessmentCommand['type']> = Omit<
  Extract<AssessmentCommand, { type: Type }>,
  'type' | 'occurredAt' | 'facts'
>;

/** A command under the small standard, a day after the assessment began unless it says when. */
export function askAssessment<Type extends AssessmentCommand['type']>(
  type: Type,
  said: Asked<Type>,
  occurredAt = '2026-06-02T09:30:00.000Z',
): AssessmentCommand {
  return { type, occurredAt, facts: { standard: smallStandard }, ...said } as unknown as AssessmentCommand;
}

export const begin = (changes: Partial<Asked<'BeginAssessment'>> = {}): AssessmentCommand =>
  askAssessment(
    'BeginAssessment',
    {
      standard: { code: 'small-standard', version: 1 },
      scope: {},
      from: '2025-04-01',
      to: '2026-03-31',
      title: 'The whole council',
      ...changes,
    },
    BEGUN_AT,
  );

/** A document for some elements. */
export const attach = (evidenceId: string, ...elements: string[]): AssessmentCommand =>
  askAssessment('AttachEvidence', {
    evidenceId,
    kind: 'document',
    elements,
    title: 'Customer charter',
    document: { mediaType: 'application/pdf', size: 1, sha256: 'c'.repeat(64) },
  });

/** An officer's score, to which the figures suggested the same. */
export const score = (element: string, given: Score, occurredAt?: string): AssessmentCommand =>
  askAssessment(
    'ScoreElement',
    {
      element,
      score: given,
      reason: 'We looked at it together.',
      suggested: { score: given, reasons: ['92 % on time.'] },
      scoredBy: 'officer',
    },
    occurredAt,
  );

/** All ten elements compliant, but for those that are given another score. */
export const scoreAll = (but: Record<string, Score> = {}): AssessmentCommand[] =>
  ['1', '2'].flatMap((criterion) =>
    [1, 2, 3, 4, 5].map((element) => {
      const number = `${criterion}.1.${element}`;
      return score(number, but[number] ?? 'compliant');
    }),
  );

export const review = (
  changes: Partial<Asked<'BeginReview'>> = {},
  occurredAt = '2027-06-01T09:00:00.000Z',
) => askAssessment('BeginReview', { from: '2026-04-01', to: '2027-03-31', ...changes }, occurredAt);

export const conclude = (occurredAt = '2026-06-15T10:00:00.000Z'): AssessmentCommand =>
  askAssessment('ConcludeAssessment', { assessor: 'J. Brown' }, occurredAt);

/** What follows when all of this is asked in turn; a refusal is a mistake in the test. */
export function afterAssessment(...commands: AssessmentCommand[]): AssessmentEvent[] {
  const events: AssessmentEvent[] = [];
  for (const command of commands) {
    const state = fold(
      (folded, event) => assessmentDecider.evolve(folded, event),
      assessmentDecider.initial,
      events,
    );
    const decision = assessmentDecider.decide(command, state);
    if (decision instanceof Rejection) throw new Error(`${command.type} was refused: ${decision.reason}`);
    events.push(...decision);
  }
  return events;
}
