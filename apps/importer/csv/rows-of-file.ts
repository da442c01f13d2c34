import { ImportFailed } from '../import-failed';
import type { Mapping } from '../mapping/mapping';
import { checkColumns } from '../mapping/read-mapping';
import { type CsvRow, csvRows } from './csv-row';
import { linesOfFile } from './lines-of-file';
import { Columns, Row } from './row';

/** A row of the file, or where one is malformed and why. */
export type FileRow = Row | Extract<CsvRow, { kind: 'malformed' }>;

/**
 * The rows under the header, in the order of the file.
 * @throws ImportFailed when the file cannot be read, or its header lacks a column that the mapping names
 */
export async function* rowsOfFile(
  file: string,
  mapping: Mapping,
  onRead?: (bytes: number) => void,
): AsyncGenerator<FileRow> {
  const { csv, unknown } = mapping;
  let columns: Columns | undefined;
  for await (const row of csvRows(
    linesOfFile(file, { encoding: csv.encoding, ...(onRead && { onRead }) }),
    csv,
  )) {
    if (!columns) {
      if (row.kind === 'malformed')
        throw new ImportFailed(`The header of ${file} cannot be read. ${row.reason}`);
      const header = row.cells.map((name) => name.trim());
      checkColumns(mapping, header);
      columns = new Columns(header, unknown);
    } else yield row.kind === 'malformed' ? row : new Row(row.line, columns, row.cells);
  }
  if (!columns) throw new ImportFailed(`${file} is empty: its first line should name the columns.`);
}
