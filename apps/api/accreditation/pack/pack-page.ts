import type { SubCriterionStanding } from '@guildhall/read-models/assessment/standing';
import { type Html, html } from '../../pages/html';
import { dayInWords, momentInWords } from '../../pages/in-words';
import { page, policyOf } from '../../pages/page';
import { wideTable } from '../../pages/table';
import type { AssessmentInFull } from '../get-assessment';
import type { PresentedEvidence } from '../presented-assessment';
import { elementArticle } from './element-article';
import { packStyle } from './pack-style';
import { scoreInWords, standingInWords, statusInWords } from './in-words';

/** A page and what a browser may do with it. */
export interface PackPage {
  page: string;
  policy: string;
}

type Criterion = AssessmentInFull['criteria'][number];

/** The self-assessment as one page, to be read, printed or saved: it needs nothing beside itself. */
export function packPage(pack: AssessmentInFull): PackPage {
  const { title, standard } = pack;
  const fullTitle = `${title ?? 'Assessment'}: self-assessment, ${standard.name}`;
  const style = packStyle(fullTitle);
  const text = page({
    title: fullTitle,
    style,
    body: html`<a class="skip" href="#standing">Skip to where we stand</a>
      <header>
        <h1>${title ?? 'Assessment'}: self-assessment against ${standard.name}</h1>
        ${about(pack)}
      </header>
      <nav aria-label="Contents">${contents(pack)}</nav>
      <main>
        ${standing(pack)} ${scoreSheet(pack)}
        ${pack.criteria.map((criterion) => criterionSection(criterion, pack))} ${register(pack)}
        ${years(pack)} ${signatures(pack)}
      </main>`,
  });
  return { page: text, policy: policyOf(style) };
}

function about({
  standard,
  scope,
  period,
  status,
  heldUntil,
  year,
  freshness,
  asConcludedAt,
}: AssessmentInFull): Html {
  const whose = [
    scope.department && `department ${scope.department}`,
    scope.service && `service ${scope.service}`,
  ]
    .filter(Boolean)
    .join(', ');
  return html`<dl>
      <dt>Standard</dt>
      <dd>${standard.name}, version ${standard.version} of our file</dd>
      <dt>Scope</dt>
      <dd>${whose === '' ? 'The whole council' : whose}</dd>
      <dt>Year</dt>
      <dd>${year === 1 ? '1: full assessment' : `${year}: review`}</dd>
      <dt>Evidence from</dt>
      <dd>${dayInWords(period.from)} to ${dayInWords(period.to)}</dd>
      <dt>Status</dt>
      <dd>${statusInWords[status]}${heldUntil === null ? '' : `, held until ${dayInWords(heldUntil)}`}</dd>
      <dt>As of</dt>
      <dd>
        ${
          asConcludedAt
            ? `its conclusion, ${momentInWords(asConcludedAt)}. What is suggested is worked out now, over that period; what was suggested when an element was scored stands beside its score.`
            : freshness.upTo === null
              ? 'the beginning'
              : momentInWords(freshness.upTo)
        }
      </dd>
    </dl>
    ${standard.numbering === 'unverified' ? html`<p class="note">${standard.about ?? 'The numbers and wording of the elements have not been compared with the published standard.'}</p>` : ''}`;
}

function contents({ criteria }: AssessmentInFull): Html {
  return html`<ul>
    <li><a href="#standing">Where we stand</a></li>
    <li><a href="#scores">Score sheet</a></li>
    ${criteria.map(({ criterion, title }) => html`<li><a href="#criterion-${criterion}">Criterion ${criterion}: ${title}</a></li> `)}
    <li><a href="#evidence">Evidence attached</a></li>
    <li><a href="#years">Assessments and reviews</a></li>
    <li><a href="#signatures">Signatures</a></li>
  </ul>`;
}

function standing({ criteria, passes, stillMissing }: AssessmentInFull): Html {
  return html`<section aria-labelledby="standing">
    <h2 id="standing">Where we stand</h2>
    <p class="score">
      ${passes ? 'With these scores the standard is met.' : 'With these scores the standard is not met yet.'}
    </p>
    ${wideTable(
      'Criteria',
      'Criteria: each passes with the share of compliant elements that the standard asks for',
      ['Criterion', 'Elements', 'Needed', 'Compliant', 'Missing', 'Passes'],
      criteria.map(
        (one) =>
          html`<tr>
            <th scope="row">${one.criterion} ${one.title}</th>
            <td class="number">${one.elements}</td>
            <td class="number">${one.needed}</td>
            <td class="number">${one.compliant}</td>
            <td class="number">${one.missing}</td>
            <td>${one.passed ? 'Yes' : 'No'}</td>
          </tr> `,
      ),
    )}
    ${
      stillMissing.length === 0
        ? html`<p>Nothing is missing for the award.</p>`
        : html`<h3>What is still missing for the award</h3>
            <ul>
              ${stillMissing.map((sentence) => html`<li>${sentence}</li> `)}
            </ul>`
    }
  </section>`;
}

function scoreSheet({ criteria, elements }: AssessmentInFull): Html {
  const suggested = new Map(elements.map((one) => [one.number, one.suggested.score]));
  const row = ({ number, title, score, ...rest }: SubCriterionStanding['elements'][number]): Html =>
    html`<tr>
      <th scope="row"><a href="#element-${number}">${number}</a> ${title}</th>
      <td>${suggested.get(number) ? scoreInWords(suggested.get(number) ?? null) : 'No suggestion'}</td>
      <td class="score">${scoreInWords(score)}</td>
      <td>${standingInWords(rest)}</td>
      <td class="number">${rest.attached}</td>
    </tr> `;
  return html`<section aria-labelledby="scores">
    <h2 id="scores">Score sheet</h2>
    <p>A suggestion is worked out from figures. The score is a person’s decision.</p>
    ${wideTable(
      'Score sheet',
      'Every element, what is suggested and how it is scored',
      ['Element', 'Suggested', 'Score', 'Standing', 'Attached'],
      criteria.flatMap(({ subCriteria }) => subCriteria.flatMap((part) => part.elements.map(row))),
    )}
  </section>`;
}

function criterionSection(
  { criterion, title, subCriteria }: Criterion,
  { elements }: AssessmentInFull,
): Html {
  const inFull = new Map(elements.map((one) => [one.number, one]));
  const part = ({ number, title: name, elements: its }: SubCriterionStanding): Html =>
    html`<h3>${number} ${name}</h3>
      ${its.map((one) => {
        const element = inFull.get(one.number);
        return element && elementArticle(element, one);
      })}`;
  return html`<section class="criterion" aria-labelledby="criterion-${criterion}">
    <h2 id="criterion-${criterion}">Criterion ${criterion}: ${title}</h2>
    ${subCriteria.map(part)}
  </section>`;
}

function register({ evidence }: AssessmentInFull): Html {
  return html`<section aria-labelledby="evidence">
    <h2 id="evidence">Evidence attached</h2>
    ${
      evidence.length === 0
        ? html`<p>None yet.</p>`
        : wideTable(
            'Evidence',
            'What was attached, and what was withdrawn again',
            ['Evidence', 'Elements', 'Attached', 'Stands'],
            evidence.map(
              (one) =>
                html`<tr>
                  <th scope="row">${one.title ?? one.evidenceId} (${one.kind})</th>
                  <td>${one.elements.join(', ')}</td>
                  <td>
                    ${one.at && momentInWords(one.at)}, by ${one.by},
                    ${one.year === null ? 'for no review' : `for year ${one.year}`}
                  </td>
                  <td>${one.withdrawn ? withdrawnInWords(one.withdrawn) : 'Yes'}</td>
                </tr> `,
            ),
          )
    }
  </section>`;
}

function years({ assessmentId, years: all }: AssessmentInFull): Html {
  return html`<section aria-labelledby="years">
    <h2 id="years">Assessments and reviews</h2>
    <ol>
      ${all.map(
        ({ year, from, to, begun, covered, concluded, withdrawnConclusions }) =>
          html`<li>
            Year ${year}: ${year === 1 ? 'full assessment' : 'review'} of ${dayInWords(from)} to
            ${dayInWords(to)}, begun ${begun.at && momentInWords(begun.at)} by
            ${begun.by}.${covered ? ` It looks again at ${covered.join(', ')}; the other scores are carried over.` : ''}
            ${
              concluded
                ? ` Concluded ${concluded.at ? momentInWords(concluded.at) : ''}, found by ${concluded.assessor ?? 'somebody who is forgotten'}: ${concluded.accredited ? `accredited, held until ${dayInWords(concluded.heldUntil ?? to)}` : 'not accredited'}.`
                : ' Still open.'
            }
            ${concluded ? html`<a href="/assessments/${assessmentId}/pack?year=${year}">The pack of year ${year} as it was concluded</a>.` : null}
            ${(withdrawnConclusions ?? []).map(({ at, assessor, withdrawn }) => ` A conclusion of ${at ? momentInWords(at) : ''}, found by ${assessor ?? 'somebody who is forgotten'}, was withdrawn by ${withdrawn.by}: ${withdrawn.reason ?? 'the reason is forgotten'}`)}
          </li> `,
      )}
    </ol>
  </section>`;
}

const withdrawnInWords = ({ at, by, reason }: NonNullable<PresentedEvidence['withdrawn']>): string =>
  `Withdrawn${at ? ` ${momentInWords(at)}` : ''} by ${by}: ${reason ?? 'the reason is forgotten'}`;

/** Where a printed pack is signed. */
function signatures({ year }: AssessmentInFull): Html {
  const row = (whose: string): Html =>
    html`<tr>
      <th scope="row">${whose}</th>
      <td class="blank"></td>
      <td class="blank"></td>
      <td class="blank"></td>
    </tr> `;
  return html`<section aria-labelledby="signatures">
    <h2 id="signatures">Signatures</h2>
    ${wideTable(
      'Signatures',
      `Year ${year}: this is what we assessed, and what we found`,
      ['For', 'Name', 'Signature', 'Date'],
      [row('The council'), row('The assessor')],
    )}
  </section>`;
}
