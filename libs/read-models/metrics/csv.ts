/** A cell of a table: text, a number, or nothing. */
export type Cell = string | number | null | undefined;

/**
 * A table as CSV (RFC 4180): lines end with CRLF, and what holds a comma, a quotation mark or a line break stands in
 * quotation marks. Text that a spreadsheet would take for a formula is made text by an apostrophe (OWASP, CSV
 * injection), be its first sign as wide as a Chinese one; numbers are left as they are. There is no byte order mark:
 * readers of RFC 4180 take it for a part of the first column's name, and the answer says that it is UTF-8.
 */
export function csvOf(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(written).join(',')}\r\n`).join('');
}

function written(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  const harmless = /^[=+\-@\t\r\n＝＋－＠]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
