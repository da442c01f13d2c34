import { SubscriptionInfo } from '@eventstore/db-client/generated/persistent_pb';
import type { From } from '../streams/read-options';
import type { Consumer } from './consumer';
import { measurementsOf } from './measurements';
import { ALL, type StandingGroup } from './persistent-subscriptions';

/** What GetInfo and List tell of a group. */
export function infoOf({ config, source, parked, group }: StandingGroup): SubscriptionInfo {
  const { name, settings, from } = config;
  const { reached, checkpointed, waiting, retrying, inFlight } = group.state;
  const begun = group.total > 0;
  return new SubscriptionInfo()
    .setEventSource(name.source)
    .setGroupName(name.group)
    .setStatus(group.consumers.length > 0 ? 'Live' : 'NotReady')
    .setConnectionsList(group.consumers.map((consumer) => connectionOf(consumer, settings.extraStatistics)))
    .setTotalItems(String(group.total))
    .setCountSinceLastMeasurement('0')
    .setAveragePerSecond(Math.round(group.consumers.reduce((sum, consumer) => sum + rateOf(consumer), 0)))
    .setLastCheckpointedEventPosition(begun || checkpointed > 0 ? source.text(checkpointed) : '')
    .setLastKnownEventPosition(begun ? source.text(Math.max(reached, source.last())) : '')
    .setResolveLinkTos(settings.resolveLinks)
    .setStartFrom(startText(name.source, from))
    .setMessageTimeoutMilliseconds(settings.messageTimeout)
    .setExtraStatistics(settings.extraStatistics)
    .setMaxRetryCount(settings.maxRetryCount)
    .setLiveBufferSize(settings.liveBufferSize)
    .setBufferSize(settings.historyBufferSize)
    .setReadBatchSize(settings.readBatchSize)
    .setCheckPointAfterMilliseconds(settings.checkpointAfter)
    .setMinCheckPointCount(settings.minCheckpointCount)
    .setMaxCheckPointCount(settings.maxCheckpointCount)
    .setReadBufferCount(waiting)
    .setLiveBufferCount('0')
    .setRetryBufferCount(retrying)
    .setTotalInFlightMessages(inFlight)
    .setOutstandingMessagesCount(inFlight)
    .setNamedConsumerStrategy(settings.strategy)
    .setMaxSubscriberCount(settings.maxSubscriberCount)
    .setParkedMessageCount(String(parked.count()));
}

function connectionOf(consumer: Consumer, extraStatistics: boolean): SubscriptionInfo.ConnectionInfo {
  const { user, from, connectionName, slots } = consumer.details;
  const measurements = extraStatistics ? measurementsOf(consumer.latencies) : [];
  return new SubscriptionInfo.ConnectionInfo()
    .setFrom(from)
    .setUsername(user)
    .setConnectionName(connectionName)
    .setAverageItemsPerSecond(Math.round(rateOf(consumer)))
    .setTotalItems(String(consumer.total))
    .setCountSinceLastMeasurement('0')
    .setAvailableSlots(slots - consumer.inFlight)
    .setInFlightMessages(consumer.inFlight)
    .setObservedMeasurementsList(
      measurements.map(([key, value]) =>
        new SubscriptionInfo.Measurement().setKey(key).setValue(String(value)),
      ),
    );
}

/** Messages per second since it connected. */
function rateOf({ total, since }: Consumer): number {
  return (total * 1_000) / Math.max(1, Date.now() - since);
}

/** The ends have numbers of their own there. */
function startText(source: string, from: From): string {
  const place = from === 'start' ? 0 : from === 'end' ? -1 : from;
  return source === ALL ? `C:${place}/P:${place}` : String(place);
}
