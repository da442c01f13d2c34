import type { Measure } from '@guildhall/read-models/metrics/measures';
import { type Html, html } from '../pages/html';
import { page } from '../pages/page';
import type { PresentedFigure } from '../service-excellence/get-figures';
import { dashboardStyle } from './dashboard-style';
import { basisInWords, changeInWords, valueInWords } from './in-words';
import { caseLink, figureLink, type Selection } from './links';

/** One figure: what it means, and the cases that it comes from. */
export interface FigureAnswer {
  measure: Measure;
  figure: PresentedFigure | undefined;
  selection: Selection;
  /** References, in their order. */
  cases: readonly string[];
  next: string | undefined;
}

/** A figure and the cases behind it, a page of them at a time. */
export function figurePage({ measure, figure, selection, cases, next }: FigureAnswer): string {
  const { counted = 'true' } = selection;
  return page({
    title: `${measure.title}: the cases behind it`,
    style: dashboardStyle,
    body: html`<header>
        <p><a href="${overviewLink(selection)}">All figures</a></p>
        <h1>${measure.title}</h1>
        ${figure && html`<p><strong>${valueInWords(measure, figure.value)}</strong> ${[basisInWords(measure, figure), changeInWords(measure, figure)].filter(Boolean).join('; ')}</p>`}
        <p>${measure.formula}</p>
        <p>${chosen(selection)}</p>
      </header>
      <main>
        <section aria-labelledby="cases">
          <h2 id="cases">
            ${counted === 'true' ? 'Cases that count' : 'Cases that do not count, of those it is a share of'}
          </h2>
          ${measure.kind === 'share' || measure.kind === 'ratio' ? otherSide(measure, selection) : undefined}
          ${
            cases.length === 0
              ? html`<p>There are none.</p>`
              : html`<ul>
                  ${cases.map((reference) => html`<li><a href="${caseLink(reference)}">${reference}</a></li> `)}
                </ul>`
          }
          ${next && html`<p><a href="${figureLink(measure.name, { ...selection, after: next })}">The next page</a></p>`}
        </section>
      </main>`,
  });
}

/** In words, what the address bar says in codes. */
function chosen({ counted: _, after: __, from, to, ...dimensions }: Selection): Html {
  const days = from || to ? [`days from ${from ?? 'the beginning'} to ${to ?? 'now'}`] : [];
  const others = Object.entries(dimensions).map(([name, value]) => `${name}: ${value || 'none'}`);
  const all = [...days, ...others];
  return html`${all.length === 0 ? 'Of all cases.' : `Of the cases with ${all.join(', ')}.`}`;
}

function otherSide(measure: Measure, selection: Selection): Html {
  const isCounted = (selection.counted ?? 'true') === 'true';
  const link = figureLink(measure.name, { ...selection, counted: isCounted ? 'false' : 'true', after: undefined }); // prettier-ignore
  return html`<p>
    <a href="${link}">${isCounted ? 'Show those that do not count' : 'Show those that count'}</a>
  </p>`;
}

function overviewLink({ department, from, to }: Selection): string {
  const given = Object.entries({ department, from, to }).filter(([, value]) => value !== undefined);
  return `/dashboard?${new URLSearchParams(Object.fromEntries(given) as Record<string, string>).toString()}`;
}
