/** Values that mean "not known", by column; those under `*` in every column. */
export type UnknownValues = Readonly<Record<string, readonly string[]>>;

/** What the columns of a file are called, and which of their values mean nothing. The same for all its rows. */
export class Columns {
  private readonly places: ReadonlyMap<string, number>;
  private readonly unknown: readonly ReadonlySet<string>[];

  constructor(
    readonly header: readonly string[],
    unknown: UnknownValues = {},
  ) {
    this.places = new Map(header.map((name, place) => [name, place]));
    this.unknown = header.map((name) => new Set([...(unknown['*'] ?? []), ...(unknown[name] ?? [])]));
  }

  /** What the cell says, without space around it; empty when that means nothing. */
  cell(cells: readonly string[], column: string): string {
    const place = this.places.get(column) ?? -1;
    const text = (cells[place] ?? '').trim();
    return this.unknown[place]?.has(text) ? '' : text;
  }
}

/** One row of the file, by column. */
export class Row {
  constructor(
    /** Where it begins in the file, from 1. */
    readonly line: number,
    private readonly columns: Columns,
    private readonly cells: readonly string[],
  ) {}

  /** What the column says; empty when that is nothing. */
  get(column: string): string {
    return this.columns.cell(this.cells, column);
  }

  /** Whether the encoding of the mapping did not fit the bytes of this row. */
  get isGarbled(): boolean {
    return this.cells.some((cell) => cell.includes('\uFFFD'));
  }
}
