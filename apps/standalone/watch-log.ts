import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { EmbeddedEventStore } from '@guildhall/event-store/embedded/embedded-event-store';
import type { EventStore } from '@guildhall/event-store/event-store';
import type { Logger } from 'pino';
import type { LogPlace } from '../installation/places';

/**
 * Says, once, that the log is damaged, whoever meets it, and has it looked through for gaps. Another server than ours sees
 * to its own. Answers what ends the looking.
 */
export function watchLog(store: EventStore, place: LogPlace, logger: Logger): () => Promise<void> {
  if (!(store instanceof EmbeddedEventStore) || !('file' in place)) return () => Promise.resolve();
  void store.damage.first.then(({ message: reason }) =>
    logger.error({ reason }, 'the log is damaged: it takes no more events, and what is whole can be read'),
  );
  const looking = new Worker(join(__dirname, 'look-for-gaps-thread.js'), { workerData: place.file });
  const ended = once(looking, 'exit').catch(() => undefined);
  return async () => {
    await looking.terminate();
    await ended;
  };
}
