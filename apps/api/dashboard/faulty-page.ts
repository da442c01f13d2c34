import { html } from '../pages/html';
import { page } from '../pages/page';
import type { FieldFault } from '../problems/problem';
import { dashboardStyle } from './dashboard-style';
import { filters } from './filters';
import type { DashboardAnswer, DashboardView } from './get-dashboard';

/** What was chosen cannot be shown: why, and the form to choose again. */
export function faultyPage(
  view: DashboardView,
  faults: readonly FieldFault[],
  departments: DashboardAnswer['departments'],
): string {
  return page({
    title: 'Nothing to show',
    style: dashboardStyle,
    body: html`<header>
        <h1>This cannot be shown</h1>
        <ul>
          ${faults.map(({ field }) => html`<li>${whatToDo[field] ?? 'Choose something else.'}</li> `)}
        </ul>
        ${filters(view, departments)}
      </header>
      <main>
        <p><a href="/dashboard">All figures of the last weeks</a></p>
      </main>`,
  });
}

const whatToDo: Readonly<Record<string, string>> = {
  department: 'There is no such department. Choose one of those in the list.',
  to: 'The last day is before the first. Choose a last day that is not.',
};
