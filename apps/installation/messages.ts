import { join } from 'node:path';
import { Outbox } from '@guildhall/notifications/outbox';
import type { Config } from '@guildhall/platform/config';
import type { Installation } from './installation';

/** Where messages wait that nobody carries by themselves. */
export function openOutbox(
  { dataFolder }: Pick<Config, 'dataFolder'>,
  { log, keyring }: Pick<Installation, 'log' | 'keyring'>,
): Outbox {
  return new Outbox(join(dataFolder, 'outbox'), log, keyring);
}
