import type { StoredEvent, StreamReadOptions } from '../event-store';
import type { EventReading } from './event-reading';
import { StreamDeleted } from './refusals';
import { streamRequest } from './read-request';
import type { StandingIds } from './standing-ids';
import { assertWhole } from '../whole-number';

const PAGE = 1_000;

/** Some events of one stream, which must follow each other without a gap. */
export async function readStream(
  reading: EventReading,
  standing: StandingIds,
  stream: string,
  { direction = 'forwards', from, max = PAGE }: StreamReadOptions = {},
): Promise<StoredEvent[]> {
  assertWhole('max', max, 1);
  if (from !== undefined) assertWhole('from', from, 0);
  const request = streamRequest(stream, { direction, from, max });
  const events = await reading.read(request, `to read ${stream}`);
  assertWithoutGap(stream, events, direction === 'forwards' ? (from ?? 0) : events[0]?.revision, direction);
  standing.learn(stream, direction === 'forwards' ? events : events.toReversed());
  return events;
}

function assertWithoutGap(
  stream: string,
  events: readonly StoredEvent[],
  first: number | undefined,
  direction: 'forwards' | 'backwards',
): void {
  const step = direction === 'forwards' ? 1 : -1;
  const gap = events.findIndex(({ revision }, index) => revision !== (first ?? 0) + index * step);
  if (gap < 0) return;
  throw new StreamDeleted(
    `Stream ${stream} goes on at revision ${events[gap]?.revision}, where ${(first ?? 0) + gap * step} should be: ` +
      'another program deleted it, or set $maxCount, $maxAge or $tb for it. Take that off, or restore the log from a backup.',
  );
}
