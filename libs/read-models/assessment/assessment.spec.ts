import {
  askAssessment,
  attach,
  begin,
  conclude,
  review,
  score,
  scoreAll,
  smallStandard,
} from '../../testing/assessment-builders';
import { LogBuilder } from '../../testing/log-builder';
import { onEachEngine } from '../../testing/on-each-engine';
import type { AssessmentCommand } from '../../domain/assessment/assessment-commands';
import { openBoxes } from '../../keyring/open-boxes';
import { asConcluded } from './as-concluded';
import { assessmentProjection } from './assessment.projection';
import { allAssessments, assessmentCalled } from './assessment.query';
import { type AssessmentStanding, standingOn } from './standing';

const ID = '0e0d6c1a-5b1f-4a8e-9f58-6f1a3b2c4d5e';

const catalogue = {
  departments: [],
  services: [],
  standards: [],
  calendars: [],
  accreditationStandards: [smallStandard],
};

onEachEngine((engine) => {
  let log: LogBuilder;
  beforeEach(async () => {
    const { databases } = await engine.place();
    log = await LogBuilder.open(catalogue, databases);
  });
  afterEach(() => log.dispose());

  const kept = async () => {
    const assessment = await log.ask(assessmentProjection, (db) => assessmentCalled(db, ID));
    if (!assessment) throw new Error('There is none');
    return assessment;
  };
  const standing = async (today: string, ...commands: AssessmentCommand[]): Promise<AssessmentStanding> => {
    await log.assessment(ID, begin(), ...commands);
    return standingOn(today, (await kept()).view, smallStandard);
  };
  const elements = ({ criteria }: AssessmentStanding) =>
    criteria.flatMap(({ subCriteria }) => subCriteria.flatMap((part) => part.elements));
  const elementCalled = (of: AssessmentStanding, number: string) =>
    elements(of).find((one) => one.number === number);

  const AT = '2027-06-10T10:00:00.000Z';
  const year2 = (but: Parameters<typeof scoreAll>[0] = {}): AssessmentCommand[] =>
    ['1.1.1', '1.1.2', '1.1.3', '1.1.4', '1.1.5'].map((element) =>
      score(element, but[element] ?? 'compliant', AT),
    );

  describe('an assessment as it is kept', () => {
    it('is found by its id, and listed with the others, the latest first', async () => {
      await log.assessment('a', begin());
      await log.assessment('b', { ...begin(), occurredAt: '2026-07-01T09:00:00.000Z' });
      expect(await log.ask(assessmentProjection, (db) => assessmentCalled(db, ID))).toBeUndefined();
      const all = await log.ask(assessmentProjection, allAssessments);
      expect(all.map(({ assessmentId }) => assessmentId)).toEqual(['b', 'a']);
    });

    it('keeps what people wrote sealed: the title, reasons, the assessor, what a document is called', async () => {
      await log.assessment(ID, begin(), attach('charter', '1.1.1'), ...scoreAll(), conclude());
      const { view, revision } = await kept();
      expect(revision).toBe(12);
      expect(JSON.stringify(view)).not.toMatch(/whole council|Customer charter|looked at|Brown/);
      expect(await openBoxes(log.keyring, view)).toMatchObject({
        title: 'The whole council',
        evidence: [{ evidenceId: 'charter', title: 'Customer charter', year: 1, by: 'p.shah' }],
        scores: { '1.1.1': [{ score: 'compliant', reason: 'We looked at it together.' }] },
        years: [{ concluded: { accredited: true, assessor: 'J. Brown' } }],
      });
    });

    it('keeps every score that an element was given, with what was suggested then', async () => {
      await log.assessment(ID, begin(), score('1.1.1', 'partially-compliant'), score('1.1.1', 'compliant'));
      expect((await kept()).view.scores['1.1.1']).toMatchObject([
        { year: 1, score: 'partially-compliant', suggested: { reasons: ['92 % on time.'] }, by: 'p.shah' },
        { year: 1, score: 'compliant' },
      ]);
    });

    it('keeps evidence that was withdrawn, and does not count it', async () => {
      const withdraw = askAssessment('WithdrawEvidence', { evidenceId: 'charter', reason: 'The draft.' });
      const after = await standing(
        '2026-06-02',
        attach('charter', '1.1.1'),
        attach('plan', '1.1.1'),
        withdraw,
      );
      expect(elementCalled(after, '1.1.1')?.attached).toBe(1);
      expect((await kept()).view.evidence).toMatchObject([
        { evidenceId: 'charter', withdrawn: { by: 'p.shah' } },
        { evidenceId: 'plan' },
      ]);
    });
  });

  describe('how it stands', () => {
    it('at first says what is missing: everything', async () => {
      const { status, passes, stillMissing, heldUntil } = await standing('2026-06-02');
      expect({ status, passes, heldUntil }).toEqual({
        status: 'being-assessed',
        passes: false,
        heldUntil: null,
      });
      expect(stillMissing).toEqual([
        'Criterion 1: 0 of 5 elements are compliant, 4 have to be: 4 more.',
        'Criterion 2: 0 of 5 elements are compliant, 4 have to be: 4 more.',
        'To be scored: 1.1.1, 1.1.2, 1.1.3, 1.1.4, 1.1.5, 2.1.1, 2.1.2, 2.1.3, 2.1.4, 2.1.5.',
      ]);
    });

    it('names what falls short', async () => {
      const but = { '1.1.1': 'not-compliant', '1.1.2': 'partially-compliant' } as const;
      const { passes, stillMissing } = await standing('2026-06-02', ...scoreAll(but));
      expect(passes).toBe(false);
      expect(stillMissing).toEqual([
        'Criterion 1: 3 of 5 elements are compliant, 4 have to be: 1 more. Short of compliant: 1.1.1, 1.1.2.',
      ]);
    });

    it('names what is compliant by evidence that was withdrawn, and does not pass with it', async () => {
      const unsuggested = askAssessment('ScoreElement', {
        element: '1.1.1',
        score: 'compliant',
        reason: 'The charter says so.',
        suggested: { reasons: [] },
        scoredBy: 'officer',
      });
      const withdraw = askAssessment('WithdrawEvidence', { evidenceId: 'charter', reason: 'The draft.' });
      const { passes, stillMissing } = await standing(
        '2026-06-02',
        attach('charter', '1.1.1'),
        ...scoreAll(),
        unsuggested,
        withdraw,
      );
      expect(passes).toBe(false);
      expect(stillMissing).toEqual([
        'The evidence of 1.1.1 was withdrawn: attach other evidence, or score again.',
      ]);
    });

    it('is accredited from the award to its last day, and lapses on the day after', async () => {
      const accredited = await standing('2026-06-16', ...scoreAll(), conclude());
      expect(accredited).toMatchObject({ status: 'accredited', heldUntil: '2027-09-15', stillMissing: [] });
      const { view } = await kept();
      expect(standingOn('2027-09-15', view, smallStandard).status).toBe('accredited');
      expect(standingOn('2027-09-16', view, smallStandard).status).toBe('lapsed');
    });

    it('is being assessed again when its conclusion is withdrawn, which stays in the history', async () => {
      const reason = 'It was another assessment.';
      const withdrawConclusion = askAssessment('WithdrawConclusion', { reason }, '2026-06-16T10:00:00.000Z');
      const open = await standing('2026-06-17', ...scoreAll(), conclude(), withdrawConclusion);
      expect(open).toMatchObject({ status: 'being-assessed', isOpen: true, heldUntil: null });
      expect((await openBoxes(log.keyring, (await kept()).view)).years).toMatchObject([
        { withdrawnConclusions: [{ assessor: 'J. Brown', withdrawn: { reason, by: 'p.shah' } }] },
      ]);
    });

    it('misses a score that was withdrawn, which stays in the history with its reason', async () => {
      const withdrawScore = askAssessment('WithdrawScore', { element: '1.1.1', reason: 'Another one.' });
      const after = await standing('2026-06-02', ...scoreAll(), withdrawScore);
      expect(after.stillMissing).toEqual(['To be scored: 1.1.1.']);
      expect((await openBoxes(log.keyring, (await kept()).view)).scores['1.1.1']).toMatchObject([
        { score: 'compliant', withdrawn: { reason: 'Another one.', by: 'p.shah' } },
      ]);
    });

    it('once abandoned misses nothing, and passes nothing', async () => {
      const abandon = askAssessment('AbandonAssessment', { reason: 'The title was mistyped.' });
      expect(await standing('2026-06-02', abandon)).toMatchObject({
        status: 'abandoned',
        isOpen: false,
        passes: false,
        stillMissing: [],
      });
    });

    it('in a review tells what is to be scored again from what is carried over', async () => {
      const inReview = await standing(
        '2027-06-10',
        ...scoreAll(),
        conclude(),
        review(),
        ...year2().slice(0, 1),
      );
      expect(inReview).toMatchObject({
        status: 'in-review',
        year: 2,
        passes: false,
        heldUntil: '2027-09-15',
      });
      expect(elementCalled(inReview, '1.1.1')).toMatchObject({ standing: 'scored', scoredInYear: 2 });
      expect(elementCalled(inReview, '1.1.2')).toMatchObject({ standing: 'to-score', scoredInYear: 1 });
      expect(elementCalled(inReview, '2.1.1')).toMatchObject({ standing: 'carried-over', scoredInYear: 1 });
      expect(inReview.stillMissing).toEqual(['To be scored: 1.1.2, 1.1.3, 1.1.4, 1.1.5.']);
    });

    it('after a review that confirms it, holds for another year', async () => {
      const after = await standing(
        '2028-01-01',
        ...scoreAll(),
        conclude(),
        review(),
        ...year2(),
        conclude(AT),
      );
      expect(after).toMatchObject({ status: 'accredited', heldUntil: '2028-09-15' });
    });

    it('shows a year as it was concluded, without what has been attached, withdrawn and scored since', async () => {
      const since = (command: AssessmentCommand): AssessmentCommand => ({ ...command, occurredAt: AT });
      const withdraw = askAssessment('WithdrawEvidence', { evidenceId: 'charter', reason: 'The draft.' });
      await standing(
        '2027-06-11',
        attach('charter', '1.1.1'),
        ...scoreAll(),
        conclude(),
        since(attach('plan', '1.1.1')),
        since(withdraw),
        review({}, AT),
        since(attach('survey', '1.1.1')),
        ...year2({ '1.1.1': 'partially-compliant' }),
      );
      const { view } = await kept();
      expect(view.evidence.map(({ evidenceId, year }) => [evidenceId, year])).toEqual([
        ['charter', 1],
        ['plan', 2],
        ['survey', 2],
      ]);
      const then = asConcluded(view, 1);
      expect(then?.years).toEqual(view.years.slice(0, 1));
      expect(then?.evidence).toMatchObject([{ evidenceId: 'charter' }]);
      expect(then?.evidence[0]).not.toHaveProperty('withdrawn');
      expect(then?.scores['1.1.1']).toMatchObject([{ year: 1, score: 'compliant' }]);
      expect(asConcluded(view, 2)).toEqual(view);
      expect(asConcluded(view, 3)).toBeUndefined();
    });

    it('after a review that fails, is no longer accredited', async () => {
      const failed = year2({ '1.1.1': 'not-compliant', '1.1.2': 'not-compliant' });
      const after = await standing(
        '2027-06-11',
        ...scoreAll(),
        conclude(),
        review(),
        ...failed,
        conclude(AT),
      );
      expect(after).toMatchObject({ status: 'not-accredited', heldUntil: null, passes: false });
    });
  });
});
