import '@guildhall/platform/require-node-24';
import '@guildhall/platform/keep-compiled';
import { parentPort, workerData } from 'node:worker_threads';
import { EmbeddedEventReader } from '@guildhall/event-store/embedded/embedded-event-reader';

/*
 * Looks, once, whether an event is missing in the middle of the log. Nobody who reads on from the end would meet that, and
 * a stream whose own end is missing looks whole: its next event would be given a revision that somebody was told already.
 * On a thread, because it takes seconds where the log has millions of events.
 */
async function look(): Promise<void> {
  const log = EmbeddedEventReader.open({ file: workerData as string });
  try {
    log.records.assertNoneMissing();
  } catch {
    // The log has told every thread of it; what is not its damage, such as a busy disk, is met again by those.
  } finally {
    await log.close();
    parentPort?.close();
  }
}

void look();
