import type { LogRecord } from '../../event-store/embedded/log-record';
import type { ResolvedRecord } from '../wire/recorded-event';
import type { StreamPages } from './stream-pages';

/** The type of an event that stands for another one; its data says which, as `7@case-1`. */
export const LINK = '$>';

/** The event that a record stands for, when it is a link; itself when it is none. */
export function resolve(pages: StreamPages, record: LogRecord): ResolvedRecord {
  if (record.type !== LINK) return { event: record };
  const target = /^(\d+)@(.+)$/s.exec(
    typeof record.data === 'string' ? record.data : Buffer.from(record.data).toString(),
  );
  if (!target?.[1] || !target[2]) return { link: record };
  return { link: record, event: pages.event(target[2], Number(target[1])) };
}
