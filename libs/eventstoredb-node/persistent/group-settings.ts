import { CreateReq, UpdateReq } from '@eventstore/db-client/generated/persistent_pb';
import { invalidArgument } from '../errors';

/** How messages are shared out among consumers. */
export type Strategy = 'DispatchToSingle' | 'RoundRobin' | 'Pinned' | 'PinnedByCorrelation';
const STRATEGIES: readonly string[] = ['DispatchToSingle', 'RoundRobin', 'Pinned', 'PinnedByCorrelation'];

/** What a persistent subscription was asked to be. */
export interface GroupSettings {
  resolveLinks: boolean;
  extraStatistics: boolean;
  /** Milliseconds a consumer has for a message; 0 is as long as it likes. */
  messageTimeout: number;
  /** Times a message is tried again before it is parked. */
  maxRetryCount: number;
  /** Milliseconds between two checkpoints, when at least the least number of messages was settled. */
  checkpointAfter: number;
  minCheckpointCount: number;
  maxCheckpointCount: number;
  /** 0 is any number. */
  maxSubscriberCount: number;
  liveBufferSize: number;
  readBatchSize: number;
  historyBufferSize: number;
  strategy: Strategy;
}

type SettingsMessage = CreateReq.Settings | UpdateReq.Settings;

/** 100 ns ticks in a millisecond. */
const TICKS = 10_000;

/** @throws ProtocolError naming what cannot be */
export function settingsOf(message: SettingsMessage | undefined): GroupSettings {
  if (!message) throw invalidArgument('The request has no settings');
  const settings: GroupSettings = {
    resolveLinks: message.getResolveLinks(),
    extraStatistics: message.getExtraStatistics(),
    messageTimeout: message.hasMessageTimeoutTicks()
      ? Number(message.getMessageTimeoutTicks()) / TICKS
      : message.getMessageTimeoutMs(),
    maxRetryCount: message.getMaxRetryCount(),
    checkpointAfter: message.hasCheckpointAfterTicks()
      ? Number(message.getCheckpointAfterTicks()) / TICKS
      : message.getCheckpointAfterMs(),
    minCheckpointCount: message.getMinCheckpointCount(),
    maxCheckpointCount: message.getMaxCheckpointCount(),
    maxSubscriberCount: message.getMaxSubscriberCount(),
    liveBufferSize: message.getLiveBufferSize(),
    readBatchSize: message.getReadBatchSize(),
    historyBufferSize: message.getHistoryBufferSize(),
    strategy: strategyOf(message),
  };
  for (const [name, value] of Object.entries(settings)) {
    if (typeof value === 'number' && value < 0) throw invalidArgument(`${name} must not be less than 0`);
  }
  return settings;
}

/** Newer clients name the strategy; older ones number it. */
function strategyOf(message: SettingsMessage): Strategy {
  const name = 'getConsumerStrategy' in message ? message.getConsumerStrategy() : '';
  if (name && !STRATEGIES.includes(name)) {
    throw invalidArgument(`There is no consumer strategy ${name}; there are ${STRATEGIES.join(', ')}`);
  }
  if (name) return name as Strategy;
  switch (message.getNamedConsumerStrategy()) {
    case CreateReq.ConsumerStrategy.ROUNDROBIN:
      return 'RoundRobin';
    case CreateReq.ConsumerStrategy.PINNED:
      return 'Pinned';
    default:
      return 'DispatchToSingle';
  }
}
