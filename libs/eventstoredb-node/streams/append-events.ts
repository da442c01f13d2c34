import { randomUUID } from 'node:crypto';
import type { EmbeddedEventStore } from '../../event-store/embedded/embedded-event-store';
import { isLinkStream } from '../../event-store/embedded/link-index';
import type { LogAppender, Place } from '../../event-store/embedded/log-appender';
import type { NewRecord } from '../../event-store/embedded/log-record';
import type { LogRecords } from '../../event-store/embedded/log-records';
import { type ExpectedRevision, RevisionConflict } from '../../event-store/event-store';
import { invalidArgument } from '../errors';
import { checkStreamName } from '../wire/stream-name';
import { DELETED, metastreamOf, parsed, rulesOf } from './stream-state';

/** The stream is gone for good. */
export const TOMBSTONED = 'tombstoned';

/** Where the last event stands; at revision -1 when there was none to append and the stream is empty. */
export type AppendOutcome = Place | RevisionConflict | typeof TOMBSTONED;

/** @throws ProtocolError when no stream can be called so, or it is derived from others */
export function writableStream(name: string): string {
  checkStreamName(name);
  if (isLinkStream(name)) throw invalidArgument(`${name} is derived from other streams: append to those`);
  return name;
}

/** Appends all of these or none, under the protocol's rules for streams that were deleted. */
export function appendEvents(
  store: EmbeddedEventStore,
  stream: string,
  expected: ExpectedRevision,
  events: readonly NewRecord[],
): Promise<AppendOutcome> {
  return store.write((appender) => append(appender, store.records, stream, expected, events));
}

function append(
  appender: LogAppender,
  records: LogRecords,
  stream: string,
  expected: ExpectedRevision,
  events: readonly NewRecord[],
): AppendOutcome {
  const rules = rulesOf(records, stream);
  if (rules.tombstoned) return TOMBSTONED;
  if (events.length === 0) return nothing(records, stream, expected);
  if (!rules.deleted) return appender.append(stream, expected, events);

  const last = records.lastRevision(stream);
  const atEnd = last < 0 ? 'none' : last;
  const place = appender.append(stream, expected === 'none' ? atEnd : expected, events);
  if (!(place instanceof RevisionConflict) && place.revision > last) {
    appender.append(metastreamOf(stream), 'any', [startingAt(records, stream, last + 1)]);
  }
  return place;
}

/** The stream begins again after what was deleted, which nobody reads any more. */
function startingAt(records: LogRecords, stream: string, revision: number): NewRecord {
  const last = records.lastOf(metastreamOf(stream));
  return metadataRecord({ ...parsed(last?.data ?? '{}'), $tb: revision });
}

/** A stream's metadata, to append to its metadata stream. */
export function metadataRecord(metadata: Record<string, unknown>): NewRecord {
  // JavaScript would round the largest 64-bit number up, out of the range of those who read it as one.
  const data = JSON.stringify(metadata).replace(`"$tb":${DELETED}`, '"$tb":9223372036854775807');
  return { id: randomUUID(), type: '$metadata', data, metadata: '' };
}

/** An append of no events only asks where the stream is. */
function nothing(records: LogRecords, stream: string, expected: ExpectedRevision): AppendOutcome {
  const revision = records.lastRevision(stream);
  const fits =
    expected === 'any' ||
    (expected === 'none' ? revision < 0 : expected === 'exists' ? revision >= 0 : expected === revision);
  if (!fits) return new RevisionConflict(stream, expected, revision < 0 ? undefined : revision);
  return { revision, position: records.head() };
}
