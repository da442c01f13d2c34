import { EmbeddedEventStore } from '@guildhall/event-store/embedded/embedded-event-store';
import type { EventReader } from '@guildhall/event-store/event-store';
import { countsThem } from '@guildhall/event-store/eventstoredb/metrics';
import { PrefixedEventStore } from '@guildhall/event-store/prefixed-event-store';
import { Counter, Gauge, type Registry } from 'prom-client';

const counters = {
  appends: 'Appends that EventStoreDB acknowledged',
  conflicts: 'Appends that were refused, for the stream was elsewhere',
  unresolvedAppends: 'Appends without an answer, which were looked for',
  eventsLookedThrough: 'Events read to find out whether an unanswered append was written',
  retriedReads: 'Reads that were tried again',
  resubscriptions: 'Subscriptions that dropped and were taken up again',
  silentDrops: 'Of these, those that dropped without a word',
} as const;

/** Whether a log in a file is known to be damaged; figures of how it goes with EventStoreDB, where the log is there. */
export function exportLogMetrics(log: EventReader, registry: Registry): void {
  if (log instanceof EmbeddedEventStore) exportUp(log, registry);
  const store = log instanceof PrefixedEventStore ? log.whole : log;
  if (!countsThem(store)) return;
  const registers = [registry];
  for (const [figure, help] of Object.entries(counters) as [keyof typeof counters, string][]) {
    const name = `guildhall_eventstoredb_${figure.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}_total`;
    let told = 0;
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.inc(store.metrics[figure] - told);
        told = store.metrics[figure];
      },
    });
  }
  new Gauge({
    name: 'guildhall_eventstoredb_subscriptions',
    help: 'Subscriptions to EventStoreDB that are open',
    registers,
    collect() {
      this.set(store.metrics.subscriptions);
    },
  });
}

function exportUp({ damage }: EmbeddedEventStore, registry: Registry): void {
  new Gauge({
    name: 'guildhall_log_up',
    help: '1 while the log takes events, 0 when it is known to be damaged',
    registers: [registry],
    collect() {
      this.set(damage.isMet ? 0 : 1);
    },
  });
}
