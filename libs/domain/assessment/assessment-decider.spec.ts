import {
  afterAssessment,
  askAssessment,
  attach,
  begin,
  BEGUN_AT,
  conclude,
  review,
  score,
  scoreAll,
} from '../../testing/assessment-builders';
import { given } from '../../testing/given';
import type { AssessmentCommand } from './assessment-commands';
import { assessmentDecider } from './assessment-decider';
import {
  AssessmentAbandoned,
  AssessmentBegun,
  AssessmentConcluded,
  ConclusionWithdrawn,
  ElementScored,
  EvidenceAttached,
  EvidenceWithdrawn,
  ReviewBegun,
  ScoreWithdrawn,
} from './assessment-events';
import type { Score } from './score';

/** An assessment to which all of this has happened. */
const anAssessment = (...commands: AssessmentCommand[]) =>
  given(assessmentDecider, ...afterAssessment(begin(), ...commands));
/** Accredited on 15 June 2026, with these scores short of compliant. */
const accredited = (but: Record<string, Score> = {}, ...then: AssessmentCommand[]) =>
  anAssessment(...scoreAll(but), conclude(), ...then);

const withdraw = (evidenceId: string) =>
  askAssessment('WithdrawEvidence', { evidenceId, reason: 'It was the draft.' });

/** The same command, of which the log holds other words. */
const otherwise = (command: AssessmentCommand): AssessmentCommand => ({
  ...command,
  facts: { ...command.facts, isSaidAgain: false },
});
/** The same command, of which the log holds the same words. */
const again = (command: AssessmentCommand): AssessmentCommand => ({
  ...command,
  facts: { ...command.facts, isSaidAgain: true },
});
/** A score to which the figures suggested nothing, or something else. */
const unsuggested = (element: string, given_: Score, suggested: { score?: Score } = {}) =>
  askAssessment('ScoreElement', {
    element,
    score: given_,
    reason: 'The plan says so.',
    suggested: { ...suggested, reasons: [] },
    scoredBy: 'officer',
  });

describe('beginning an assessment', () => {
  it('pins the standard, the scope and the period of the evidence', () =>
    given(assessmentDecider)
      .when(begin({ scope: { department: 'highways' } }))
      .then(
        AssessmentBegun.of({
          standard: { code: 'small-standard', version: 1 },
          scope: { department: 'highways' },
          from: '2025-04-01',
          to: '2026-03-31',
          begunAt: BEGUN_AT,
          title: 'The whole council',
        }),
      ));

  it('twice is beginning once', () => anAssessment().when(begin()).isQuiet());
  it('is refused over another one', () =>
    anAssessment()
      .when(begin({ to: '2026-04-30' }))
      .isRefused('assessment-begun-already'));
  it('is refused for a period that ends before it begins', () =>
    given(assessmentDecider)
      .when(begin({ to: '2025-03-31' }))
      .isRefused('period-backwards'));
});

describe('abandoning an assessment that was begun by mistake', () => {
  const abandon = askAssessment('AbandonAssessment', { reason: 'The period was mistyped.' });

  it('says why', () =>
    anAssessment()
      .when(abandon)
      .then(AssessmentAbandoned.of({ reason: 'The period was mistyped.' })));
  it('twice is abandoning once', () => anAssessment(abandon).when(abandon).isQuiet());
  it('is refused once something was concluded, and in a review', () => {
    accredited()
      .when({ ...abandon, occurredAt: '2026-06-16T10:00:00.000Z' })
      .isRefused('concluded-once');
    accredited({}, review())
      .when({ ...abandon, occurredAt: '2027-06-02T10:00:00.000Z' })
      .isRefused('concluded-once');
  });
  it.each([review(), attach('charter', '1.1.1'), score('1.1.1', 'compliant'), conclude()])(
    'leaves nothing to be asked of it: $type',
    (command) => anAssessment(abandon).when(command).isRefused('assessment-abandoned'),
  );
});

describe('nothing can be asked', () => {
  it.each([
    review(),
    attach('charter', '1.1.1'),
    withdraw('charter'),
    score('1.1.1', 'compliant'),
    conclude(),
  ])('of an assessment that has not begun: $type', (command) =>
    given(assessmentDecider).when(command).isRefused('assessment-not-found'),
  );

  it('as of before it began', () =>
    anAssessment()
      .when(score('1.1.1', 'compliant', '2026-05-31T10:00:00.000Z'))
      .isRefused('before-it-began'));
});

describe('nothing is dated before what was recorded already', () => {
  const before = (command: AssessmentCommand): AssessmentCommand => ({
    ...command,
    facts: { ...command.facts, lastHappenedAt: '2027-12-01T09:30:00.000Z' },
  });

  it('no conclusion before its scores', () =>
    anAssessment(...scoreAll())
      .when(before(conclude()))
      .isRefused('before-the-last'));
  it('no review that would bring a lapsed accreditation back', () =>
    accredited().when(before(review())).isRefused('before-the-last'));
  it('but what is so already may be said again', () =>
    anAssessment(attach('charter', '1.1.1'))
      .when(before(attach('charter', '1.1.1')))
      .isQuiet());
});

describe('attaching evidence', () => {
  it('says what it is evidence of, and which document by its digest', () =>
    anAssessment()
      .when(attach('charter', '1.1.1', '2.1.1'))
      .then(
        EvidenceAttached.of({
          evidenceId: 'charter',
          kind: 'document',
          elements: ['1.1.1', '2.1.1'],
          document: { mediaType: 'application/pdf', size: 1, sha256: 'c'.repeat(64) },
          title: 'Customer charter',
        }),
      ));

  it('names each element once', () => {
    const { decision } = anAssessment().when(attach('charter', '1.1.1', '1.1.1'));
    expect(decision).toMatchObject([{ data: { elements: ['1.1.1'] } }]);
  });

  it('goes on after the assessment is concluded, for the review to come', () =>
    accredited().when(attach('charter', '1.1.1')).happens('EvidenceAttached'));
  it('twice is attaching once', () =>
    anAssessment(attach('charter', '1.1.1')).when(attach('charter', '1.1.1')).isQuiet());
  it('is refused under an id that other evidence has', () =>
    anAssessment(attach('charter', '1.1.1')).when(attach('charter', '1.1.2')).isRefused('evidence-id-taken'));
  it('again in other words is refused, and the correction is not lost: it is attached under another id', () =>
    anAssessment(attach('charter', '1.1.1'))
      .when(otherwise(attach('charter', '1.1.1')))
      .isRefused('evidence-id-taken'));
  it('is refused for an element that the standard does not have', () =>
    anAssessment().when(attach('charter', '9.9.9')).isRefused('unknown-element'));

  it.each(['document', 'link', 'note'] as const)('is refused for a %s that is none', (kind) =>
    anAssessment()
      .when(askAssessment('AttachEvidence', { evidenceId: 'e', kind, elements: ['1.1.1'], title: 'It' }))
      .isRefused('unfit-evidence'),
  );
});

describe('withdrawing evidence', () => {
  it('says why', () =>
    anAssessment(attach('charter', '1.1.1'))
      .when(withdraw('charter'))
      .then(EvidenceWithdrawn.of({ evidenceId: 'charter', reason: 'It was the draft.' })));

  it('twice is withdrawing once', () =>
    anAssessment(attach('charter', '1.1.1'), withdraw('charter')).when(withdraw('charter')).isQuiet());
  it.each(['charter', 'constructor'])('is refused for what was never attached: %s', (id) =>
    anAssessment().when(withdraw(id)).isRefused('unknown-evidence'),
  );
  it('leaves its id used', () =>
    anAssessment(attach('charter', '1.1.1'), withdraw('charter'))
      .when(attach('charter', '1.1.1'))
      .isRefused('evidence-id-taken'));
});

describe('scoring an element', () => {
  const scoredBy = (scoredBy_: 'system' | 'import') =>
    askAssessment('ScoreElement', {
      element: '1.1.1',
      score: 'compliant',
      reason: 'As suggested.',
      suggested: { score: 'compliant', reasons: [] },
      scoredBy: scoredBy_,
    });

  it('records the person’s score and reason, and beside it what was suggested at that moment', () =>
    anAssessment()
      .when(score('1.1.1', 'partially-compliant'))
      .then(
        ElementScored.of({
          year: 1,
          element: '1.1.1',
          score: 'partially-compliant',
          suggested: { score: 'partially-compliant', reasons: ['92 % on time.'] },
          reason: 'We looked at it together.',
        }),
      ));

  it('again is another score: both stay in the history', () =>
    anAssessment(score('1.1.1', 'partially-compliant'))
      .when(score('1.1.1', 'compliant'))
      .happens('ElementScored'));
  it('the same again, for the same reason and by the same person, is scoring once', () =>
    anAssessment(score('1.1.1', 'compliant'))
      .when(again(score('1.1.1', 'compliant')))
      .isQuiet());
  it('the same again is another score when something was attached since, or the figures suggest something else', () => {
    anAssessment(score('1.1.1', 'compliant'), attach('charter', '1.1.1'))
      .when(again(score('1.1.1', 'compliant')))
      .happens('ElementScored');
    anAssessment(attach('charter', '1.1.1'), unsuggested('1.1.1', 'compliant'))
      .when(again(unsuggested('1.1.1', 'compliant', { score: 'partially-compliant' })))
      .happens('ElementScored');
  });
  it('is refused for an element that the standard does not have', () =>
    anAssessment().when(score('9.9.9', 'compliant')).isRefused('unknown-element'));
  it('is refused once the assessment is concluded', () =>
    accredited().when(score('1.1.1', 'compliance-plus')).isRefused('not-under-assessment'));
  it.each(['system', 'import'] as const)('is refused to whoever is no person: %s', (by) =>
    anAssessment().when(scoredBy(by)).isRefused('not-a-person'),
  );
  it('as compliant is refused while nothing shows it', () =>
    anAssessment().when(unsuggested('1.1.1', 'compliant')).isRefused('evidence-needed'));
  it('as compliant is refused against the figures, with nothing attached that says otherwise', () =>
    anAssessment()
      .when(unsuggested('1.1.1', 'compliant', { score: 'partially-compliant' }))
      .isRefused('evidence-needed'));
  it('as compliant is refused when what showed it was withdrawn', () =>
    anAssessment(attach('charter', '1.1.1'), withdraw('charter'))
      .when(unsuggested('1.1.1', 'compliance-plus'))
      .isRefused('evidence-needed'));
  it('as compliant stands on what is attached', () =>
    anAssessment(attach('charter', '1.1.1'))
      .when(unsuggested('1.1.1', 'compliant'))
      .happens('ElementScored'));
  it('as short of compliant needs nothing to show it', () =>
    anAssessment().when(unsuggested('1.1.1', 'not-compliant')).happens('ElementScored'));
});

describe('withdrawing a score', () => {
  const withdrawScore = (element: string, occurredAt?: string) =>
    askAssessment('WithdrawScore', { element, reason: 'It was meant for another.' }, occurredAt);

  it('says why, and leaves the element to be scored', () => {
    anAssessment(score('1.1.1', 'compliant'))
      .when(withdrawScore('1.1.1'))
      .then(ScoreWithdrawn.of({ year: 1, element: '1.1.1', reason: 'It was meant for another.' }));
    anAssessment(...scoreAll(), withdrawScore('1.1.1'))
      .when(conclude())
      .isRefused('elements-unscored');
  });
  it('in a review leaves the score that was carried over', () => {
    const at = '2027-06-10T10:00:00.000Z';
    const { state } = accredited(
      {},
      review(),
      score('2.1.1', 'not-compliant', at),
      withdrawScore('2.1.1', at),
    );
    expect(state.scores['2.1.1']).toMatchObject({ score: 'compliant', year: 1 });
  });
  it('twice is withdrawing once; scored again, it can be withdrawn again', () => {
    const withdrawn = [score('1.1.1', 'compliant'), withdrawScore('1.1.1')];
    anAssessment(...withdrawn)
      .when(withdrawScore('1.1.1'))
      .isQuiet();
    anAssessment(...withdrawn, score('1.1.1', 'compliant'))
      .when(withdrawScore('1.1.1'))
      .happens('ScoreWithdrawn');
  });
  it('is refused of an element that was not scored this year', () => {
    anAssessment().when(withdrawScore('1.1.1')).isRefused('not-scored');
    accredited({}, review()).when(withdrawScore('2.1.1', '2027-06-10T10:00:00.000Z')).isRefused('not-scored');
  });
  it('is refused of an element that the standard does not have', () =>
    anAssessment().when(withdrawScore('9.9.9')).isRefused('unknown-element'));
  it('is refused once the assessment is concluded', () =>
    accredited().when(withdrawScore('1.1.1')).isRefused('not-under-assessment'));
});

describe('concluding the full assessment', () => {
  const criterion = (number: string, compliant: number) => ({
    criterion: number,
    elements: 5,
    compliant,
    passed: compliant >= 4,
  });

  it('accredits when 80 % of every criterion is compliant: four of five', () =>
    anAssessment(...scoreAll({ '1.1.1': 'not-compliant', '2.1.2': 'partially-compliant' }))
      .when(conclude())
      .then(
        AssessmentConcluded.of({
          year: 1,
          criteria: [criterion('1', 4), criterion('2', 4)],
          accredited: true,
          awardedOn: '2026-06-15',
          heldUntil: '2027-09-15',
          assessor: 'J. Brown',
        }),
      ));

  it('does not accredit when one criterion falls short, however good the others are', () =>
    anAssessment(...scoreAll({ '1.1.1': 'partially-compliant', '1.1.2': 'partially-compliant' }))
      .when(conclude())
      .then(
        AssessmentConcluded.of({
          year: 1,
          criteria: [criterion('1', 3), criterion('2', 5)],
          accredited: false,
          assessor: 'J. Brown',
        }),
      ));

  it('counts the day in London', () => {
    const { decision } = anAssessment(...scoreAll()).when(conclude('2026-06-15T23:30:00.000Z'));
    expect(decision).toMatchObject([{ data: { awardedOn: '2026-06-16' } }]);
  });

  it('is refused before the last day of its evidence is over', () =>
    given(assessmentDecider, ...afterAssessment(begin({ to: '2026-06-15' }), ...scoreAll()))
      .when(conclude('2026-06-15T10:00:00.000Z'))
      .isRefused('period-not-over'));

  it('is refused while elements wait for their score, and names them', () => {
    const asked = anAssessment(...scoreAll().slice(0, 8)).when(conclude());
    asked.isRefused('elements-unscored');
    expect(asked.decision).toMatchObject({ reason: expect.stringContaining('2.1.4, 2.1.5') as string });
  });

  it('is refused while a score rests on evidence that was withdrawn, and names the element', () => {
    const asked = anAssessment(
      attach('charter', '1.1.1', '1.1.2'),
      attach('plan', '1.1.2'),
      ...scoreAll(),
      unsuggested('1.1.1', 'compliant'),
      unsuggested('1.1.2', 'compliant'),
      withdraw('charter'),
    ).when(conclude());
    asked.isRefused('evidence-withdrawn');
    expect(asked.decision).toMatchObject({ reason: expect.stringContaining('of 1.1.1 was') as string });
  });

  it('goes on once other evidence is attached, or the element is scored again', () => {
    const bare = [
      attach('charter', '1.1.1'),
      ...scoreAll(),
      unsuggested('1.1.1', 'compliant'),
      withdraw('charter'),
    ];
    anAssessment(...bare, attach('plan', '1.1.1'))
      .when(conclude())
      .happens('AssessmentConcluded');
    anAssessment(...bare, unsuggested('1.1.1', 'not-compliant'))
      .when(conclude())
      .happens('AssessmentConcluded');
  });

  it('does not mind that evidence was withdrawn of what the figures show', () =>
    anAssessment(attach('charter', '1.1.1'), ...scoreAll(), withdraw('charter'))
      .when(conclude())
      .happens('AssessmentConcluded'));

  it('twice is concluding once', () => accredited().when(conclude()).isQuiet());
  it('is refused by another assessor, or as of another time: the first conclusion has to be withdrawn', () =>
    accredited().when(otherwise(conclude())).isRefused('concluded-otherwise'));
});

describe('withdrawing a conclusion that was a mistake', () => {
  const withdrawConclusion = (occurredAt = '2026-06-16T10:00:00.000Z') =>
    askAssessment('WithdrawConclusion', { reason: 'It was another assessment.' }, occurredAt);

  it('says why', () =>
    accredited()
      .when(withdrawConclusion())
      .then(ConclusionWithdrawn.of({ year: 1, reason: 'It was another assessment.' })));

  it('lets scores be changed, and the year be concluded again; the award follows', () => {
    accredited({}, withdrawConclusion()).when(score('1.1.1', 'compliance-plus')).happens('ElementScored');
    accredited({}, withdrawConclusion()).when(review()).isRefused('assessment-open');
    const { decision } = accredited({}, withdrawConclusion()).when(conclude('2026-06-20T10:00:00.000Z'));
    expect(decision).toMatchObject([{ data: { awardedOn: '2026-06-20', heldUntil: '2027-09-20' } }]);
  });

  it('of a review leaves the award as it was before', () => {
    const at = '2027-06-10T10:00:00.000Z';
    const inYear2 = ['1.1.1', '1.1.2', '1.1.3', '1.1.4', '1.1.5'].map((one) => score(one, 'compliant', at));
    const reviewed = [review(), ...inYear2, conclude(at)];
    const { state } = accredited({}, ...reviewed, withdrawConclusion(at));
    expect(state).toMatchObject({ open: true, award: { on: '2026-06-15', heldUntil: '2027-09-15' } });
    accredited({}, ...reviewed)
      .when(withdrawConclusion('2027-09-16T10:00:00.000Z'))
      .isRefused('too-late-to-withdraw');
  });

  it('twice is withdrawing once', () =>
    accredited({}, withdrawConclusion()).when(withdrawConclusion()).isQuiet());
  it('is refused while nothing is concluded', () =>
    anAssessment().when(withdrawConclusion()).isRefused('nothing-concluded'));
  it('is refused once the next review has begun', () =>
    accredited({}, review())
      .when(withdrawConclusion('2027-06-02T09:00:00.000Z'))
      .isRefused('reviewed-since'));
});

describe('the first review, in year 2', () => {
  it('looks again at what is due in that year and at whatever fell short; the rest is carried over', () =>
    accredited({ '2.1.3': 'partially-compliant' })
      .when(review())
      .then(
        ReviewBegun.of({
          year: 2,
          from: '2026-04-01',
          to: '2027-03-31',
          elements: ['1.1.1', '1.1.2', '1.1.3', '1.1.4', '1.1.5', '2.1.3'],
        }),
      ));

  it('looks at what somebody asks for, too', () => {
    const { decision } = accredited().when(review({ also: ['2.1.1'] }));
    expect(decision).toMatchObject([{ data: { elements: expect.arrayContaining(['2.1.1']) as string[] } }]);
  });

  it('begun twice is begun once', () => accredited({}, review()).when(review()).isQuiet());
  it('is refused while the assessment is open', () =>
    anAssessment().when(review()).isRefused('assessment-open'));
  it('is refused where nothing was accredited', () =>
    anAssessment(...scoreAll({ '1.1.1': 'not-compliant', '1.1.2': 'not-compliant' }), conclude())
      .when(review())
      .isRefused('not-accredited'));
  it('is refused on the evidence of the year before', () =>
    accredited()
      .when(review({ from: '2025-04-01', to: '2026-03-31' }))
      .isRefused('nothing-new'));
  it('is refused for a period that begins before the last one was over', () => {
    accredited()
      .when(review({ from: '2026-03-31' }))
      .isRefused('period-overlaps');
    accredited()
      .when(review({ from: '2026-06-01' }))
      .happens('ReviewBegun');
  });
  it('is refused for a period that ends before it begins', () =>
    accredited()
      .when(review({ from: '2027-04-01' }))
      .isRefused('period-backwards'));
  it('is refused with an element that the standard does not have', () =>
    accredited()
      .when(review({ also: ['9.9.9'] }))
      .isRefused('unknown-element'));

  it('can begin on the last day, and not on the day after', () => {
    accredited().when(review({}, '2027-09-15T12:00:00.000Z')).happens('ReviewBegun');
    accredited().when(review({}, '2027-09-16T12:00:00.000Z')).isRefused('accreditation-lapsed');
  });
});

describe('concluding a review', () => {
  const AT = '2027-06-10T10:00:00.000Z';
  const inYear2 = ['1.1.1', '1.1.2', '1.1.3', '1.1.4', '1.1.5'];
  const scored = (but: Record<string, Score> = {}) =>
    inYear2.map((element) => score(element, but[element] ?? 'compliant', AT));

  it('confirms the accreditation to a year later, with the scores that were carried over', () => {
    const { decision } = accredited({}, review(), ...scored()).when(conclude(AT));
    expect(decision).toMatchObject([
      {
        data: {
          year: 2,
          criteria: [{ compliant: 5 }, { compliant: 5 }],
          accredited: true,
          awardedOn: '2026-06-15',
          heldUntil: '2028-09-15',
        },
      },
    ]);
  });

  it('ends the accreditation when a criterion falls short now', () => {
    const short = { '1.1.1': 'not-compliant', '1.1.2': 'not-compliant' } as const;
    const { decision } = accredited({}, review(), ...scored(short)).when(conclude(AT));
    expect(decision).toMatchObject([{ data: { accredited: false } }]);
    expect(decision).not.toMatchObject([{ data: { heldUntil: expect.anything() as string } }]);
    accredited({}, review(), ...scored(short), conclude(AT))
      .when(review({ from: '2027-04-01', to: '2028-03-31' }, '2028-06-01T09:00:00.000Z'))
      .isRefused('not-accredited');
  });

  it('is refused before the last day of its period is over, in London', () => {
    const early = accredited({}, review({}, '2027-01-10T09:00:00.000Z'), ...scored());
    early.when(conclude('2027-03-31T22:59:59.999Z')).isRefused('period-not-over');
    early.when(conclude('2027-03-31T23:00:00.000Z')).happens('AssessmentConcluded');
  });

  it('waits for every element that the review covers, though all have a score from before', () =>
    accredited({}, review(), ...scored().slice(1))
      .when(conclude(AT))
      .isRefused('elements-unscored'));

  it('lets other elements be scored again too', () =>
    accredited({}, review())
      .when(score('2.1.1', 'compliance-plus', AT))
      .happens('ElementScored'));

  it('is refused once accreditation has lapsed', () =>
    accredited({}, review(), ...scored())
      .when(conclude('2027-09-16T10:00:00.000Z'))
      .isRefused('accreditation-lapsed'));

  it('of year 3 lets the accreditation stand to the end of its three years, and no further review follows', () => {
    const year3 = review({ from: '2027-04-01', to: '2028-03-31' }, '2028-06-01T09:00:00.000Z');
    const later = '2028-06-10T10:00:00.000Z';
    const dueIn3 = ['1.1.5', '2.1.1', '2.1.2', '2.1.3', '2.1.4', '2.1.5'];
    const cycle = [review(), ...scored(), conclude(AT), year3];
    const last = accredited({}, ...cycle, ...dueIn3.map((one) => score(one, 'compliant', later)));
    const { decision } = last.when(conclude(later));
    expect(decision).toMatchObject([{ data: { year: 3, accredited: true, heldUntil: '2029-06-15' } }]);
    accredited({}, ...cycle, ...dueIn3.map((one) => score(one, 'compliant', later)), conclude(later))
      .when(review({ from: '2028-04-01', to: '2029-03-31' }, '2029-06-01T09:00:00.000Z'))
      .isRefused('cycle-over');
  });
});
