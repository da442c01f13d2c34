import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { domainCodec, domainStreams } from '@guildhall/domain/events';
import { examineLog, type LogFault } from '@guildhall/event-store/embedded/examine-log';
import type { StoredEvent } from '@guildhall/event-store/event-store';
import { isDatabaseFault } from '@guildhall/platform/database/database-fault';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';

export interface CheckedLog {
  file: string;
  events: number;
  /** Position of the last event. */
  last: string;
  faults: LogFault[];
}

/**
 * Reads the log of a data folder through, each event against its schema, and names whatever is not as it was written.
 * @throws RefusalToStart when there is no log, or the file is none
 */
export function checkLog(data: string, progress?: (done: number, of: number) => void): CheckedLog {
  const file = join(data, 'events.db');
  if (!existsSync(file))
    throw new RefusalToStart(`${data} holds no log (events.db). Name the data folder: --data.`);
  try {
    return { file, ...examineLog({ file, faultIn, ...(progress && { progress }) }) };
  } catch (error) {
    if (!(error instanceof RefusalToStart) && !isDatabaseFault(error)) throw error;
    const place = 'the file as a whole';
    return { file, events: 0, last: '', faults: [{ place, what: (error as Error).message }] };
  }
}

/** What is wrong with an event of the domain; what others keep in the log, such as feeds, has to be JSON at least. */
function faultIn(event: StoredEvent): string | undefined {
  try {
    if (domainStreams.some((prefix) => event.stream.startsWith(prefix))) domainCodec.decode(event);
    else if (!event.stream.startsWith('$')) JSON.parse(event.data);
    return undefined;
  } catch (error) {
    // What JSON.parse says quotes the text, which may be personal.
    return error instanceof SyntaxError ? 'its data is no JSON' : (error as Error).message;
  }
}
