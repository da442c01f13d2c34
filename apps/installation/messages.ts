import { join } from 'node:path';
import { CommandRunner } from '@guildhall/application/command-runner';
import type { Carrier } from '@guildhall/domain/case/notification';
import { openNotifyOutlet } from '@guildhall/notifications/govuk-notify/open-notify-outlet';
import type { MessageOutlets } from '@guildhall/notifications/message-outlet';
import { Notifier } from '@guildhall/notifications/notifier';
import { Outbox } from '@guildhall/notifications/outbox';
import { parseQuietHours } from '@guildhall/notifications/quiet-hours';
import { openSmtpOutlet } from '@guildhall/notifications/smtp/open-smtp-outlet';
import { readTemplates } from '@guildhall/notifications/templates';
import type { Config } from '@guildhall/platform/config';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';
import type { Installation } from './installation';
import { readSecret } from './read-secret';

type Parts = Pick<Installation, 'log' | 'keyring'>;

/** Where messages wait that nobody carries by themselves. */
export function openOutbox({ dataFolder }: Pick<Config, 'dataFolder'>, { log, keyring }: Parts): Outbox {
  return new Outbox(join(dataFolder, 'outbox'), log, keyring);
}

/**
 * What does the jobs of the queue `notifications`.
 * @throws RefusalToStart when a template is faulty, or what carries messages is set up in part
 */
export async function openNotifier(
  config: Config,
  parts: Parts & Pick<Installation, 'catalogue'>,
): Promise<Notifier> {
  const { templates, quietHours, atMostADay } = config.messages;
  return new Notifier({
    ...parts,
    runner: new CommandRunner(parts.log),
    templates: readTemplates(templates),
    outlets: await outletsOf(config, openOutbox(config, parts)),
    quietHours: parseQuietHours(quietHours),
    atMostADay,
    now: Date.now,
  });
}

/**
 * Notify for what it has a template for, the mail server for other emails. Without either all messages go into the
 * outbox; beside them letters only, which somebody can print.
 */
async function outletsOf({ notify, smtp }: Config, outbox: Outbox): Promise<MessageOutlets> {
  const { apiKeyFile, templates, url } = notify;
  const carried = (Object.keys(templates) as Carrier[]).filter((carrier) => templates[carrier]);
  if (apiKeyFile === undefined && carried.length > 0) {
    throw new RefusalToStart('A template of GOV.UK Notify is set, and NOTIFY_API_KEY_FILE is not. Set it.');
  }
  if (apiKeyFile !== undefined && carried.length === 0) {
    throw new RefusalToStart(
      'NOTIFY_API_KEY_FILE is set, and no template of Notify’s: set NOTIFY_EMAIL_TEMPLATE, NOTIFY_SMS_TEMPLATE or NOTIFY_LETTER_TEMPLATE.',
    );
  }
  if (apiKeyFile === undefined && !smtp) return { email: outbox, sms: outbox, post: outbox };
  const outlets: MessageOutlets = { post: outbox };
  if (smtp) outlets.email = await openSmtpOutlet(smtp);
  if (apiKeyFile !== undefined) {
    const apiKey = readSecret('NOTIFY_API_KEY_FILE', apiKeyFile);
    const outlet = await openNotifyOutlet({ apiKey, url, templates });
    for (const carrier of carried) outlets[carrier] = outlet;
  }
  return outlets;
}
