import { RefusalToStart } from '../../platform/refusal-to-start';

/** The oldest that BullMQ recommends; Valkey says in the same line which Redis it stands for. */
const OLDEST = [6, 2] as const;

/** What `INFO` says, by name (https://redis.io/docs/latest/commands/info/). */
export type RedisInfo = ReadonlyMap<string, string>;

export function parseInfo(text: string): RedisInfo {
  const lines = text.split(/\r?\n/).filter((line) => line.includes(':') && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]));
}

/**
 * Holds a Redis against what BullMQ's documentation asks of one (https://docs.bullmq.io/guide/going-to-production).
 *
 * @returns what works but is unwise, a sentence each
 * @throws RefusalToStart when jobs would be lost or could not be kept at all
 */
export function checkRedis(info: RedisInfo, address: string): string[] {
  const refuse = (sentence: string): never => {
    throw new RefusalToStart(`The Redis at ${address} cannot keep jobs: ${sentence}`);
  };
  const version = info.get('redis_version') ?? '';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    refuse(
      `its version is ${version || 'unknown'}, and ${OLDEST.join('.')} is the oldest that will do. Upgrade it.`,
    );
  }
  if (info.get('redis_mode') === 'cluster') {
    refuse('it is part of a cluster, which would spread a queue over machines. Give it a Redis of its own.');
  }
  if (info.get('role') === 'slave') {
    refuse('it is a replica, which may only be read. Give the address of its primary.');
  }
  const policy = info.get('maxmemory_policy');
  if (policy !== undefined && policy !== 'noeviction') {
    refuse(
      `its maxmemory-policy is ${policy}, so it would throw jobs away when memory is short. ` +
        'Set “maxmemory-policy noeviction” in its configuration; a cache needs a Redis of its own.',
    );
  }

  const unwise: string[] = [];
  if (info.get('aof_enabled') !== '1') {
    unwise.push(
      `The Redis at ${address} keeps no append-only file: when it stops, it forgets the jobs since its last snapshot. ` +
        'They are scheduled again from the log, later than they should be. Set “appendonly yes”.',
    );
  }
  if (info.get('rdb_last_bgsave_status') === 'err' || info.get('aof_last_write_status') === 'err') {
    unwise.push(`The Redis at ${address} could not write its data to disk the last time. Look at its disk.`);
  }
  return unwise;
}
