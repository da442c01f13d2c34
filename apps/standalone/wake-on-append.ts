import { EmbeddedEventStore } from '@guildhall/event-store/embedded/embedded-event-store';
import type { EventStore } from '@guildhall/event-store/event-store';
import type { ProjectorThread } from '../projector/projector-thread-handle';

/** An embedded log is polled by its readers; being told spares the projector, and whoever waits for it, the wait. */
export async function wakeOnAppend(
  store: EventStore,
  projector: ProjectorThread,
  signal: AbortSignal,
): Promise<void> {
  while (store instanceof EmbeddedEventStore && !signal.aborted) {
    await store.appended(signal);
    projector.wake();
  }
}
