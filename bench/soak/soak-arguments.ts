import { parseArgs } from 'node:util';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';
import { optionsOf } from '../../apps/program/run-command';

export const USAGE = `Mixed load on a real Guildhall for a while, then an account of every command it acknowledged.

  npm run soak -- [options]

  --minutes NUMBER     how long; 10 when left out
  --clients NUMBER     who send commands at the same time; 16 when left out
  --kill-every NUMBER  kill it (SIGKILL) so many seconds after each start, on average, and start it again
  --kills NUMBER       end after so many kills instead of after the minutes; --kill-every is then 0.6 when left out
  --data FOLDER        an empty data folder, which is kept; one that is thrown away when left out
  --seed WORDS         another seed is another load; the clock has its say too, so it is like another run, not the same
  --help               this

Ctrl-C ends it early, with the account. It ends with 1 when anything is unaccounted for.
`;

export interface SoakOptions {
  minutes: number;
  clients: number;
  /** Seconds that a life lasts on average; undefined: nobody is killed. */
  killEvery: number | undefined;
  /** Ends after so many kills. */
  kills: number | undefined;
  data: string | undefined;
  seed: string;
}

const text = { type: 'string' } as const;

/** @throws RefusalToStart saying which argument is wrong */
export function readSoakArguments(args: string[]): SoakOptions | 'help' {
  const options = {
    minutes: { ...text, default: '10' },
    clients: { ...text, default: '16' },
    'kill-every': text,
    kills: text,
    data: text,
    seed: { ...text, default: 'guildhall' },
    help: { type: 'boolean', default: false },
  } as const;
  const values = optionsOf(() => parseArgs({ args, options }));
  if (values.help) return 'help';
  const kills = values.kills === undefined ? undefined : whole('kills', values.kills, 100_000);
  const every = values['kill-every'] ?? (kills === undefined ? undefined : '0.6');
  return {
    minutes: positive('minutes', values.minutes, 7 * 24 * 60),
    clients: whole('clients', values.clients, 256),
    killEvery: every === undefined ? undefined : positive('kill-every', every, 86_400),
    kills,
    data: values.data,
    seed: values.seed,
  };
}

function positive(name: string, given: string, most: number): number {
  const number = Number(given);
  if (number > 0 && number <= most) return number;
  throw new RefusalToStart(`--${name} is a number above 0, at most ${most}: not “${given}”.`);
}

function whole(name: string, given: string, most: number): number {
  const number = positive(name, given, most);
  if (Number.isInteger(number)) return number;
  throw new RefusalToStart(`--${name} is a whole number, not “${given}”.`);
}
