import type { ElementStanding } from '@guildhall/read-models/assessment/standing';
import type {
  PresentedElement,
  PresentedEvidence,
  PresentedFinding,
  PresentedScore,
} from '../presented-assessment';
import { type Html, html } from '../../pages/html';
import { momentInWords } from '../../pages/in-words';
import { scoreInWords, standingInWords, verdictInWords } from './in-words';

const computed = {
  fully: 'Figures can show it.',
  partly: 'Figures show a part of it.',
  not: 'No figure shows it.',
} as const;

/** One element in full: its score and why, what is suggested and why, what is attached. */
export function elementArticle(element: PresentedElement, standing: ElementStanding): Html {
  const { number, title, evidence, computable, score, suggested, scores, attached } = element;
  const latest = scores.find(({ withdrawn }) => !withdrawn);
  const earlier = scores.filter((one) => one !== latest);
  const wasSuggested = latest?.suggested.score;
  const hasChanged = wasSuggested !== undefined && wasSuggested !== suggested.score;
  const suggestion = suggested.score ? scoreInWords(suggested.score) : 'Nothing';
  return html`<article aria-labelledby="element-${number}">
    <h4 id="element-${number}">${number} ${title}</h4>
    <dl>
      ${entry('Score', html`<strong>${scoreInWords(score)}</strong>. ${standingInWords(standing)}${given(latest)}.`)}
      ${latest && entry('Because', words(latest.reason ?? 'The reason is forgotten.'))}
      ${entry('Suggested', html`${suggestion}. ${computed[computable]}`)}
      ${suggested.findings.length > 0 ? entry('Why', list(suggested.findings.map(finding))) : null}
      ${hasChanged ? entry('Suggested when scored', html`${scoreInWords(wasSuggested)}.`) : null}
      ${entry('What shows it', html`${evidence}.`)}
      ${entry('Attached', attached.length > 0 ? list(attached.map(piece)) : html`Nothing.`)}
      ${earlier.length > 0 ? entry('Earlier scores', list(earlier.map(earlierScore))) : null}
    </dl>
  </article> `;
}

const entry = (term: string, content: Html): Html =>
  html`<dt>${term}</dt>
    <dd>${content}</dd>`;

const list = (items: readonly Html[]): Html =>
  html`<ul>
    ${items.map((item) => html`<li>${item}</li>`)}
  </ul>`;

/** Lines stay lines. */
const words = (text: string): Html => html`<span class="words">${text}</span>`;

const given = (score: PresentedScore | undefined): string =>
  score ? `, by ${score.by}${score.at ? ` on ${momentInWords(score.at)}` : ''}` : '';

const finding = ({ verdict, reason, figure, cases }: PresentedFinding): Html =>
  html`${verdictInWords(verdict)}:
  ${reason}${figure ? html` <a href="${figure}">The figure</a>` : null}${cases ? html`, <a href="${cases}">the cases</a>` : null}`;

const piece = ({ title, kind, text, url, document }: PresentedEvidence): Html =>
  html`${title ?? 'Forgotten'}
  (${kind})${text ? html`<br />${words(text)}` : null}${url ? html`<br /><a href="${url}">${url}</a>` : null}${document ? html`<br /><span class="digest">${digest(document)}</span>` : null}`;

const digest = ({ mediaType, size, sha256 }: NonNullable<PresentedEvidence['document']>): string =>
  `${mediaType}, ${size.toLocaleString('en-GB')} bytes, SHA-256 ${sha256}`;

const earlierScore = (score: PresentedScore): Html =>
  html`Year ${score.year}: ${scoreInWords(score.score)}${given(score)}.
  ${score.reason}${score.withdrawn ? ` Withdrawn by ${score.withdrawn.by}: ${score.withdrawn.reason ?? 'the reason is forgotten'}` : ''}`;
