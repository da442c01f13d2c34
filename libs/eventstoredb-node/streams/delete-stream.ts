import { randomUUID } from 'node:crypto';
import type { EmbeddedEventStore } from '../../event-store/embedded/embedded-event-store';
import { type ExpectedRevision, RevisionConflict } from '../../event-store/event-store';
import { type AppendOutcome, metadataRecord, TOMBSTONED } from './append-events';
import { DELETED, metastreamOf, parsed, rulesOf, TOMBSTONE } from './stream-state';

/** Hides what is in the stream; an append begins it again. */
export function deleteStream(
  store: EmbeddedEventStore,
  stream: string,
  expected: ExpectedRevision,
): Promise<AppendOutcome> {
  return store.write((appender) => {
    const { records } = store;
    const rules = rulesOf(records, stream);
    if (rules.tombstoned) return TOMBSTONED;
    const last = rules.deleted ? -1 : records.lastRevision(stream);
    // A stream that has only metadata exists, though nothing stands in it. What never was cannot be deleted.
    const fits = last >= 0 ? isAt(expected, last) : rules.told && (expected === 'none' || expected === 'any');
    if (!fits) return new RevisionConflict(stream, expected, last < 0 ? undefined : last);
    const metadata = parsed(records.lastOf(metastreamOf(stream))?.data ?? '{}');
    return appender.append(metastreamOf(stream), 'any', [metadataRecord({ ...metadata, $tb: DELETED })]);
  });
}

/** Ends the stream for good: nobody may read it or append to it any more, whatever its name was meant for. */
export function tombstoneStream(
  store: EmbeddedEventStore,
  stream: string,
  expected: ExpectedRevision,
): Promise<AppendOutcome> {
  return store.write((appender) => {
    if (rulesOf(store.records, stream).tombstoned) return TOMBSTONED;
    const last = store.records.lastRevision(stream);
    if (expected === 'none' ? last >= 0 : !isAt(expected, last)) {
      return new RevisionConflict(stream, expected, last < 0 ? undefined : last);
    }
    const tombstone = { id: randomUUID(), type: TOMBSTONE, data: '{}', metadata: '' };
    return appender.append(metastreamOf(stream), 'any', [tombstone]);
  });
}

function isAt(expected: ExpectedRevision, last: number): boolean {
  if (expected === 'any') return true;
  return expected === 'exists' ? last >= 0 : expected === last;
}
