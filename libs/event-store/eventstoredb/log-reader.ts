import { START, type LogPage, type LogReadOptions, type Position, type StoredEvent } from '../event-store';
import { matcherOf } from '../log-filter';
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb';
import { logRequest } from './read-request';
import { isSystemEvent } from './stored-event';
import { assertWhole } from '../whole-number';

/** Events that a filtered page looks at, at most and if `max` is no more. */
const FILTERED_SCAN = 2_000;
/** Events that one request asks for at most: bounds what an answer weighs. */
const REQUEST = 1_000;

/** Reads the log as a whole. System events are passed over as if they were not there. */
export class LogReader {
  constructor(private readonly read: (request: ReadReq) => Promise<StoredEvent[]>) {}

  async readAll(options: LogReadOptions = {}): Promise<LogPage> {
    const { direction = 'forwards', from, max = 1_000, filter } = options;
    assertWhole('max', max, 1);
    const page: LogPage = { events: [], next: from ?? START, atEnd: false };
    if (direction === 'backwards' && from === START) return { ...page, atEnd: true };
    const matches = matcherOf(filter);
    const most = matches ? Math.max(max, FILTERED_SCAN) : max;
    let looked = 0;
    for await (const event of this.#walk(direction, from, most + 1)) {
      // One event more than wanted tells that this is not the end.
      if (page.events.length === max || looked === most) return page;
      looked++;
      if (matches?.(event.stream, event.type) ?? true) page.events.push(event);
      page.next = event.position;
    }
    page.atEnd = true;
    return page;
  }

  async head(): Promise<Position> {
    for await (const { position } of this.#walk('backwards', undefined, 1)) return position;
    return START;
  }

  /** The events behind a position that are not the system's, until the end; `wanted` says how many at a time. */
  async *#walk(
    direction: 'forwards' | 'backwards',
    from: Position | undefined,
    wanted: number,
  ): AsyncGenerator<StoredEvent, void, undefined> {
    let at = from;
    let size = Math.min(wanted, REQUEST);
    for (;;) {
      // Servers answer a position with the event that stands there, or without: one more is asked for, and left out.
      const asked = size + (at ? 1 : 0);
      const events = await this.read(logRequest({ direction, from: at, max: asked }));
      for (const event of events) {
        const isBehind = !at || (direction === 'forwards' ? event.position > at : event.position < at);
        if (isBehind && !isSystemEvent(event)) yield event;
      }
      if (events.length < asked) return;
      at = events.at(-1)?.position;
      size = Math.min(2 * size, REQUEST);
    }
  }
}
