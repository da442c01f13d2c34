import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { caseStream } from '@guildhall/domain/case/case-events';
import type { EventMetadata } from '@guildhall/event-sourcing/metadata';
import { EmbeddedEventReader } from '@guildhall/event-store/embedded/embedded-event-reader';
import { type EventReader, type Position, START } from '@guildhall/event-store/event-store';
import { SqliteDatabases } from '@guildhall/platform/sqlite/sqlite-databases';
import { openProjector } from '@guildhall/read-models/open-projector';
import { expectedFeeds, feedsIn } from '@guildhall/testing/feeds';
import { everyRow } from '@guildhall/testing/log-builder';
import type { SoakedDepartment } from './department';
import type { Acknowledged, Ledger } from './ledger';
import { SOAKER } from './served-program';

/** What the log holds of one command. */
interface Standing {
  stream: string;
  events: number;
  revision: number;
  position: string;
}

/** What was held against what. */
export interface Account {
  events: number;
  cases: number;
  /** Of the commands that nobody knows of, so many turned out to be carried out. */
  carriedOutUnanswered: number;
  feedEvents: number;
  rows: number;
}

/**
 * Holds the data folder of a program that has ended against the ledger: each acknowledged command once in the log and
 * where it was said to be, nothing there that nobody sent, the feeds as the log says, and every read model row for row
 * as one that is built afresh. What is not so becomes a fault in the ledger.
 */
export async function accountFor(
  folder: string,
  ledger: Ledger,
  department: SoakedDepartment,
): Promise<Account> {
  const log = EmbeddedEventReader.open({ file: join(folder, 'events.db') });
  try {
    const { standing, events, cases } = await readLog(log, ledger);
    for (const { commandId, what, key, answer } of ledger.sent.values()) {
      if (typeof answer === 'object')
        compare(`${what} with key ${key}`, answer, standing.get(commandId), ledger);
      else if (answer === 'refused' && standing.has(commandId))
        ledger.fault(`${what} with key ${key} was refused, and is in the log`);
    }
    const unanswered = [...ledger.sent.values()].filter(({ answer }) => answer === undefined);
    const feedEvents = await compareFeeds(log, ledger, department);
    const rows = await compareReadModels(log, folder, ledger);
    const carriedOutUnanswered = unanswered.filter(({ commandId }) => standing.has(commandId)).length;
    return { events, cases, carriedOutUnanswered, feedEvents, rows };
  } finally {
    await log.close();
  }
}

/** Reads all of it: the reader throws at a gap in the positions; revisions are followed here. */
async function readLog(log: EventReader, ledger: Ledger) {
  const standing = new Map<string, Standing>();
  const lengths = new Map<string, number>();
  let [events, cases] = [0, 0];
  for (let from: Position = START; ;) {
    const page = await log.readAll({ from, max: 2_000 });
    for (const { stream, revision, position, metadata } of page.events) {
      events++;
      if (revision !== (lengths.get(stream) ?? 0))
        ledger.fault(`${stream} goes from revision ${(lengths.get(stream) ?? 0) - 1} to ${revision}`);
      if (revision === 0 && stream.startsWith(caseStream(''))) cases++;
      lengths.set(stream, revision + 1);
      if (!stream.startsWith(caseStream(''))) continue;
      const { commandId, actor } = JSON.parse(metadata) as EventMetadata;
      if (actor.id !== SOAKER.id) continue;
      if (!ledger.sent.has(commandId)) ledger.fault(`${stream}@${revision} is of a command that nobody sent`);
      const before = standing.get(commandId);
      if (before && before.stream !== stream)
        ledger.fault(`${commandId} stands in ${before.stream} and in ${stream}`);
      standing.set(commandId, { stream, events: (before?.events ?? 0) + 1, revision, position });
    }
    if (page.atEnd) return { standing, events, cases };
    from = page.next;
  }
}

function compare(
  what: string,
  { reference, revision, position, events }: Acknowledged,
  standing: Standing | undefined,
  ledger: Ledger,
): void {
  if (!standing) ledger.fault(`LOST: ${what} was acknowledged at ${position}, and is not in the log`);
  else if (
    standing.stream !== caseStream(reference) ||
    standing.revision !== revision ||
    standing.events !== events ||
    // Of a query with a customer it is the position of the customer, who is registered after it.
    standing.position > position
  ) {
    ledger.fault(
      `${what} was acknowledged as ${reference}@${revision} with ${events} events at ${position}, and stands as ${JSON.stringify(standing)}`,
    );
  }
}

async function compareFeeds(
  log: EventReader,
  ledger: Ledger,
  { department, followed, delivered }: SoakedDepartment,
): Promise<number> {
  const feeds = await feedsIn(log);
  // As they come out of JSON: without the fields that are undefined.
  const expected: unknown = JSON.parse(JSON.stringify(await expectedFeeds(log)));
  if (!isDeepStrictEqual(feeds, expected)) ledger.fault('The feeds are not what follows from the log');
  const feed = feeds[department] ?? [];
  feed.forEach((_, index) => {
    const [is, ought] = [followed[index], `${department}.${index + 1}`];
    if (is !== ought) ledger.fault(`The live reader met ${is ?? 'nothing'} where ${ought} should be`);
  });
  if (followed.length > feed.length) ledger.fault('The live reader met more than there is');
  const forgotten = feed.filter(({ id }) => !delivered.has(id));
  if (forgotten.length > 0)
    ledger.fault(`${forgotten.length} events of the feed were never delivered to the consumer group`);
  return Object.values(feeds).reduce((sum, { length }) => sum + length, 0);
}

async function compareReadModels(log: EventReader, folder: string, ledger: Ledger): Promise<number> {
  const afresh = mkdtempSync(join(tmpdir(), 'guildhall-soak-'));
  const [those, built] = [new SqliteDatabases(join(folder, 'read-models')), new SqliteDatabases(afresh)];
  try {
    const projector = await openProjector(log, built);
    await projector.catchUp();
    await projector.close();
    const [rows, ought] = [await everyRow(those), await everyRow(built)];
    for (const [table, expected] of Object.entries(ought)) {
      if (!isDeepStrictEqual(rows[table], expected))
        ledger.fault(`The rows of ${table} are not those that the log gives when it is read afresh`);
    }
    return Object.values(rows).reduce((sum, { length }) => sum + length, 0);
  } finally {
    await those.close();
    await built.close();
    rmSync(afresh, { recursive: true, force: true });
  }
}
