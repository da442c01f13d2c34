import type { GroupName } from '../errors';

/** Where the groups and their settings are kept. */
export const CONFIG_STREAM = '$persistentSubscriptionConfig';

function streamOf({ source, group }: GroupName, what: string): string {
  return `$persistentsubscription-${source}::${group}-${what}`;
}

/** Where a group's checkpoints are kept: the last one counts. */
export function checkpointStreamOf(name: GroupName): string {
  return streamOf(name, 'checkpoint');
}

/** Where links to the messages are kept that a group has given up on. */
export function parkedStreamOf(name: GroupName): string {
  return streamOf(name, 'parked');
}
