import { type Measure, measureCalled, measures } from '@guildhall/read-models/metrics/measures';
import { type Html, html } from '../pages/html';
import { dayInWords, momentInWords } from '../pages/in-words';
import { page } from '../pages/page';
import { table, wideTable } from '../pages/table';
import type { PresentedFigure, PresentedGroup } from '../service-excellence/get-figures';
import { columnChart } from './column-chart';
import { dashboardStyle } from './dashboard-style';
import { filters } from './filters';
import { type DashboardAnswer, ofGroups } from './get-dashboard';
import { basisInWords, changeInWords, countInWords, valueInWords } from './in-words';
import { figureLink, type OpenCases, queueLink, type Selection } from './links';

const drivers: Readonly<Record<Measure['driver'], string>> = {
  timeliness: 'Timeliness',
  delivery: 'Delivery',
  information: 'Information',
  professionalism: 'Professionalism and staff attitude',
  access: 'Access',
};

const stageNames: Readonly<Record<string, string>> = {
  raised: 'Raised',
  forwarded: 'Forwarded',
  'action-planned': 'Action planned',
  'action-taken': 'Action taken',
  resolved: 'Resolved',
};

/** Every figure of service excellence at a glance, with what is open now. Every number leads to its cases. */
export function overviewPage(answer: DashboardAnswer): string {
  const { view, departments } = answer;
  const whose = departments.find(({ code }) => code === view.department)?.name ?? 'The whole council';
  return page({
    title: `${whose}: service excellence`,
    style: dashboardStyle,
    body: html`<a class="skip" href="#figures">Skip to the figures</a>
      <header>
        <h1>${whose}: service excellence</h1>
        <p>
          Cases raised from ${dayInWords(view.days.from)} to ${dayInWords(view.days.to)}; “was” is of those
          raised from ${dayInWords(answer.comparedWith.from)} to ${dayInWords(answer.comparedWith.to)}.
          ${answer.freshness.upTo === null ? 'There are no events yet.' : `As of ${momentInWords(answer.freshness.upTo)}.`}
        </p>
        ${filters(view, departments)}
      </header>
      <main>
        <section aria-labelledby="figures">
          <h2 id="figures">Figures</h2>
          ${answer.all === undefined ? html`<p>No case was raised in these days. Choose others above, or fill an empty installation with npm run demo.</p>` : tiles(answer.all, answer)}
        </section>
        ${openNow(answer)} ${overTime(answer)} ${byGroup(answer)} ${channels(answer)}
      </main>
      <footer>
        <p>
          The same as <a href="${jsonLink(answer)}">JSON</a> or
          <a href="${jsonLink(answer)}&amp;format=csv">CSV</a>.
        </p>
      </footer>`,
  });
}

function tiles({ figures }: PresentedGroup, { view }: DashboardAnswer): Html {
  return html`${Object.entries(drivers).map(
    ([driver, name]) =>
      html`<h3>${name}</h3>
        <ul class="tiles">
          ${measures.filter((measure) => measure.driver === driver).map((measure) => tile(measure, figures[measure.name], selectionOf(view)))}
        </ul>`,
  )}`;
}

function tile(measure: Measure, figure: PresentedFigure | undefined, selection: Selection): Html | undefined {
  if (!figure) return undefined;
  const small = [basisInWords(measure, figure), changeInWords(measure, figure)].filter(Boolean);
  return html`<li>
    <a href="${figureLink(measure.name, selection)}">${measure.title}</a>
    <span class="value">${valueInWords(measure, figure.value)}</span>
    ${small.map((line) => html`<span class="basis">${line}</span>`)}
  </li> `;
}

type Counts = Record<'cases' | 'overdue' | 'unclaimed', number>;

/** Whenever it was raised: the days that were chosen are about the figures. */
function openNow({ open, view: { department } }: DashboardAnswer): Html {
  const sum = (of: 'cases' | 'overdue' | 'unclaimed'): number =>
    Object.values(open).reduce((total, counts) => total + counts[of], 0);
  const cell = (count: number, which: OpenCases): Html =>
    html`<td class="number">
      <a href="${queueLink({ department, ...which })}">${countInWords(count)}</a>
    </td> `;
  const row = (name: string, { cases, overdue, unclaimed }: Counts, which: OpenCases = {}): Html =>
    html`<tr>
      <th scope="row">${name}</th>
      ${cell(cases, which)} ${cell(overdue, { ...which, overdue: true })}
      ${cell(unclaimed, { ...which, unclaimed: true })}
    </tr> `;
  const stagesOf = (counts: DashboardAnswer['open']): Html[] =>
    Object.entries(stageNames).flatMap(([stage, name]) => {
      const these = counts[stage];
      return these ? [row(name, these, { stage })] : [];
    });
  return html`<section aria-labelledby="open">
    <h2 id="open">Open now</h2>
    ${table(
      'All open cases, whenever they were raised, by the stage they are at',
      ['Stage', 'Cases', 'Past their next date', 'Held by nobody'],
      [
        ...stagesOf(open),
        row('All', { cases: sum('cases'), overdue: sum('overdue'), unclaimed: sum('unclaimed') }),
      ],
    )}
    <p>
      The next date is that of the acknowledgement until there is one, then that of the answer. “Overdue now”,
      above, is of the cases of the chosen days, and of the date to resolve or answer them by alone.
    </p>
  </section>`;
}

function overTime({ period, periods }: DashboardAnswer): Html {
  const chart = (name: string, highest?: number): Html | undefined => {
    const measure = measureCalled(name);
    if (!measure) return undefined;
    const columns = periods.map(({ period: label = '', figures }) => {
      const value = figures[name]?.value ?? null;
      const { numerator, denominator = 0 } = figures[name] ?? {};
      const basis = numerator === undefined || denominator === 0 ? '' : `, ${countInWords(numerator)} of ${countInWords(denominator)}`; // prettier-ignore
      return {
        label: shortened(label),
        value: value ?? undefined,
        words: valueInWords(measure, value) + basis,
      };
    });
    const counted = periods.reduce((sum, { figures }) => {
      const { value, denominator } = figures[name] ?? {};
      return sum + (denominator ?? value ?? 0);
    }, 0);
    const unit = highest === undefined ? '' : ', %';
    return columnChart(
      `${measure.title}${unit}, by ${period} (n = ${countInWords(counted)})`,
      period === 'week' ? 'Week' : 'Month',
      columns,
      highest,
    );
  };
  return html`<section aria-labelledby="over-time">
    <h2 id="over-time">Over time</h2>
    <div class="charts">
      ${chart('cases')} ${chart('resolved-within-standard', 100)} ${chart('satisfied-overall', 100)}
      ${chart('avoidable-contact', 100)}
    </div>
  </section>`;
}

/** The ISO week alone, where the year is plain: “W24”. */
const shortened = (label: string): string => label.replace(/^\d{4}-(?=W)/, '');

function byGroup({ by, groups, view, nameOf }: DashboardAnswer): Html {
  const shown = ofGroups.flatMap((name) => measureCalled(name) ?? []);
  const what = by === 'department' ? 'Department' : 'Service';
  return html`<section aria-labelledby="by-group">
    <h2 id="by-group">By ${what.toLowerCase()}</h2>
    ${wideTable(
      `By ${what.toLowerCase()}`,
      `The same days, by ${what.toLowerCase()}`,
      [what, ...shown.map(({ title }) => title)],
      groups.map(
        ({ group, figures }) =>
          html`<tr>
            <th scope="row">${group == null ? 'None yet' : nameOf(by, group)}</th>
            ${shown.map((measure) => {
              const value = valueInWords(measure, figures[measure.name]?.value ?? null);
              const link = figureLink(measure.name, { ...selectionOf(view), [by]: group ?? '' });
              return html`<td class="number"><a href="${link}">${value}</a></td> `;
            })}
          </tr> `,
      ),
    )}
  </section>`;
}

function channels({ channels: groups, view }: DashboardAnswer): Html {
  const casesOf = ({ figures }: PresentedGroup): number => figures['cases']?.value ?? 0;
  const total = groups.reduce((sum, group) => sum + casesOf(group), 0);
  return html`<section aria-labelledby="channels">
    <h2 id="channels">How people reach us</h2>
    ${table(
      'Cases by channel',
      ['Channel', 'Cases', 'Share'],
      groups
        .toSorted((one, other) => casesOf(other) - casesOf(one))
        .map(
          (group) =>
            html`<tr>
              <th scope="row">${(group.group ?? 'unknown').replaceAll('-', ' ')}</th>
              <td class="number">
                <a href="${figureLink('cases', { ...selectionOf(view), channel: group.group ?? '' })}"
                  >${countInWords(casesOf(group))}</a
                >
              </td>
              <td class="bar">${bar(casesOf(group), total)}</td>
            </tr> `,
        ),
    )}
  </section>`;
}

function bar(part: number, whole: number): Html {
  const share = whole === 0 ? 0 : (100 * part) / whole;
  return html`<svg viewBox="0 0 200 16" role="img" aria-label="${countInWords(share)} %">
    <rect width="${2 * share * 0.75}" height="16" fill="#0b3d91" />
    <text x="${2 * share * 0.75 + 4}" y="13">${countInWords(share)} %</text>
  </svg>`;
}

const selectionOf = ({ department, days }: DashboardAnswer['view']): Selection => ({ ...days, department });

function jsonLink({ view }: DashboardAnswer): string {
  const { department, days } = view;
  const asked = { ...days, ...(department && { department }), compare: 'before' };
  return `/service-excellence?${new URLSearchParams(asked).toString()}`;
}
