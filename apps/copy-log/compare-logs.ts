import type { EventReader, StoredEvent } from '@guildhall/event-store/event-store';
import { eventsOfLog } from './events-of-log';
import type { Progress } from './progress';

export interface Comparison {
  events: number;
  streams: number;
  /** The first place where the copy is not what it should be; undefined when there is none. */
  difference: string | undefined;
}

/** Everything of an event that a copy keeps: all but where and when it was written. */
const KEPT = ['stream', 'revision', 'id', 'type', 'data', 'metadata'] as const;

/** Reads both logs through, side by side: every event must be the same, at the same place in the order. */
export async function compareLogs(
  source: EventReader,
  target: EventReader,
  progress: Progress,
): Promise<Comparison> {
  const streams = new Set<string>();
  const copies = eventsOfLog(target);
  let events = 0;
  for await (const event of eventsOfLog(source)) {
    const { value: copy } = await copies.next();
    const difference = differenceOf(event, copy ?? undefined);
    if (difference) return { events, streams: streams.size, difference };
    events++;
    streams.add(event.stream);
    progress.advance(1);
  }
  const { value: extra } = await copies.next();
  const difference = extra && `${placeOf(extra)} is in the copy and not in the log`;
  return { events, streams: streams.size, difference: difference ?? undefined };
}

/** What a copy says that is not so. Never the data itself: it may be personal. */
function differenceOf(event: StoredEvent, copy: StoredEvent | undefined): string | undefined {
  if (!copy) return `${placeOf(event)} is missing, and what follows`;
  const field = KEPT.find((kept) => event[kept] !== copy[kept]);
  if (!field) return undefined;
  if (field === 'stream' || field === 'revision') {
    return `${placeOf(copy)} stands where ${placeOf(event)} should be`;
  }
  return `${placeOf(event)} has another ${field}`;
}

const placeOf = ({ stream, revision, type }: StoredEvent): string => `${type} at ${stream}@${revision}`;
