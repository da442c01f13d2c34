import { departmentStream, type FeedEvent, parseDepartmentEvent } from '../contracts/department-event';
import { checkTold, enveloped } from '../contracts/enveloped';
import { follow, type FollowedCase, notFollowed } from '../contracts/translation/followed-case';
import { tell, tellOfCalendars, type Telling } from '../contracts/translation/tell';
import { caseOfStream, type RecordedCaseEvent } from '../domain/case/case-events';
import { Catalogue } from '../domain/catalogue/catalogue';
import type { StoredCatalogueEvent } from '../domain/catalogue/catalogue-events';
import { domainCodec, domainStreams } from '../domain/events';
import type { Recorded } from '../event-sourcing/recorded-event';
import { type EventReader, type Position, START, type StoredEvent } from '../event-store/event-store';

export type Feeds = Record<string, FeedEvent[]>;

/** What stands in every department's feed, in order. */
export async function feedsIn(log: EventReader): Promise<Feeds> {
  const feeds: Feeds = {};
  const prefix = departmentStream('');
  for (const { stream, data } of await everything(log, [prefix])) {
    (feeds[stream.slice(prefix.length)] ??= []).push(parseDepartmentEvent(data));
  }
  return feeds;
}

/** What ought to stand there: the log from its start to its end, with everything kept in memory. */
export async function expectedFeeds(log: EventReader): Promise<Feeds> {
  const feeds: Feeds = {};
  const told = new Map<string, number>();
  const cases = new Map<string, FollowedCase>();
  let catalogue = new Catalogue();
  const published: StoredCatalogueEvent[] = [];
  const publish = (reference: string, tellings: Telling[], cause: Recorded): void => {
    for (const telling of tellings) {
      const { department } = telling;
      const sequence = (told.get(`${department}/${reference}`) ?? 0) + 1;
      told.set(`${department}/${reference}`, sequence);
      const event = enveloped(checkTold(telling.told), { department, reference, cause, sequence });
      (feeds[department] ??= []).push(event);
    }
  };

  for (const stored of await everything(log, domainStreams)) {
    const event = domainCodec.decode(stored);
    const reference = caseOfStream(event.stream);
    if (reference !== undefined) {
      const happening = event as RecordedCaseEvent;
      const before = cases.get(reference) ?? notFollowed;
      const after = follow(before, happening, catalogue);
      cases.set(reference, after);
      publish(reference, tell(happening, { reference, before, after, catalogue }), event);
    } else if (event.stream.startsWith('catalogue-')) {
      published.push(event as unknown as StoredCatalogueEvent);
      const before = catalogue;
      catalogue = new Catalogue();
      for (const publication of published) catalogue.apply(publication);
      if (event.type !== 'CalendarPublished') continue;
      for (const one of [...cases.keys()].sort()) {
        publish(one, tellOfCalendars(one, cases.get(one) ?? notFollowed, [before, catalogue]), event);
      }
    }
  }
  return feeds;
}

async function everything(log: EventReader, streamPrefixes: readonly string[]): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for (let from: Position = START; ;) {
    const page = await log.readAll({ from, filter: { streamPrefixes } });
    events.push(...page.events);
    if (page.atEnd) return events;
    from = page.next;
  }
}
