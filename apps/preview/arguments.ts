import { parseArgs } from 'node:util';
import { type CaseReference, parseReference } from '@guildhall/domain/case/case-reference';
import { type MessageName, messageSchema } from '@guildhall/domain/case/notification';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';
import { optionsOf } from '../program/run-command';

export const USAGE = `Shows what a customer is written. Nothing is sent.

  npm run preview -- --message NAME [options]

  --message NAME     ${messageSchema.options.slice(0, 5).join(', ')},
                     ${messageSchema.options.slice(5).join(', ')}
  --reference CASE   about this case, as it stands; an example case when left out
  --templates FOLDER the council's own templates; GUILDHALL_TEMPLATES when left out
  --data FOLDER      the installation's data folder; GUILDHALL_DATA or ./data when left out
  --help             this

It may be asked while Guildhall runs.
`;

export interface PreviewArguments {
  message: MessageName;
  reference: CaseReference | undefined;
  templates: string | undefined;
  data: string | undefined;
}

/** @throws RefusalToStart saying which argument is wrong or missing */
export function readArguments(args: string[]): PreviewArguments | 'help' {
  const text = { type: 'string' } as const;
  const options = {
    message: text,
    reference: text,
    templates: text,
    data: text,
    help: { type: 'boolean', default: false },
  } as const;
  const read = optionsOf(() => parseArgs({ args, options }));
  if (read.help || args.length === 0) return 'help';
  const { data: message } = messageSchema.safeParse(read.message);
  if (!message) {
    throw new RefusalToStart(`Name a --message: one of ${messageSchema.options.join(', ')}.`);
  }
  const reference = read.reference === undefined ? undefined : parseReference(read.reference);
  if (read.reference !== undefined && !reference) {
    throw new RefusalToStart(`--reference: ${read.reference} is no reference. Check it with the customer.`);
  }
  return { message, reference, templates: read.templates, data: read.data };
}
