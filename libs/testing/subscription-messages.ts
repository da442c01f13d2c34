import type { StoredEvent, SubscriptionMessage } from '../event-store/event-store';

type Subscription = AsyncIterator<SubscriptionMessage>;

/** The next message. Throws when there will be none. */
export async function nextMessage(subscription: Subscription): Promise<SubscriptionMessage> {
  const result = await subscription.next();
  if (result.done) throw new Error('The subscription ended, though nobody had ended it');
  return result.value;
}

/** What comes until it says that it has caught up, that message included. */
export async function untilCaughtUp(subscription: Subscription): Promise<SubscriptionMessage[]> {
  const seen: SubscriptionMessage[] = [];
  do seen.push(await nextMessage(subscription));
  while (seen.at(-1)?.kind !== 'caught-up');
  return seen;
}

/** The events that come until there are so many, or a few more: a message is taken whole. */
export async function untilEvents(subscription: Subscription, count: number): Promise<StoredEvent[]> {
  const seen: StoredEvent[] = [];
  while (seen.length < count) seen.push(...eventsIn([await nextMessage(subscription)]));
  return seen;
}

export function eventsIn(messages: readonly SubscriptionMessage[]): StoredEvent[] {
  return messages.flatMap((message) => (message.kind === 'events' ? message.events : []));
}
