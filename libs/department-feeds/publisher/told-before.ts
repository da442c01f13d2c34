import { caseStream } from '../../domain/case/case-events';
import type { EventReader, Position } from '../../event-store/event-store';
import { isAfter, lastPublished, type Place, type Published } from './published-event';

const PAGE = 1_000;

/**
 * How often a department was told of a case before this place: what stands in its feed says so, not what would be
 * published for the past today. The feed is in the order of its causes, so it is searched by halves for each event
 * of the case, the last first.
 *
 * @param last revision of the last event of the feed
 * @param calendars where publications stand that may have moved the case's targets
 */
export async function timesTold(
  log: EventReader,
  feed: { stream: string; last: number },
  before: Place,
  calendars: readonly Position[],
): Promise<number> {
  const looked = new Map<number, Promise<Published | undefined>>();
  const look = (revision: number): Promise<Published | undefined> => {
    const looking = looked.get(revision) ?? lastPublished(log, feed.stream, revision);
    looked.set(revision, looking);
    return looking;
  };
  for (const position of await causesBefore(log, before, calendars)) {
    const found = await find({ position, reference: before.reference }, feed.last, look);
    if (found) return found.sequence;
  }
  return 0;
}

/** The places from which the case may have been told, the last first. */
async function causesBefore(
  log: EventReader,
  { position, reference }: Place,
  calendars: readonly Position[],
): Promise<Position[]> {
  const positions = [...calendars];
  for (let from = 0; ; from += PAGE) {
    const page = await log.readStream(caseStream(reference), { from, max: PAGE });
    positions.push(...page.map((event) => event.position));
    if (page.length < PAGE) break;
  }
  return positions.filter((one) => one < position).sort((one, other) => (one > other ? -1 : 1));
}

async function find(
  place: Place,
  last: number,
  look: (upTo: number) => Promise<Published | undefined>,
): Promise<Published | undefined> {
  let [from, to] = [0, last];
  while (from <= to) {
    const middle = Math.floor((from + to) / 2);
    const there = await look(middle);
    if (!there || there.revision < from || isAfter(place, there)) from = middle + 1;
    else if (isAfter(there, place)) to = there.revision - 1;
    else return there;
  }
  return undefined;
}
