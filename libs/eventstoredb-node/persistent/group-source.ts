import type { LogRecord } from '../../event-store/embedded/log-record';
import type { LogRecords } from '../../event-store/embedded/log-records';
import { type Filter, type FilterExpressions, filterOf } from '../streams/filter';
import type { From } from '../streams/read-options';
import type { StreamPages } from '../streams/stream-pages';

/** Events of the log looked at in one go, wanted or not. */
const SCAN = 2_000;

/** A message's place in its source: a revision, or a position. */
export interface Sourced {
  place: number;
  record: LogRecord;
}

export interface SourcePage {
  found: Sourced[];
  /** The last place looked at. */
  reached: number;
  atEnd: boolean;
}

/** What a persistent subscription reads: a stream, or the log through a filter. */
export interface GroupSource {
  /** Some messages after this place. */
  after(place: number, max: number): Promise<SourcePage>;
  /** The place before the first message, for one who begins there. */
  startOf(from: From): Promise<number>;
  /** The last place there is. */
  last(): number;
  /** A place as the protocol writes it. */
  text(place: number): string;
  placeOf(text: string): number;
}

export class StreamSource implements GroupSource {
  constructor(
    private readonly pages: StreamPages,
    private readonly stream: string,
  ) {}

  async after(place: number, max: number): Promise<SourcePage> {
    await this.pages.prepare(this.stream);
    const { records, next, atEnd } = this.pages.page(this.stream, 'forwards', place + 1, max);
    const found = records.map((record) => ({ place: record.revision, record }));
    return { found, reached: Math.max(place, next - 1), atEnd };
  }

  async startOf(from: From): Promise<number> {
    await this.pages.prepare(this.stream);
    if (from === 'start') return -1;
    return from === 'end' ? this.last() : from - 1;
  }

  last(): number {
    return this.pages.last(this.stream);
  }

  text(place: number): string {
    return String(place);
  }

  placeOf(text: string): number {
    return Number(text);
  }
}

export class AllSource implements GroupSource {
  readonly #filter: Filter | undefined;

  constructor(
    private readonly records: LogRecords,
    filter: FilterExpressions | undefined,
  ) {
    this.#filter = filter && filterOf(filter);
  }

  after(place: number, max: number): Promise<SourcePage> {
    const page = this.records.ofAll({ from: place, max, scan: SCAN, wants: this.#filter?.wants });
    const found = page.records.map((record) => ({ place: record.position, record }));
    return Promise.resolve({ found, reached: page.last ?? place, atEnd: page.atEnd });
  }

  startOf(from: From): Promise<number> {
    if (from === 'start') return Promise.resolve(0);
    return Promise.resolve(from === 'end' ? this.last() : Math.max(0, from - 1));
  }

  last(): number {
    return this.records.head();
  }

  text(place: number): string {
    return `C:${place}/P:${place}`;
  }

  placeOf(text: string): number {
    return Number(/^C:(\d+)/.exec(text)?.[1]);
  }
}
