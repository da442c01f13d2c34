import { createHash } from 'node:crypto';
import { Guildhall } from './guildhall';

/*
 * A council is accredited, from the first look at the standard to the review and beyond, as somebody who knows Customer
 * Service Excellence would walk through it.
 */

const DAY = 86_400_000;
const daysAgo = (days: number): string => new Date(Date.now() - days * DAY).toISOString();
const day = (instant: string): string => instant.slice(0, 10);

/** What a year of evidence is, and the month since. */
const lastYear = { from: day(daysAgo(400)), to: day(daysAgo(31)) };
const sinceThen = { from: day(daysAgo(30)), to: day(daysAgo(1)) };

const ELEMENTS: Record<string, number> = {
  '1.1': 3,
  '1.2': 3,
  '1.3': 5,
  '2.1': 6,
  '2.2': 5,
  '3.1': 2,
  '3.2': 4,
  '3.3': 3,
  '3.4': 3,
  '4.1': 3,
  '4.2': 4,
  '4.3': 6,
  '5.1': 2,
  '5.2': 5,
  '5.3': 3,
};
const everyElement = Object.entries(ELEMENTS).flatMap(([part, many]) =>
  Array.from({ length: many }, (_, index) => `${part}.${index + 1}`),
);

const charter = {
  kind: 'document',
  title: 'Customer charter <script>alert(1)</script>',
  text: 'Adopted in March, see page 4.',
  document: { mediaType: 'application/pdf', size: 481_234, sha256: 'c'.repeat(64) },
};

let guildhall: Guildhall;
beforeAll(async () => (guildhall = await Guildhall.start()));
afterAll(() => guildhall.dispose());

const problem = (type: string) => ({ type: `urn:guildhall:problem:${type}` });

/** An assessment, with one document as evidence of all its elements where it is wanted. */
async function begin(changes: object = {}, withEvidence = true): Promise<string> {
  const { body } = await guildhall.post('/assessments', { title: 'Whole council', ...lastYear, ...changes });
  const { assessmentId } = body as { assessmentId: string };
  if (withEvidence) {
    const { occurredAt } = changes as { occurredAt?: string };
    const evidence = { ...charter, elements: everyElement, occurredAt };
    expect(await guildhall.post(`/assessments/${assessmentId}/evidence`, evidence)).toMatchObject({
      status: 200,
    });
  }
  return assessmentId;
}

function score(id: string, element: string, given: string, occurredAt?: string) {
  const body = { score: given, reason: 'We looked at it together.', occurredAt };
  return guildhall.post(`/assessments/${id}/elements/${element}/score`, body);
}

async function scoreAll(id: string, elements = everyElement, occurredAt?: string): Promise<void> {
  for (const element of elements) {
    expect(await score(id, element, 'compliant', occurredAt)).toMatchObject({ status: 200 });
  }
}

const conclude = (id: string, occurredAt?: string) =>
  guildhall.post(`/assessments/${id}/conclude`, { assessor: 'J. Brown', occurredAt });

/** As it is now, all that has been asked included. */
async function now(id: string, path = ''): Promise<any> {
  const { body: written } = await guildhall.post(`/assessments/${id}/evidence`, {
    evidenceId: 'barrier',
    kind: 'note',
    title: 'Barrier',
    text: 'So that we read our own writes.',
    elements: ['1.2.1'],
  });
  const { body } = await guildhall.get(`/assessments/${id}${path}?waitFor=${written.position}`);
  return body;
}

/** Forty cases of last year, each acknowledged with a date but for every tenth: to that no standard sets a date. */
async function aYearOfCases(): Promise<void> {
  for (let index = 0; index < 40; index++) {
    const at = (later: number) => ({ occurredAt: daysAgo(300 - index + later) });
    const undated = { service: 'general-enquiry', channel: 'in-person' };
    const reference = await guildhall.raise({ ...(index % 10 === 0 && undated), ...at(0) });
    await guildhall.post(`/cases/${reference}/acknowledge`, { channel: 'email', ...at(-0.01) });
    await guildhall.post(`/cases/${reference}/resolve`, { outcome: 'fixed', ...at(-1) });
  }
}

describe('the standard', () => {
  it('is there from the first start: five criteria, 57 elements, and marked as not checked', async () => {
    const { body } = await guildhall.get('/catalogue/accreditation-standards');
    const [{ version, definition }] = body.accreditationStandards;
    expect({ version, numbering: definition.numbering }).toEqual({ version: 1, numbering: 'unverified' });
    const elements = definition.criteria.flatMap((criterion: any) =>
      criterion.subCriteria.flatMap((part: any) => part.elements.map(({ number }: any) => number)),
    );
    expect(elements).toEqual(everyElement);
  });

  it('that is edited wrongly is refused, and the field is named', async () => {
    const { body } = await guildhall.get('/catalogue/accreditation-standards');
    const standard = structuredClone(body.accreditationStandards[0].definition);
    standard.criteria[3].subCriteria[0].elements[1].rules[0].measure = 'happiness';
    const answer = await guildhall.post('/catalogue', { accreditationStandards: [standard] });
    expect(answer).toMatchObject({
      status: 422,
      body: {
        errors: [{ field: 'accreditationStandards.0.criteria.3.subCriteria.0.elements.1.rules.0.measure' }],
      },
    });
  });
});

describe('a full assessment', () => {
  let id: string;
  beforeAll(async () => {
    await aYearOfCases();
    id = await begin({}, false);
  });

  it('begins with everything still missing', async () => {
    const { status, passes, criteria, stillMissing } = await now(id);
    expect({ status, passes }).toEqual({ status: 'being-assessed', passes: false });
    expect(criteria.map(({ elements, needed }: any) => [elements, needed])).toEqual([
      [11, 9],
      [11, 9],
      [12, 10],
      [13, 11],
      [10, 8],
    ]);
    expect(stillMissing).toHaveLength(6);
  });

  it('suggests a score with the figures, which lead to the cases and on to their events', async () => {
    const { suggested } = await now(id, '/elements/4.2.1');
    expect(suggested).toMatchObject({
      score: 'partially-compliant',
      findings: [
        {
          verdict: 'partially-compliant',
          reason:
            'Told a date when acknowledged: 90 % (36 of 40; 95 % interval 77 % to 96 %). Compliant from 80 %, compliance plus from 95 %. The interval does not settle it: its end that speaks against us decides.',
        },
      ],
    });
    const [{ figure, cases }] = suggested.findings;
    const { body: figures } = await guildhall.get(figure);
    expect(figures.groups[0].figures['expectation-set']).toMatchObject({ numerator: 36, denominator: 40 });
    const { body: behind } = await guildhall.get(cases);
    expect(behind.cases).toHaveLength(36);
    const { body: history } = await guildhall.get(`/cases/${behind.cases[0]}/history`);
    expect(JSON.stringify(history)).toContain('QueryAcknowledged');
  });

  it('suggests nothing where no figure shows it', async () => {
    expect((await now(id, '/elements/2.1.1')).suggested).toEqual({ score: null, findings: [] });
  });

  it('asks for evidence before an element can be compliant that no figure shows', async () => {
    expect(await score(id, '2.1.1', 'compliant')).toMatchObject({
      status: 409,
      body: problem('evidence-needed'),
    });
    const evidence = { ...charter, evidenceId: 'charter', elements: ['2.1.1', '2.1.3'] };
    expect(await guildhall.post(`/assessments/${id}/evidence`, evidence)).toMatchObject({
      status: 200,
      body: { evidenceId: 'charter', events: ['EvidenceAttached'] },
    });
    expect(await score(id, '2.1.1', 'compliant')).toMatchObject({ status: 200 });
    expect(await now(id, '/elements/2.1.1')).toMatchObject({
      score: 'compliant',
      standing: 'scored',
      attached: [{ title: charter.title, document: charter.document }],
      scores: [{ year: 1, by: 'local-operator', reason: 'We looked at it together.' }],
    });
  });

  it('keeps what was suggested beside the score that a person gave instead', async () => {
    await guildhall.post(`/assessments/${id}/evidence`, { ...charter, elements: ['4.2.1'] });
    const { body } = await score(id, '4.2.1', 'compliant');
    expect(body.suggested.score).toBe('partially-compliant');
    const { scores, score: given } = await now(id, '/elements/4.2.1');
    expect(given).toBe('compliant');
    expect(scores).toMatchObject([{ score: 'compliant', suggested: { score: 'partially-compliant' } }]);
  });

  it('refuses what makes no sense, and says what would', async () => {
    expect(await score(id, '9.9.9', 'compliant')).toMatchObject({
      status: 404,
      body: problem('unknown-element'),
    });
    expect(await score(id, '4.2.1', 'excellent')).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'score' }] },
    });
    const link = { kind: 'link', title: 'Plan', url: 'javascript:alert(1)', elements: ['2.1.1'] };
    expect(await guildhall.post(`/assessments/${id}/evidence`, link)).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'url' }] },
    });
    expect(await conclude(id)).toMatchObject({ status: 409, body: problem('elements-unscored') });
    const nowhere = '00000000-0000-4000-8000-000000000000';
    expect(await score(nowhere, '4.2.1', 'compliant')).toMatchObject({
      status: 404,
      body: problem('assessment-not-found'),
    });
    expect(await guildhall.get(`/assessments/${nowhere}`)).toMatchObject({
      status: 404,
      body: problem('assessment-not-found'),
    });
    expect(await guildhall.get('/assessments/x')).toMatchObject({ status: 404 });
    expect(await guildhall.get(`/assessments/${id}/elements/9.9.9`)).toMatchObject({
      status: 404,
      body: problem('element-not-found'),
    });
    expect(await guildhall.post('/assessments', { title: 'x', ...lastYear, standard: 'nvq' })).toMatchObject({
      status: 422,
      body: problem('unknown-accreditation-standard'),
    });
  });

  it('is refused for a department or service that there is none of', async () => {
    for (const [field, scope] of Object.entries({
      department: { department: 'nope' },
      service: { service: 'nope' },
    })) {
      expect(await guildhall.post('/assessments', { title: 'x', ...lastYear, scope })).toMatchObject({
        status: 422,
        body: { ...problem(`unknown-${field}`), errors: [{ field: `scope.${field}` }] },
      });
    }
  });

  it('can be abandoned when it was begun by mistake: it is listed where that is asked for', async () => {
    const mistake = await begin({ title: 'Whoel council' }, false);
    const { body } = await guildhall.post(`/assessments/${mistake}/abandon`, { reason: 'Mistyped.' });
    expect(body).toMatchObject({ events: ['AssessmentAbandoned'] });
    expect(await score(mistake, '1.1.1', 'not-compliant')).toMatchObject({
      status: 409,
      body: problem('assessment-abandoned'),
    });
    const listed = async (query = '') =>
      (await guildhall.get(`/assessments?waitFor=${body.position}${query}`)).body.assessments;
    const line = { assessmentId: mistake, status: 'abandoned' };
    expect(await listed()).not.toContainEqual(expect.objectContaining(line));
    expect(await listed('&abandoned=true')).toContainEqual(expect.objectContaining(line));
    expect((await guildhall.get(`/assessments/${mistake}`)).body).toMatchObject({
      status: 'abandoned',
      abandoned: { reason: 'Mistyped.' },
    });
  });

  it('takes back a score that was put on the wrong element', async () => {
    expect(await score(id, '1.1.1', 'not-compliant')).toMatchObject({ status: 200 });
    const path = `/assessments/${id}/elements/1.1.1/score/withdraw`;
    expect(await guildhall.post(path, { reason: 'It was meant for 1.1.2.' })).toMatchObject({
      status: 200,
      body: { events: ['ScoreWithdrawn'] },
    });
    expect(await now(id, '/elements/1.1.1')).toMatchObject({
      score: null,
      standing: 'to-score',
      scores: [{ score: 'not-compliant', withdrawn: { reason: 'It was meant for 1.1.2.' } }],
    });
  });

  it('of one department counts its cases alone', async () => {
    const housing = await begin({ scope: { department: 'housing' } }, false);
    const { suggested } = await now(housing, '/elements/4.2.1');
    expect(suggested).toMatchObject({ score: null, findings: [{ verdict: 'not-measured' }] });
  });
});

describe('a cycle', () => {
  let id: string;
  beforeAll(async () => {
    id = await begin();
    await scoreAll(id);
  });

  it('misses the award when one criterion falls short, and says by how much', async () => {
    for (const element of ['1.2.1', '1.2.2', '1.2.3']) await score(id, element, 'partially-compliant');
    const { passes, stillMissing } = await now(id);
    expect(passes).toBe(false);
    expect(stillMissing).toEqual([
      'Criterion 1: 8 of 11 elements are compliant, 9 have to be: 1 more. Short of compliant: 1.2.1, 1.2.2, 1.2.3.',
    ]);
  });

  it('is accredited once 80 % of every criterion is compliant', async () => {
    await score(id, '1.2.1', 'compliant');
    expect(await conclude(id)).toMatchObject({ status: 200, body: { events: ['AssessmentConcluded'] } });
    const { status, passes, heldUntil, years } = await now(id);
    expect({ status, passes }).toEqual({ status: 'accredited', passes: true });
    expect(years).toMatchObject([
      { year: 1, concluded: { accredited: true, assessor: 'J. Brown', heldUntil } },
    ]);
    expect(await score(id, '1.1.1', 'compliance-plus')).toMatchObject({
      status: 409,
      body: problem('not-under-assessment'),
    });
  });

  it('stays under the version of the standard that it began with', async () => {
    const { body } = await guildhall.get('/catalogue/accreditation-standards');
    const { version, definition } = body.accreditationStandards[0];
    const stricter = { ...definition, award: { ...definition.award, compliantShare: 100 } };
    await guildhall.post('/catalogue', { accreditationStandards: [stricter] });
    expect(await now(id)).toMatchObject({ standard: { version }, passes: true });
    const next = await now(await begin({}, false));
    expect(next.standard.version).toBe(Number(version) + 1);
    expect(next.criteria[0].needed).toBe(11);
    await guildhall.post('/catalogue', { accreditationStandards: [definition] });
  });

  it('is reviewed in year 2: what fell short and what is due again, while the rest is carried over', async () => {
    const early = await guildhall.post(`/assessments/${id}/reviews`, lastYear);
    expect(early).toMatchObject({ status: 422, body: problem('nothing-new') });
    const overlapping = { ...sinceThen, from: lastYear.to };
    expect(await guildhall.post(`/assessments/${id}/reviews`, overlapping)).toMatchObject({
      status: 422,
      body: { ...problem('period-overlaps'), errors: [{ field: 'from' }] },
    });
    const begun = await guildhall.post(`/assessments/${id}/reviews`, { ...sinceThen, also: ['2.1.4'] });
    expect(begun).toMatchObject({ status: 200, body: { events: ['ReviewBegun'] } });
    const { status, year, years, criteria } = await now(id);
    expect({ status, year }).toEqual({ status: 'in-review', year: 2 });
    const { covered } = years[1];
    expect(covered).toEqual(
      everyElement.filter(
        (one) => /^[13]\./.test(one) || ['2.1.4', '4.1.2', '4.2.2', '5.3.1', '5.3.2'].includes(one),
      ),
    );
    const standings = criteria.flatMap(({ subCriteria }: any) =>
      subCriteria.flatMap(({ elements }: any) => elements.map((one: any) => [one.number, one.standing])),
    );
    expect(standings).toEqual(
      everyElement.map((one) => [one, covered.includes(one) ? 'to-score' : 'carried-over']),
    );
    await scoreAll(id, covered);
    expect(await conclude(id)).toMatchObject({ status: 200 });
    expect(await now(id)).toMatchObject({ status: 'accredited', year: 2, stillMissing: [] });
  });

  it('can be looked at as a year was concluded, when a review has long begun', async () => {
    const { body } = await guildhall.get(`/assessments/${id}/pack?format=json&year=1`);
    expect(body).toMatchObject({ year: 1, status: 'accredited', period: lastYear, years: [{ year: 1 }] });
    expect(body.elements[0].scores).toMatchObject([{ year: 1 }]);
    expect((await now(id)).year).toBe(2);
    const { body: page } = await guildhall.send('GET', `/assessments/${id}/pack?year=1`, undefined, {
      accept: 'text/html',
    });
    expect(page).toContain('its conclusion, ');
    expect(await guildhall.get(`/assessments/${id}/pack?format=json&year=3`)).toMatchObject({
      status: 404,
      body: problem('assessment-year-not-found'),
    });
  });

  it('is not concluded while the days of its evidence go on', async () => {
    const running = await begin({ to: day(daysAgo(0)) });
    await scoreAll(running);
    expect(await conclude(running)).toMatchObject({ status: 409, body: problem('period-not-over') });
  });

  it('lapses when no review is concluded in time', async () => {
    const longAgo = { from: day(daysAgo(1_000)), to: day(daysAgo(700)), occurredAt: daysAgo(650) };
    const old = await begin(longAgo);
    await scoreAll(old, everyElement, daysAgo(640));
    expect(await conclude(old, daysAgo(630))).toMatchObject({ status: 200 });
    expect(await now(old)).toMatchObject({ status: 'lapsed' });
    const review = { from: day(daysAgo(620)), to: day(daysAgo(500)), occurredAt: daysAgo(600) };
    expect(await guildhall.post(`/assessments/${old}/reviews`, review)).toMatchObject({
      status: 422,
      body: { ...problem('before-the-last'), errors: [{ field: 'occurredAt' }] },
    });
    expect(await guildhall.post(`/assessments/${old}/reviews`, sinceThen)).toMatchObject({
      status: 409,
      body: problem('accreditation-lapsed'),
    });
  });

  it('is listed with the others, the latest first', async () => {
    const { body } = await guildhall.get('/assessments');
    const ours = body.assessments.find(({ assessmentId }: any) => assessmentId === id);
    expect(ours).toMatchObject({ title: 'Whole council', status: 'accredited', year: 2 });
    const begun = body.assessments.map(({ begunAt }: any) => begunAt);
    expect(begun).toEqual(begun.toSorted().reverse());
  });

  it('can be sent twice: a command with the same key is carried out once', async () => {
    const another = await begin({}, false);
    const send = () =>
      guildhall.post(
        `/assessments/${another}/elements/4.2.1/score`,
        { score: 'not-compliant', reason: 'Too few.' },
        { 'idempotency-key': 'once' },
      );
    const [first, second] = [await send(), await send()];
    expect(second.body).toEqual(first.body);
    expect((await now(another, '/elements/4.2.1')).scores).toHaveLength(1);
  });
});

describe('evidence that is withdrawn', () => {
  it('is missing for the award again, and nothing is concluded without it', async () => {
    const id = await begin({}, false);
    await guildhall.post(`/assessments/${id}/evidence`, {
      ...charter,
      evidenceId: 'all',
      elements: everyElement,
    });
    await scoreAll(id);
    await guildhall.post(`/assessments/${id}/evidence/all/withdraw`, { reason: 'It was the draft.' });
    const { passes, stillMissing } = await now(id);
    expect(passes).toBe(false);
    expect(stillMissing).toEqual([
      expect.stringMatching(
        /^The evidence of 1\.1\.1, .* was withdrawn: attach other evidence, or score again\.$/,
      ),
    ]);
    expect(await conclude(id)).toMatchObject({ status: 409, body: problem('evidence-withdrawn') });
  });
});

describe('what is said a second time', () => {
  let id: string;
  beforeAll(async () => {
    id = await begin();
    await scoreAll(id);
  });
  const note = { evidenceId: 'minutes', kind: 'note', title: 'Minutes', elements: ['1.2.1'] };
  const attach = (changes: object) => guildhall.post(`/assessments/${id}/evidence`, { ...note, ...changes });

  it('in the same words is quiet', async () => {
    expect(await attach({ text: 'Of March.' })).toMatchObject({ body: { changed: true } });
    expect(await attach({ text: ' Of March. ' })).toMatchObject({ status: 200, body: { changed: false } });
    expect(await score(id, '1.1.1', 'compliant')).toMatchObject({ status: 200, body: { changed: false } });
    expect(await score(id, '1.1.1', 'compliance-plus')).toMatchObject({ body: { changed: true } });
  });

  it('of evidence in other words is refused, so that a correction is not lost', async () => {
    for (const changes of [{ text: 'Of April.' }, { text: 'Of March.', title: 'Records' }]) {
      expect(await attach(changes)).toMatchObject({ status: 409, body: problem('evidence-id-taken') });
    }
  });

  it('of a conclusion with another assessor is refused; withdrawn, it can be concluded rightly', async () => {
    const by = (assessor: string, occurredAt?: string) =>
      guildhall.post(`/assessments/${id}/conclude`, { assessor, occurredAt });
    expect(await by('J. Brown')).toMatchObject({ status: 200, body: { changed: true } });
    expect(await by('J. Brown')).toMatchObject({ status: 200, body: { changed: false } });
    expect(await by('A. Green')).toMatchObject({ status: 409, body: problem('concluded-otherwise') });
    const withdrawn = await guildhall.post(`/assessments/${id}/conclusion/withdraw`, { reason: 'Misread.' });
    expect(withdrawn).toMatchObject({ status: 200, body: { events: ['ConclusionWithdrawn'] } });
    expect(await now(id)).toMatchObject({ status: 'being-assessed', heldUntil: null });
    expect(await score(id, '1.1.2', 'compliance-plus')).toMatchObject({ status: 200 });
    expect(await by('A. Green')).toMatchObject({ status: 200, body: { changed: true } });
    expect((await now(id)).years).toMatchObject([
      {
        concluded: { assessor: 'A. Green' },
        withdrawnConclusions: [{ assessor: 'J. Brown', withdrawn: { reason: 'Misread.' } }],
      },
    ]);
  });
});

describe('the pack', () => {
  let page: string;
  let policy: string | null;
  let id: string;
  beforeAll(async () => {
    id = await begin({ title: 'Parks & <b>gardens</b>' });
    await score(id, '2.1.1', 'compliant');
    await score(id, '2.1.1', 'compliance-plus');
    const draft = { ...charter, evidenceId: 'draft', elements: ['2.1.1', '2.1.1', '2.1.2'] };
    await guildhall.post(`/assessments/${id}/evidence`, draft);
    await guildhall.post(`/assessments/${id}/evidence/draft/withdraw`, { reason: 'It was the draft.' });
    await now(id);
    const { body, headers } = await guildhall.send('GET', `/assessments/${id}/pack`, undefined, {
      accept: 'text/html',
    });
    page = body as string;
    policy = headers.get('content-security-policy');
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
  });

  const all = (pattern: RegExp): string[] => [...page.matchAll(pattern)].map(([, one = '']) => one);

  it('holds every element with its evidence, its suggestion and its scores', () => {
    for (const element of everyElement) expect(page).toContain(`id="element-${element}"`);
    expect(page).toContain('SHA-256 ' + 'c'.repeat(64));
    expect(page).toContain('Told a date when acknowledged: 90 % (36 of 40; 95 % interval 77 % to 96 %).');
    expect(page).toMatch(/Earlier scores[^]*Year 1: Compliant, by local/);
  });

  it('shows what people wrote as words, and runs nothing', () => {
    expect(page).toContain('Parks &#38; &#60;b&#62;gardens&#60;/b&#62;');
    expect(page).not.toContain('<script');
  });

  it('loads nothing from anywhere: its one style is allowed by its digest', () => {
    expect(page).not.toMatch(/<(link|img|iframe|script|object|embed)|\ssrc=|@import|url\(/);
    const [style = ''] = all(/<style>([^]*?)<\/style>/g);
    const digest = createHash('sha256').update(style).digest('base64');
    expect(policy).toBe(
      `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
  });

  it('can be read by everybody (WCAG 2.2): language, title, headings in order, tables with captions, links that lead somewhere', () => {
    expect(page).toContain('<html lang="en-GB">');
    expect(all(/<title>([^<]+)<\/title>/g)).toHaveLength(1);
    const levels = all(/<h([1-6])/g).map(Number);
    expect(levels[0]).toBe(1);
    levels.forEach((level, at) => expect(level - (levels[at - 1] ?? 0)).toBeLessThanOrEqual(1));
    expect(all(/<(table)>/g)).toHaveLength(all(/<(caption)>/g).length);
    expect(page).not.toMatch(/<th(?![^>]*scope=)[ >]/);
    const ids = all(/ id="([^"]+)"/g);
    expect(new Set(ids).size).toBe(ids.length);
    expect(all(/(?:href="#|aria-labelledby=")([^"]+)"/g).filter((one) => !ids.includes(one))).toEqual([]);
  });

  it('can be printed: each sheet says what it is of, evidence why it was withdrawn, and there is where to sign', () => {
    expect(page).toContain('@top-left { content: "Parks \\26  \\3c b\\3e gardens');
    expect(page).toContain('"Page " counter(page) " of " counter(pages)');
    expect(page).toMatch(
      /<td>2\.1\.1, 2\.1\.2<\/td>[^]*Withdrawn [^<]* by local-operator: It was the draft\./,
    );
    expect(page).toMatch(/id="signatures"[^]*The council[^]*The assessor/);
  });

  it('can be printed: no element is torn apart', () => {
    expect(page).toMatch(/@media print[^]*article, tr \{ break-inside: avoid; \}/);
  });

  it('is there as JSON too, by Accept or by format', async () => {
    const byFormat = await guildhall.get(`/assessments/${id}/pack?format=json`);
    const byAccept = await guildhall.send('GET', `/assessments/${id}/pack`, undefined, {
      accept: 'application/json',
    });
    expect(byFormat.body.elements.map(({ number }: any) => number)).toEqual(everyElement);
    expect(byAccept.body).toEqual(byFormat.body);
  });
});
