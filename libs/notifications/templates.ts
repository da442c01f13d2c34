import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MessageName, messageSchema } from '../domain/case/notification';
import { RefusalToStart } from '../platform/refusal-to-start';
import { FaultyTemplate, Template } from './template';

/** The words of every message. */
export type Templates = Readonly<Record<MessageName, Template>>;

/** Where the ones that ship are: beside this source, which stands elsewhere once it is built. */
const SHIPPED = [join(__dirname, 'templates'), join(__dirname, '../../../libs/notifications/templates')];

/**
 * Reads the templates: `<message>.md`. One in the council's own folder stands in for the one that ships.
 * @throws RefusalToStart when the folder cannot be read, or has a file that is no message's
 * @throws FaultyTemplate naming every file and line that is wrong
 */
export function readTemplates(own: string | undefined): Templates {
  const shipped = SHIPPED.find((folder) => existsSync(folder)) ?? SHIPPED[0] ?? '';
  const files = new Set(own === undefined ? [] : filesIn(own));
  const faults: string[] = [];
  const read = messageSchema.options.flatMap((message) => {
    const file = join(own !== undefined && files.has(`${message}.md`) ? own : shipped, `${message}.md`);
    try {
      return [[message, Template.parse(file, readFileSync(file, 'utf8'))] as const];
    } catch (fault) {
      if (!(fault instanceof FaultyTemplate)) throw fault;
      faults.push(fault.message);
      return [];
    }
  });
  if (faults.length > 0) throw new FaultyTemplate(faults.join('\n'));
  return Object.fromEntries(read) as unknown as Templates;
}

function filesIn(folder: string): string[] {
  const files = namesIn(folder).filter((name) => name.endsWith('.md'));
  const known = messageSchema.options.map((message) => `${message}.md`);
  const unknown = files.find((name) => name !== 'README.md' && !known.includes(name));
  if (unknown === undefined) return files;
  throw new RefusalToStart(
    `${join(folder, unknown)} is the template of no message. Name it after one: ${known.join(', ')}.`,
  );
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new RefusalToStart(`GUILDHALL_TEMPLATES: ${folder} cannot be read (${reason}). Name a folder.`, {
      cause,
    });
  }
}
