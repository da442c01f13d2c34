import { Rejection } from '../../event-sourcing/rejection';

/*
 * Everything an assessment can refuse, in one place. Codes are stable; sentences are for whoever runs the assessment
 * and say what to do next.
 */
export const refuse = {
  assessmentNotFound: () =>
    new Rejection(
      'assessment-not-found',
      'not-found',
      'There is no assessment with this id. GET /assessments lists them.',
    ),
  unknownStandard: (code: string) =>
    new Rejection(
      'unknown-accreditation-standard',
      'invalid',
      `No accreditation standard is called “${code}”. GET /catalogue/accreditation-standards lists them.`,
      'standard',
    ),
  begunOtherwise: () =>
    new Rejection(
      'assessment-begun-already',
      'conflict',
      'This assessment has begun, with another standard, scope or period. Begin another one.',
    ),
  unknownScope: (field: 'department' | 'service', code: string) =>
    new Rejection(
      `unknown-${field}`,
      'invalid',
      `No ${field} is called “${code}”. GET /catalogue/${field}s lists them.`,
      `scope.${field}`,
    ),
  abandoned: () =>
    new Rejection(
      'assessment-abandoned',
      'conflict',
      'This assessment was begun by mistake and is abandoned. Begin another one.',
    ),
  concludedOnce: () =>
    new Rejection(
      'concluded-once',
      'conflict',
      'What was concluded cannot be abandoned. If the conclusion was a mistake, withdraw it (POST /assessments/{id}/conclusion/withdraw) first.',
    ),
  beforeItBegan: (begunAt: string) =>
    new Rejection(
      'before-it-began',
      'invalid',
      `This cannot have happened before the assessment began at ${begunAt}. Correct the time.`,
      'occurredAt',
    ),
  beforeTheLast: (lastHappenedAt: string) =>
    new Rejection(
      'before-the-last',
      'invalid',
      `The last thing that was recorded of this assessment happened at ${lastHappenedAt}, and this cannot have happened before it. Correct the time, or leave it out for now.`,
      'occurredAt',
    ),
  periodBackwards: () =>
    new Rejection(
      'period-backwards',
      'invalid',
      'The period ends before it begins. Correct one of the days.',
      'to',
    ),
  nothingNew: (to: string) =>
    new Rejection(
      'nothing-new',
      'invalid',
      `The last evidence ends on ${to}. A review looks at what has happened since: choose a later period.`,
      'to',
    ),
  periodOverlaps: (to: string) =>
    new Rejection(
      'period-overlaps',
      'invalid',
      `The evidence until ${to} was looked at the year before. Let the period of the review begin after that.`,
      'from',
    ),
  periodNotOver: (to: string) =>
    new Rejection(
      'period-not-over',
      'conflict',
      `The evidence is that of the days until ${to}, and they are not over. Conclude after that day.`,
      'occurredAt',
    ),
  unknownElement: (number: string, field: string) =>
    new Rejection(
      'unknown-element',
      field === 'element' ? 'not-found' : 'invalid',
      `The standard of this assessment has no element ${number}. GET /assessments/{id} lists them.`,
      field,
    ),
  notUnderAssessment: () =>
    new Rejection(
      'not-under-assessment',
      'conflict',
      'The last assessment or review is concluded, and its scores stand. Begin the next review to score again.',
    ),
  stillOpen: (year: number) =>
    new Rejection('assessment-open', 'conflict', `Year ${year} is still being assessed. Conclude it first.`),
  concludedOtherwise: (year: number) =>
    new Rejection(
      'concluded-otherwise',
      'conflict',
      `Year ${year} is concluded, by another assessor or as of another time. To correct it, withdraw that conclusion (POST /assessments/{id}/conclusion/withdraw) and conclude again.`,
    ),
  nothingConcluded: () =>
    new Rejection(
      'nothing-concluded',
      'conflict',
      'Nothing is concluded yet, so there is nothing to withdraw. Scores and evidence can be put right as it is.',
    ),
  reviewedSince: (year: number) =>
    new Rejection(
      'reviewed-since',
      'conflict',
      `The review of year ${year} has begun, and rests on the conclusion before it. Put right in the review what was wrong.`,
    ),
  tooLateToWithdraw: (heldUntil: string) =>
    new Rejection(
      'too-late-to-withdraw',
      'conflict',
      `Without this conclusion, accreditation would have lapsed after ${heldUntil}, and the review could not be concluded again. Put right in the next review what was wrong.`,
    ),
  notAccredited: () =>
    new Rejection(
      'not-accredited',
      'conflict',
      'Only an accreditation is reviewed, and there is none. Begin a new assessment.',
    ),
  lapsed: (heldUntil: string) =>
    new Rejection(
      'accreditation-lapsed',
      'conflict',
      `Accreditation lapsed after ${heldUntil}. Begin a new assessment.`,
    ),
  cycleOver: () =>
    new Rejection(
      'cycle-over',
      'conflict',
      'Both reviews are concluded. Begin a new assessment before accreditation ends.',
    ),
  unfitEvidence: (field: string, lack: string) =>
    new Rejection('unfit-evidence', 'invalid', `${lack} Send it as ${field}.`, field),
  evidenceIdTaken: (id: string) =>
    new Rejection(
      'evidence-id-taken',
      'conflict',
      `The assessment already has evidence called ${id}, which says something else. To correct it, withdraw it and attach the new one under another id.`,
      'evidenceId',
    ),
  unknownEvidence: (id: string) =>
    new Rejection(
      'unknown-evidence',
      'not-found',
      `The assessment has no evidence ${id}. GET /assessments/{id} lists what it has.`,
      'evidenceId',
    ),
  notScored: (element: string, year: number) =>
    new Rejection(
      'not-scored',
      'conflict',
      `${element} has no score of year ${year} that could be withdrawn. GET /assessments/{id}/elements/${element} shows those it has.`,
      'element',
    ),
  notAPerson: () =>
    new Rejection(
      'not-a-person',
      'conflict',
      'A suggestion cannot be recorded as a score. Have a person decide, and send it as theirs.',
    ),
  evidenceNeeded: (element: string) =>
    new Rejection(
      'evidence-needed',
      'conflict',
      `Neither the figures nor anything attached show that ${element} is compliant. Attach what shows it first.`,
      'score',
    ),
  unscored: (elements: readonly string[]) =>
    new Rejection(
      'elements-unscored',
      'conflict',
      `The assessment cannot be concluded yet. These have to be scored first: ${elements.join(', ')}.`,
    ),
  evidenceWithdrawn: (elements: readonly string[]) =>
    new Rejection(
      'evidence-withdrawn',
      'conflict',
      `Before it is concluded: the evidence of ${elements.join(', ')} was withdrawn. Attach other evidence, or score again.`,
    ),
};
