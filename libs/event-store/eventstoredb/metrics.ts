/** What has happened since the start, as plain numbers: whoever exports figures reads them when asked. */
export interface EventStoreDbMetrics {
  /** Appends that were acknowledged. */
  appends: number;
  /** Appends that were refused, for the stream was elsewhere. */
  conflicts: number;
  /** Times that an append had no answer, or none that says what became of it, and was looked for. */
  unresolvedAppends: number;
  /** Events read to find out whether an unanswered append was written. */
  eventsLookedThrough: number;
  /** Times that a read was tried again. */
  retriedReads: number;
  /** Subscriptions open now. */
  subscriptions: number;
  /** Times that a subscription was taken up again after it had dropped. */
  resubscriptions: number;
  /** How many of those had dropped without a word. */
  silentDrops: number;
}

/** Whether a log counts them: one that is in EventStoreDB. */
export function countsThem(log: object): log is { readonly metrics: Readonly<EventStoreDbMetrics> } {
  return 'metrics' in log;
}

export function noMetrics(): EventStoreDbMetrics {
  return {
    appends: 0,
    conflicts: 0,
    unresolvedAppends: 0,
    eventsLookedThrough: 0,
    retriedReads: 0,
    subscriptions: 0,
    resubscriptions: 0,
    silentDrops: 0,
  };
}
