import type { LiveMessage } from '@guildhall/department-feeds/feed/live-feed';
import { positionAfter, positionBefore } from '@guildhall/department-feeds/feed/feed-position';
import { Readable } from 'node:stream';

/** After so many milliseconds a client whose connection was cut comes back. */
const RETRY = 2_000;

/** What keeps proxies from holding events back. */
export const eventStreamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
};

/**
 * A live feed as server-sent events (HTML standard, section 9.2). Each event's id is its position, so that a client
 * comes back with it as Last-Event-ID. Read as fast as the client reads: what waits for it is one message at most.
 */
export function eventStream(department: string, messages: AsyncIterable<LiveMessage>): Readable {
  return Readable.from(texts(department, messages), { objectMode: false });
}

async function* texts(department: string, messages: AsyncIterable<LiveMessage>): AsyncGenerator<string> {
  yield `retry: ${RETRY}\n\n`;
  for await (const message of messages) yield textOf(department, message);
}

function textOf(department: string, message: LiveMessage): string {
  switch (message.kind) {
    case 'events':
      return message.entries
        .map(({ revision, event, json }) => block(positionAfter(department, revision), event.type, json))
        .join('');
    case 'caught-up': {
      const position = positionBefore(department, message.next);
      return block(position, 'caught-up', JSON.stringify({ position }));
    }
    case 'quiet':
      return ': nothing new\n\n';
  }
}

function block(id: string, event: string, data: string): string {
  return `id: ${id}\nevent: ${event}\ndata: ${data.replaceAll('\n', '\ndata: ')}\n\n`;
}
