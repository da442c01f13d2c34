import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { ChangeCaseHandler } from '../../libs/application/case/change-case';
import { LiveCatalogue } from '../../libs/application/catalogue/live-catalogue';
import { CommandRunner } from '../../libs/application/command-runner';
import { EventLog } from '../../libs/application/event-log';
import { caseStream } from '../../libs/domain/case/case-events';
import { referenceFor } from '../../libs/domain/case/case-reference';
import { domainCodec } from '../../libs/domain/events';
import { EmbeddedEventStore } from '../../libs/event-store/embedded/embedded-event-store';
import { systemClock } from '../../libs/jobs/clock';
import { EmbeddedJobs } from '../../libs/jobs/embedded/embedded-jobs';
import { notificationsQueue } from '../../libs/processes/notifications-queue';
import { ProcessRunner } from '../../libs/processes/process-runner';
import { ringer } from '../../libs/processes/ring';
import { timersQueue } from '../../libs/processes/timers-queue';
import { after, raise, RAISED_AT } from '../../libs/testing/case-builders';

/*
 * Writes cases whose dates have passed, and does what is owed for them, until it is killed. Says `begun` when it is at
 * work.
 *
 *   node processes-until-killed.js <folder>
 */

const nothingPersonal = { sealerFor: () => Promise.reject(new Error('Nothing personal was expected')) };
const metadata = {
  recordedAt: RAISED_AT,
  occurredAt: RAISED_AT,
  actor: { kind: 'officer', id: 'p.shah' },
  commandId: 'c',
  $correlationId: 'c',
  $causationId: 'c',
} as const;

/** The processes over the log and the queues in a folder. */
export async function openProcesses(folder: string) {
  const store = EmbeddedEventStore.open({ file: join(folder, 'events.db') });
  const jobs = EmbeddedJobs.open({ file: join(folder, 'jobs.db') });
  const catalogue = await LiveCatalogue.open(store);
  const log = new EventLog(store, domainCodec, nothingPersonal);
  const commands = new ChangeCaseHandler(new CommandRunner(log), log, catalogue);
  const [timers, notifications] = [jobs.queue(timersQueue), jobs.queue(notificationsQueue)];
  timers.work(ringer({ log: store, catalogue, commands, clock: systemClock }), { concurrency: 20 });
  const runner = new ProcessRunner({ store, catalogue, timers, notifications, clock: systemClock });
  return { store, jobs, catalogue, runner };
}

async function writeCases(store: EmbeddedEventStore): Promise<never> {
  const [raised] = after(raise());
  for (;;) {
    const stream = caseStream(referenceFor(randomUUID()));
    const place = { id: randomUUID(), stream, sealer: { seal: () => 'sealed' } };
    if (raised) await store.append(stream, 'none', [domainCodec.encode(raised, metadata, place)]);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function run(folder: string): Promise<void> {
  const { store, runner } = await openProcesses(folder);
  void runner.run(new AbortController().signal);
  process.stdout.write('begun\n');
  await writeCases(store);
}

if (require.main === module) void run(process.argv[2] ?? '');
