import { type Html, html } from './html';

/**
 * A table with a caption and a head.
 * @param rows `<tr>` each, with a `<th scope="row">` where a cell names its row
 */
export const table = (caption: string, columns: readonly string[], rows: readonly Html[]): Html =>
  html`<table>
    <caption>
      ${caption}
    </caption>
    <thead>
      <tr>
        ${columns.map((column) => html`<th scope="col">${column}</th> `)}
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;

/** The same where it may be wider than the page: it scrolls by itself, by keyboard too. */
export const wideTable = (
  name: string,
  caption: string,
  columns: readonly string[],
  rows: readonly Html[],
): Html =>
  html`<div class="table" tabindex="0" role="region" aria-label="${name}">
    ${table(caption, columns, rows)}
  </div>`;
