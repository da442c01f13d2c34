import { type Html, html } from '../pages/html';
import { table } from '../pages/table';

/** One column of a chart. */
export interface Column {
  label: string;
  /** Undefined where there is nothing to show. */
  value: number | undefined;
  /** The value as people read it. */
  words: string;
}

const WIDTH = 640;
const HEIGHT = 220;
const TOP = 20;
const BOTTOM = 24;
const LEFT = 44;
const BLUE = '#0b3d91';

/**
 * A chart of columns with the same figures as a table below it, for whoever cannot see it or wants to copy them.
 * @param of what the rows of the table are: “Week”
 */
export function columnChart(title: string, of: string, columns: readonly Column[], highest?: number): Html {
  const top = highest ?? niceAbove(Math.max(1, ...columns.map(({ value }) => value ?? 0)));
  const step = (WIDTH - LEFT) / Math.max(1, columns.length);
  const every = Math.ceil(columns.length / 7);
  const height = (value: number): number => ((HEIGHT - TOP - BOTTOM) * value) / top;
  const floor = HEIGHT - BOTTOM;
  return html`<figure>
    <figcaption>${title}</figcaption>
    <svg
      viewBox="0 0 ${WIDTH} ${HEIGHT}"
      role="img"
      aria-label="${title}: the same figures are in the table below"
    >
      ${[0, top / 2, top].map(
        (mark) =>
          html`<line
              x1="${LEFT}"
              x2="${WIDTH}"
              y1="${floor - height(mark)}"
              y2="${floor - height(mark)}"
              stroke="#b4bac4"
            />
            <text x="${LEFT - 6}" y="${floor - height(mark) + 4}" text-anchor="end"
              >${mark.toLocaleString('en-GB')}</text
            >`,
      )}
      ${columns.map(({ label, value, words }, index) => {
        const x = LEFT + index * step;
        const column =
          value === undefined
            ? null
            : html`<rect
                x="${x + step * 0.12}"
                y="${floor - height(value)}"
                width="${step * 0.76}"
                height="${height(value)}"
                fill="${BLUE}"
                ><title>${label}: ${words}</title></rect
              >`;
        const name =
          index % every === 0
            ? html`<text x="${x + step / 2}" y="${HEIGHT - 6}" text-anchor="middle">${label}</text>`
            : null;
        return html`${column}${name}`;
      })}
    </svg>
    <details>
      <summary>As a table</summary>
      ${table(
        title,
        [of, title],
        columns.map(
          ({ label, words }) =>
            html`<tr>
              <th scope="row">${label}</th>
              <td class="number">${words}</td>
            </tr> `,
        ),
      )}
    </details>
  </figure>`;
}

/** The next number whose half is easily read too: 20, 40, 60, 100, 200, … */
function niceAbove(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 4, 6, 10].find((one) => one * unit >= value) ?? 10) * unit;
}
