import type { PresentedCase } from '../cases/get-case';
import type { PresentedHistory } from '../cases/get-history';
import type { PresentedCaseTimeline } from '../customers/get-timeline';
import { type Html, html } from '../pages/html';
import { momentInWords } from '../pages/in-words';
import { page } from '../pages/page';
import { table, wideTable } from '../pages/table';
import { dashboardStyle } from './dashboard-style';

/** One case: where it stands, what its customer sees, and every event. */
export interface CaseAnswer {
  case: PresentedCase;
  timeline: PresentedCaseTimeline;
  history: PresentedHistory;
}

/** From a figure down to the events: the end of the way. */
export function casePage({ case: view, timeline, history }: CaseAnswer): string {
  return page({
    title: `Case ${view.reference}`,
    style: dashboardStyle,
    body: html`<header>
        <p><a href="/dashboard">All figures</a></p>
        <h1>${view.reference}</h1>
        <p>${timeline.service}: ${words(timeline)}</p>
      </header>
      <main>
        ${promises(timeline)}
        <section aria-labelledby="seen">
          <h2 id="seen">What the customer sees</h2>
          <ol>
            ${timeline.entries.map(({ at, sentence }) => html`<li>${at && momentInWords(at)}: ${sentence}</li> `)}
          </ol>
        </section>
        ${events(history)}
      </main>`,
  });
}

function promises({ promised }: PresentedCaseTimeline): Html {
  return html`<section aria-labelledby="promised">
    <h2 id="promised">What was promised</h2>
    ${
      promised.length === 0
        ? html`<p>No date is promised.</p>`
        : table(
            'Each date, and how it stands',
            ['To', 'By', 'Done', 'Standing'],
            promised.map(
              ({ target, due, reachedAt, standing }) =>
                html`<tr>
                  <th scope="row">${target}</th>
                  <td>${due ? momentInWords(due) : 'Not while the clock stands still'}</td>
                  <td>${reachedAt ? momentInWords(reachedAt) : 'Not yet'}</td>
                  <td>${standing.replaceAll('-', ' ')}</td>
                </tr> `,
            ),
          )
    }
  </section>`;
}

function events({ events: all }: PresentedHistory): Html {
  return html`<section aria-labelledby="events">
    <h2 id="events">Every event</h2>
    ${wideTable(
      'Every event',
      'From the log, in order',
      ['Revision', 'Event', 'Happened', 'Recorded', 'By'],
      all.map(
        ({ revision, type, occurredAt, recordedAt, actor }) =>
          html`<tr>
            <td class="number">${revision}</td>
            <th scope="row">${type}</th>
            <td>${momentInWords(occurredAt)}</td>
            <td>${momentInWords(recordedAt)}</td>
            <td>${actor.kind} ${actor.id}</td>
          </tr> `,
      ),
    )}
  </section>`;
}

const words = ({ summary, unreadable }: CaseAnswer['timeline']): string => {
  if (typeof summary === 'string') return summary;
  return unreadable ? 'the words for it are damaged and cannot be read' : 'the words for it are forgotten';
};
