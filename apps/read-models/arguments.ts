import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Config, readConfig } from '@guildhall/platform/config';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';
import { allProjections } from '@guildhall/read-models/all-projections';
import { optionsOf } from '../program/run-command';

const NAMES = allProjections.map(({ name }) => name);

export const REBUILD_USAGE = `Builds read models again from the log, beside those that queries are answered from.

  npm run rebuild -- --read-model NAME | --all | --new [options]

  --read-model NAME   ${NAMES.join(', ')}; more than once for several
  --all               every one of them
  --new               those that this version of Guildhall has and the one before had not: before it is started
  --discard           throw away what was live before, once the new one is
  --url URL           a running installation, in place of the one on the data folder
  --data FOLDER       the installation's data folder; GUILDHALL_DATA or ./data when left out
  --help              this

A Guildhall that runs does it while it goes on; where none runs, this does. Ctrl-C, and the same command goes on.
`;

export const VERIFY_USAGE = `Replays the log into fresh tables and compares every row of the read models with them.

  npm run verify -- [--read-model NAME] [options]

  --read-model NAME   ${NAMES.join(', ')}; more than once for several, all of them when left out
  --url URL           a running installation, in place of the one on the data folder
  --data FOLDER       the installation's data folder; GUILDHALL_DATA or ./data when left out
  --json              the whole answer, for a program
  --help              this

It ends with 1 when a row differs. A Guildhall that runs does it while it goes on; where none runs, this does.
`;

/** Where the installation is: at the URL, else where the settings say. */
export interface Place {
  url: string | undefined;
  config: Config;
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const common = {
  'read-model': { type: 'string', multiple: true },
  url: text,
  data: text,
  help: flag,
} as const;

/** @throws RefusalToStart saying which argument is wrong or missing */
export function readRebuildArguments(args: string[]) {
  const options = { ...common, all: flag, new: flag, discard: flag };
  const values = optionsOf(() => parseArgs({ args, options }));
  if (values.help || args.length === 0) return 'help';
  const named = values['read-model'];
  if ([named !== undefined, values.all, values.new].filter(Boolean).length !== 1) {
    throw new RefusalToStart('Say which: --read-model NAME, --all or --new. --help explains.');
  }
  if (values.new && values.url !== undefined) {
    throw new RefusalToStart(
      '--new builds for this version of Guildhall; the one at --url may be another. Leave it out.',
    );
  }
  return { names: namesIn(named), isNew: values.new, discard: values.discard, ...placeIn(values) };
}

/** @throws RefusalToStart saying which argument is wrong */
export function readVerifyArguments(args: string[]) {
  const values = optionsOf(() => parseArgs({ args, options: { ...common, json: flag } }));
  if (values.help) return 'help';
  return { names: namesIn(values['read-model']), json: values.json, ...placeIn(values) };
}

/** All of them when none is named. */
function namesIn(named: readonly string[] | undefined): readonly string[] {
  const unknown = named?.find((name) => !NAMES.includes(name));
  if (unknown === undefined) return named ?? NAMES;
  throw new RefusalToStart(`There is no read model called ${unknown}. There are ${NAMES.join(', ')}.`);
}

function placeIn({ url, data }: { url?: string; data?: string }): Place {
  if (url !== undefined && !/^https?:\/\/./.test(url)) {
    throw new RefusalToStart(`“${url}” is no address. Give one as in --url http://127.0.0.1:3000.`);
  }
  if (url !== undefined && data !== undefined) throw new RefusalToStart('Name either --data or --url.');
  const settings = { ...process.env, ...(data !== undefined && { GUILDHALL_DATA: resolve(data) }) };
  return { url, config: readConfig(settings) };
}
