import { join } from 'node:path';
import { CommandRunner } from '../application/command-runner';
import { EventLog } from '../application/event-log';
import { domainCodec } from '../domain/events';
import type { EventStore } from '../event-store/event-store';
import { Notifier, type NotifierParts } from '../notifications/notifier';
import { Outbox } from '../notifications/outbox';
import { parseQuietHours } from '../notifications/quiet-hours';
import { readTemplates } from '../notifications/templates';
import type { LogBuilder } from './log-builder';

/** A notifier on a log, as a worker has it after a start: it remembers nothing. Messages go to the outbox of the log's folder. */
export async function notifierOn(
  built: LogBuilder,
  changes: Partial<NotifierParts> = {},
  store: EventStore = built.store,
): Promise<{ notifier: Notifier; outbox: Outbox }> {
  const { keyring } = built;
  const log = new EventLog(store, domainCodec, keyring);
  const outbox = new Outbox(join(built.folder, 'outbox'), log, keyring, changes.now);
  const notifier = new Notifier({
    log,
    keyring,
    runner: new CommandRunner(log),
    catalogue: { overTime: await built.catalogueOverTime() },
    templates: readTemplates(undefined),
    outlets: { email: outbox, sms: outbox, post: outbox },
    quietHours: parseQuietHours('21:00-08:00'),
    atMostADay: 3,
    now: () => Date.parse('2026-06-01T11:00:00.000Z'),
    ...changes,
  });
  return { notifier, outbox };
}
