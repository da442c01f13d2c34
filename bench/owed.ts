import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { LiveCatalogue } from '@guildhall/application/catalogue/live-catalogue';
import { caseStream } from '@guildhall/domain/case/case-events';
import { referenceFor } from '@guildhall/domain/case/case-reference';
import { domainCodec } from '@guildhall/domain/events';
import type { EventData, EventStore, Position } from '@guildhall/event-store/event-store';
import { systemClock } from '@guildhall/jobs/clock';
import { EmbeddedJobs } from '@guildhall/jobs/embedded/embedded-jobs';
import { notificationsQueue } from '@guildhall/processes/notifications-queue';
import { ProcessRunner } from '@guildhall/processes/process-runner';
import { timersQueue } from '@guildhall/processes/timers-queue';
import { after, raise } from '@guildhall/testing/case-builders';
import { LogBuilder } from '@guildhall/testing/log-builder';
import type { BenchResult } from './bench-result';

const CASES = 1_000_000;
const APPENDS_AT_ONCE = 1_000;
/** As often as the pass over all cases reads: a bare reader has no other advantage. */
const PAGE = 1_000;
/** How often memory is looked at, in milliseconds. */
const LOOK_EVERY = 200;

/**
 * What is owed created again after the queues have forgotten it: from the log alone, for cases that are all open and
 * owed everything. And the memory that it takes at most, beside what it took for the first tenth.
 *
 * @param cases fewer, to try it out
 */
export async function owedBench(cases = CASES): Promise<BenchResult[]> {
  const log = await LogBuilder.open();
  try {
    await writeOpenCases(log.store, cases);
    const bare = await timed(() => readEveryCase(log.store));
    const { seconds, timers, early, peak } = await judgeAfresh(log, cases);
    const many = cases.toLocaleString('en-GB');
    return [
      {
        what: `what is owed for ${many} open cases created again from the log, ${timers.toLocaleString('en-GB')} timers, against only reading them: ${Math.round(seconds).toLocaleString('en-GB')} s`,
        ours: cases / seconds,
        ceiling: cases / bare,
        unit: 'cases/s',
        ratio: bare / seconds,
      },
      {
        what: 'the memory it takes at most, against that for the first tenth',
        ours: peak,
        ceiling: early,
        unit: 'MB',
        ratio: early / peak,
      },
    ];
  } finally {
    await log.dispose();
  }
}

/** Raised today, with the same words: what differs is the reference, which is all that a timer is about. */
async function writeOpenCases(store: EventStore, cases: number): Promise<void> {
  const occurredAt = new Date().toISOString();
  const [raised] = after(raise({}, occurredAt));
  if (!raised) return;
  const metadata = {
    recordedAt: occurredAt,
    occurredAt,
    actor: { kind: 'officer', id: 'p.shah' },
    commandId: 'bench',
    $correlationId: 'bench',
    $causationId: 'bench',
  } as const;
  const place = { id: randomUUID(), stream: 'case-1', sealer: { seal: () => 'sealed' } };
  const encoded = domainCodec.encode(raised, metadata, place);
  const event = (): EventData => ({ ...encoded, id: randomUUID() });
  for (let index = 0; index < cases;) {
    const together: Promise<unknown>[] = [];
    for (; together.length < APPENDS_AT_ONCE && index < cases; index++) {
      together.push(store.append(caseStream(referenceFor(`case-${index}`)), 'any', [event()]));
    }
    await Promise.all(together);
  }
}

/** Every case by its stream, as whoever judges it has to, and nothing decided. */
async function readEveryCase(store: EventStore): Promise<void> {
  const filter = { streamPrefixes: ['case-'], eventTypes: ['QueryRaised'] };
  for (let from: Position | undefined, atEnd = false; !atEnd;) {
    const page = await store.readAll({ from, max: PAGE, filter });
    await Promise.all(page.events.map(({ stream }) => store.readStream(stream, { max: 1_000 })));
    ({ next: from, atEnd } = page);
  }
}

async function judgeAfresh({ folder, store }: LogBuilder, cases: number) {
  const jobs = EmbeddedJobs.open({ file: join(folder, 'jobs.db') });
  const catalogue = await LiveCatalogue.open(store);
  const [queue, notifications] = [jobs.queue(timersQueue), jobs.queue(notificationsQueue)];
  const seen = new Set<string>();
  let [timers, judged, early, peak] = [0, 0, 0, 0];
  const counted: Pick<typeof queue, 'schedule' | 'cancel'> = {
    schedule: (some) => {
      timers += some.length;
      for (const { payload } of some) seen.add(payload.reference);
      judged += seen.size;
      seen.clear();
      return queue.schedule(some);
    },
    cancel: (ids) => queue.cancel(ids),
  };
  const looking = setInterval(() => {
    const megabytes = process.memoryUsage().rss / 2 ** 20;
    if (judged <= cases / 10) early = Math.max(early, megabytes);
    peak = Math.max(peak, megabytes);
  }, LOOK_EVERY);
  const runner = new ProcessRunner({ store, catalogue, timers: counted, notifications, clock: systemClock });
  const seconds = await timed(() => runner.judgeAfresh());
  clearInterval(looking);
  await catalogue.close();
  await jobs.close();
  return { seconds, timers, early, peak };
}

/** Seconds. */
async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1_000;
}
