import { caseStream, type RecordedCaseEvent } from '../domain/case/case-events';
import { domainCodec } from '../domain/events';
import type { EventReader, StoredEvent } from '../event-store/event-store';

const PAGE = 1_000;

/** All that has happened to a case, as it stands in the log. */
export async function readCase(log: EventReader, reference: string): Promise<StoredEvent[]> {
  const history: StoredEvent[] = [];
  for (;;) {
    const page = await log.readStream(caseStream(reference), { from: history.length, max: PAGE });
    history.push(...page);
    if (page.length < PAGE) return history;
  }
}

/** @throws InvalidEvent when this program cannot read it */
export const happening = (event: StoredEvent): RecordedCaseEvent =>
  domainCodec.decode(event) as unknown as RecordedCaseEvent;
