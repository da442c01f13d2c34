import '@guildhall/platform/require-node-24';
import { resolve } from 'node:path';
import type { CaseReference } from '@guildhall/domain/case/case-reference';
import type { MessageName } from '@guildhall/domain/case/notification';
import { exampleParticulars, inEachWay, particularsNow } from '@guildhall/notifications/preview';
import type { Particulars, Wording } from '@guildhall/notifications/template';
import { readTemplates } from '@guildhall/notifications/templates';
import { type Config, readConfig } from '@guildhall/platform/config';
import { holderOf } from '@guildhall/platform/data-folder';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';
import { openInstallation } from '../installation/installation';
import { runCommand } from '../program/run-command';
import { readArguments, USAGE } from './arguments';

runCommand(async (args) => {
  const options = readArguments(args);
  if (options === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  const { message, reference, data, templates } = options;
  const config = readConfig({
    ...process.env,
    ...(data !== undefined && { GUILDHALL_DATA: resolve(data) }),
  });
  const { [message]: template } = readTemplates(templates ?? config.messages.templates);
  const particulars = reference ? await particularsOfCase(config, reference, message) : exampleParticulars;
  const { email, sms, post } = inEachWay(template, particulars);
  process.stdout.write(
    [inLines('Email', email), inLines('Text message', sms), inLines('Letter', post)].join('\n'),
  );
  return 0;
});

/** Asked of the program that holds the installation; where there is none, the installation is opened for a moment. */
async function particularsOfCase(
  config: Config,
  reference: CaseReference,
  message: MessageName,
): Promise<Particulars> {
  const url = holderOf(config.dataFolder)?.url;
  const particulars = url
    ? await askedOf(url, reference, message)
    : await withInstallation(config, reference, message);
  if (particulars) return particulars;
  throw new RefusalToStart(
    `There is no case ${reference} in ${url ?? config.dataFolder}. Check the reference.`,
  );
}

async function askedOf(
  url: string,
  reference: CaseReference,
  message: MessageName,
): Promise<Particulars | undefined> {
  const response = await fetch(`${url}/cases/${reference}/messages/${message}`);
  if (response.status === 404) return undefined;
  if (!response.ok) throw new RefusalToStart(`${url} answered with ${response.status}. Its log says why.`);
  return ((await response.json()) as { particulars: Particulars }).particulars;
}

async function withInstallation(
  config: Config,
  reference: CaseReference,
  message: MessageName,
): Promise<Particulars | undefined> {
  const installation = await openInstallation(config, 'preview');
  try {
    return await particularsNow(reference, message, installation);
  } finally {
    await installation.close();
  }
}

function inLines(heading: string, { subject, body }: Wording): string {
  const rule = '-'.repeat(heading.length);
  const about = subject === undefined ? '' : `Subject: ${subject}\n\n`;
  return `${heading}\n${rule}\n${about}${body}\n`;
}
