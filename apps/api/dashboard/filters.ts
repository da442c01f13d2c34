import { type Html, html } from '../pages/html';
import type { DashboardAnswer, DashboardView } from './get-dashboard';

/** What somebody looks at, to be chosen. */
export function filters(view: DashboardView, departments: DashboardAnswer['departments']): Html {
  return html`<form method="get" action="/dashboard">
    <div>
      <label for="department">Department</label>
      <select id="department" name="department">
        <option value="">All of them</option>
        ${departments.map(({ code, name }) => (code === view.department ? html`<option value="${code}" selected>${name}</option>` : html`<option value="${code}">${name}</option>`))}
      </select>
    </div>
    <div>
      <label for="from">From</label>
      <input id="from" name="from" type="date" value="${view.days.from}" />
    </div>
    <div>
      <label for="to">To</label>
      <input id="to" name="to" type="date" value="${view.days.to}" />
    </div>
    <button>Show</button>
  </form>`;
}
