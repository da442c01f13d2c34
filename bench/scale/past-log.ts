import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { caseDecider } from '@guildhall/domain/case/case-decider';
import { caseStream } from '@guildhall/domain/case/case-events';
import { referenceFor } from '@guildhall/domain/case/case-reference';
import { domainCodec } from '@guildhall/domain/events';
import { fold } from '@guildhall/event-sourcing/decider';
import { eventId } from '@guildhall/event-sourcing/event-codec';
import { Rejection } from '@guildhall/event-sourcing/rejection';
import { EmbeddedEventReader } from '@guildhall/event-store/embedded/embedded-event-reader';
import type { EventData, EventStore } from '@guildhall/event-store/event-store';
import { readConfig } from '@guildhall/platform/config';
import { Random } from '../../apps/demo/random';
import { type Installation, openInstallation } from '../../apps/installation/installation';
import { pastCase, type PastCase } from './past-case';

const DAY = 86_400_000;
const YEARS = 5;
/** Cases whose keys and events are made together. */
const AT_ONCE = 250;
/** Of all cases, those still open: most of the last year's. A tenth of all of them. */
const OPEN_OF_LAST_YEAR = 0.4;
const OPEN_OF_EARLIER = 0.025;

/** An event that waits for its day. */
interface Waiting {
  at: number;
  stream: string;
  revision: number;
  event: EventData;
}

/**
 * Five years of a council's cases, up to when they were written into this data folder, which is now if there is none.
 * Answers how many events the log has.
 * @param progress told how many cases have been written
 */
export async function pastIn(
  folder: string,
  cases: number,
  progress: (written: number) => void,
): Promise<number> {
  if (!existsSync(folder)) {
    // One that was broken off would be taken for the whole past by the next run: it gets the name when it is whole.
    const unfinished = `${folder}.new`;
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished, { recursive: true });
    await writePast(unfinished, cases, progress);
    renameSync(unfinished, folder);
  }
  return eventsIn(folder);
}

/** How many events the log of a data folder has. */
export async function eventsIn(folder: string): Promise<number> {
  const log = EmbeddedEventReader.open({ file: join(folder, 'events.db') });
  const events = Number(await log.head());
  await log.close();
  return events;
}

/**
 * Writes it into an empty data folder in the order in which it all happened: decided by the rules, checked and sealed by
 * the codec, appended through the port. The same number of cases is the same past, but for the day that it ends on.
 */
async function writePast(folder: string, cases: number, progress: (written: number) => void): Promise<void> {
  const config = readConfig({ GUILDHALL_DATA: folder });
  const installation = await openInstallation(config, 'bench');
  const random = new Random('a council');
  const now = Date.now();
  const from = now - YEARS * 365 * DAY;
  const waiting = new WaitingEvents(installation.store, now);
  for (let index = 0; index < cases; index += AT_ONCE) {
    const together = Array.from({ length: Math.min(AT_ONCE, cases - index) }, (_, place) => {
      const raisedAt = from + Math.floor(((index + place) / cases) * (now - from));
      const isOpen = random.chance(now - raisedAt < 365 * DAY ? OPEN_OF_LAST_YEAR : OPEN_OF_EARLIER);
      const past = pastCase(random, installation.catalogue.current, { raisedAt, isOpen, of: cases });
      return { past, id: `past-${index + place}`, raisedAt };
    });
    const events = await Promise.all(together.map(({ id, past }) => eventsOf(id, past, installation)));
    for (const some of events) waiting.add(some);
    await waiting.writeUntil(together.at(-1)?.raisedAt ?? now);
    progress(index + together.length);
  }
  await waiting.writeUntil(now);
  await installation.close();
}

/** What was decided of the case, as it is stored. */
async function eventsOf(
  id: string,
  { commands, customerId }: PastCase,
  { keyring }: Installation,
): Promise<Waiting[]> {
  const stream = caseStream(referenceFor(id));
  const sealer = await keyring.sealerFor(stream, { customerId });
  const events: Waiting[] = [];
  let state = caseDecider.initial;
  for (const [index, command] of commands.entries()) {
    const decided = caseDecider.decide(command, state);
    if (decided instanceof Rejection) throw new Error(`${command.type} was refused: ${decided.reason}`);
    state = fold((known, event) => caseDecider.evolve(known, event), state, decided);
    const commandId = `${id}-${index}`;
    const { occurredAt } = command;
    const metadata = {
      recordedAt: occurredAt,
      occurredAt,
      actor: { kind: 'officer', id: 'p.shah' } as const,
      commandId,
      $correlationId: id,
      $causationId: commandId,
    };
    for (const [place, event] of decided.entries()) {
      const encoded = domainCodec.encode(event, metadata, {
        id: eventId(commandId, stream, place),
        stream,
        sealer,
      });
      events.push({ at: Date.parse(occurredAt), stream, revision: events.length, event: encoded });
    }
  }
  return events;
}

/** Events by the day on which they happened, until they are written in order. */
class WaitingEvents {
  private readonly days = new Map<number, Waiting[]>();
  private day = 0;

  constructor(
    private readonly store: EventStore,
    /** Nothing happens from here on. */
    private readonly end: number,
  ) {}

  add(events: readonly Waiting[]): void {
    for (const event of events) {
      if (event.at >= this.end) return;
      const day = Math.floor(event.at / DAY);
      this.day ||= day;
      const known = this.days.get(day);
      if (known) known.push(event);
      else this.days.set(day, [event]);
    }
  }

  /** All days before that of the instant; the whole of it when it is the end. */
  async writeUntil(instant: number): Promise<void> {
    const last = Math.floor(instant / DAY) - (instant < this.end ? 1 : 0);
    for (; this.day <= last; this.day++) {
      const events = this.days.get(this.day) ?? [];
      this.days.delete(this.day);
      events.sort((one, other) => one.at - other.at || one.revision - other.revision);
      await Promise.all(
        events.map(({ stream, revision, event }) =>
          this.store.append(stream, revision === 0 ? 'none' : revision - 1, [event]),
        ),
      );
    }
  }
}
