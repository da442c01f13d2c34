import { ReadResp } from '@eventstore/db-client/generated/persistent_pb';
import type { LogRecord } from '../../event-store/embedded/log-record';
import { fillRecordedEvent, type ResolvedRecord } from '../wire/recorded-event';

/** Something a group has to get done: an event that a consumer must answer. */
export interface Message {
  /** What consumers answer with: the id of the link that led to the event, or of the event. */
  id: string;
  /** What was read from the source: the event, or the link to it. */
  record: LogRecord;
  resolved: ResolvedRecord;
  /** Its place in the source; or its revision among the parked messages that are being replayed. */
  place: { source: number } | { parked: number };
  /** How often it was tried again. */
  retries: number;
}

export function messageEvent({ resolved: { event, link }, retries }: Message): ReadResp {
  const { ReadEvent } = ReadResp;
  const message = new ReadEvent().setRetryCount(retries);
  if (event) message.setEvent(fillRecordedEvent(new ReadEvent.RecordedEvent(), event));
  if (link) message.setLink(fillRecordedEvent(new ReadEvent.RecordedEvent(), link));
  message.setCommitPosition(String((link ?? event)?.position ?? 0));
  return new ReadResp().setEvent(message);
}
