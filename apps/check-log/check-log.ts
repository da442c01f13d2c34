import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { domainCodec, domainStreams } from '@guildhall/domain/events';
import { examineLog, type LogFault } from '@guildhall/event-store/embedded/examine-log';
import type { Position, StoredEvent } from '@guildhall/event-store/event-store';
import { isDatabaseFault } from '@guildhall/platform/database/database-fault';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';
import { type DatabasesPlace, openDatabases } from '../installation/places';
import { furthestRead } from '../installation/refuse-cut-log';

/** What was noted of a log when it was checked before. */
export interface Noted {
  upTo: Position;
  digest: string;
}

export interface CheckedLog {
  file: string;
  events: number;
  /** Position of the last event that was read. */
  last: string;
  /** SHA-256 of all events up to there, in hexadecimal; empty when the file is none. */
  digest: string;
  faults: LogFault[];
}

/**
 * Reads the log of a data folder through, each event against its checksum and its schema, and names whatever is not as it
 * was written, or was read by a read model and is gone. With what was noted before it reads up to there, and says whether
 * anything in it was altered since.
 * @throws RefusalToStart when there is no log, or the file is none
 */
export async function checkLog(
  data: string,
  readModels: DatabasesPlace,
  { noted, progress }: { noted?: Noted | undefined; progress?: (done: number, of: number) => void } = {},
): Promise<CheckedLog> {
  const file = join(data, 'events.db');
  if (!existsSync(file))
    throw new RefusalToStart(`${data} holds no log (events.db). Name the data folder: --data.`);
  // Before the log, which may grow meanwhile.
  const read = await readBefore(readModels);
  try {
    const examined = examineLog({ file, faultIn, upTo: noted?.upTo, ...(progress && { progress }) });
    const faults = [...examined.faults, ...(noted ? changesSince(noted, examined) : cutOff(examined, read))];
    return { file, ...examined, faults };
  } catch (error) {
    if (!(error instanceof RefusalToStart) && !isDatabaseFault(error)) throw error;
    const place = 'the file as a whole';
    return { file, events: 0, last: '', digest: '', faults: [{ place, what: (error as Error).message }] };
  }
}

/** Of how much of the log somebody knows that it was there. */
type Read = Awaited<ReturnType<typeof furthestRead>>;

async function readBefore(place: DatabasesPlace): Promise<Read> {
  const databases = await openDatabases(place);
  try {
    return await furthestRead(databases);
  } finally {
    await databases.close();
  }
}

function cutOff({ last }: { last: string }, read: Read): LogFault[] {
  if (!read || read.position <= last) return [];
  const what = `the read model ${read.readModel} has read up to ${read.position}: what was acknowledged in between is gone`;
  return [{ place: `after position ${last || '0'}`, what }];
}

function changesSince({ upTo, digest }: Noted, examined: { last: string; digest: string }): LogFault[] {
  if (examined.last !== upTo) return [{ place: `after ${examined.last}`, what: `all up to ${upTo} is gone` }];
  if (examined.digest === digest) return [];
  const what = 'altered since its digest was noted: all of it may have been written anew, checksums included';
  return [{ place: `up to position ${upTo}`, what }];
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
