import { parseArgs } from 'node:util';
import { fromLondon, toLondon } from '@guildhall/domain/standards/london-time';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';
import { optionsOf } from '../program/run-command';
import type { HalfYearOptions } from './half-year';

export const USAGE = `Fills an empty installation with half a year of a town that does not exist.

  npm run demo -- [options]

  --data FOLDER   the installation's data folder; GUILDHALL_DATA or ./data when left out
  --until DAY     the day after the last one, as in 2026-11-01; today when left out
  --seed WORDS    another seed is another half year; the same one is the same
  --size NUMBER   of the usual number of cases: 0.1 is a tenth
  --help          this
`;

const text = { type: 'string' } as const;

export type DemoArguments = HalfYearOptions & { data: string | undefined };

/** @throws RefusalToStart saying which argument is wrong */
export function readDemoArguments(args: string[]): DemoArguments | 'help' {
  const options = {
    data: text,
    until: text,
    seed: { ...text, default: 'guildhall' },
    size: { ...text, default: '1' },
    help: { type: 'boolean', default: false },
  } as const;
  const { data, until, seed, size, help } = optionsOf(() => parseArgs({ args, options }));
  if (help) return 'help';
  const times = Number(size);
  if (!(times > 0 && times <= 100))
    throw new RefusalToStart('--size is a number from 0.01 to 100, such as 0.5.');
  return { data, seed, size: times, until: midnight(until ?? toLondon(Date.now()).date) };
}

function midnight(day: string): number {
  try {
    return fromLondon(day);
  } catch (cause) {
    throw new RefusalToStart(`--until is a day, such as 2026-11-01, not “${day}”.`, { cause });
  }
}
