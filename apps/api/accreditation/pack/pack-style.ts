import { pageStyle } from '../../pages/page-style';

/**
 * The pack on screen is a page like the others. Printed, it is a document: each sheet says what it belongs to and which
 * it is of how many (margin boxes; browsers that know none leave them out), and criteria begin on a sheet of their own.
 * @param title stands at the head of each sheet
 */
export const packStyle = (title: string): string => `${pageStyle}
td.blank { min-width: 9rem; height: 3.5rem; }
@page {
  margin: 20mm 15mm 18mm;
  @top-left { content: ${cssString(title)}; font: 8pt sans-serif; color: #14181f; }
  @bottom-right { content: "Page " counter(page) " of " counter(pages); font: 8pt sans-serif; color: #14181f; }
}
@media print {
  body { font-size: 9pt; line-height: 1.35; }
  h2 { break-before: auto; margin-top: 1.5rem; }
  h3 { margin-top: 1rem; }
  .criterion h2 { break-before: page; }
  article { padding: .4rem .6rem; margin: .5rem 0; }
  table { font-size: 8pt; }
  th, td { padding: .1rem .4rem; }
  ul { margin: 0; padding-left: 1.2rem; }
  .digest { font-size: 7pt; }
}
`;

/** A text as a string of CSS. Whatever is no letter, digit or blank is escaped, so it can end neither string nor style. */
const cssString = (text: string): string =>
  `"${text.replace(/[^A-Za-z0-9 ]/gu, (character) => `\\${(character.codePointAt(0) ?? 0).toString(16)} `)}"`;
