import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';
import { type WhatIf, whatIfSchema } from '@guildhall/read-models/metrics/what-if';

export const USAGE = `Says how every figure would have come out under a draft standard. Nothing is written.

  npm run what-if -- --standard FILE [options]

  --standard FILE    the draft, as GET /catalogue/standards shows one; more than once for several
  --data FOLDER      the installation's data folder; GUILDHALL_DATA or ./data when left out
  --by DIMENSION     department, queue, service, channel, kind, ward, outcome or status
  --period PERIOD    day, week, month, quarter or year
  --basis MOMENT     raised or resolved: the moment of a case that decides its period
  --from DAY         the first day, as in 2026-04-01
  --to DAY           the last one
  --json             the whole answer, for a program
  --help             this

It may be asked while Guildhall runs.
`;

export interface WhatIfArguments {
  question: WhatIf;
  data: string | undefined;
  json: boolean;
}

/** @throws RefusalToStart saying which argument or which field of a draft is wrong */
export function readArguments(args: readonly string[]): WhatIfArguments | 'help' {
  const { standard = [], data, json, help, ...selection } = parsed(args);
  if (help || args.length === 0) return 'help';
  if (standard.length === 0) throw new RefusalToStart('Name a --standard FILE. --help explains.');
  const result = whatIfSchema.safeParse({ standards: standard.map(draftIn), ...selection });
  if (result.success) return { question: result.data, data, json };
  const faults = result.error.issues.map(({ path, message }) => `${fieldOf(path, standard)}: ${message}`);
  throw new RefusalToStart(faults.join('\n'));
}

/** A draft may be a file of its own, or one as it was published: under `definition`, with its version. */
function draftIn(file: string): unknown {
  try {
    const read = JSON.parse(readFileSync(file, 'utf8')) as { definition?: unknown } | null;
    return read?.definition ?? read;
  } catch (cause) {
    throw new RefusalToStart(`${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

/** The name of the file in place of its number; of an option, its name. */
function fieldOf([first, index, ...rest]: readonly PropertyKey[], files: readonly string[]): string {
  if (first !== 'standards') return `--${String(first)}`;
  return [files[Number(index)] ?? '--standard', ...rest].map(String).join(', ');
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        standard: { ...text, multiple: true },
        data: text,
        by: text,
        period: text,
        basis: text,
        from: text,
        to: text,
        json: flag,
        help: flag,
      },
    }).values;
  } catch (cause) {
    throw new RefusalToStart(`${(cause as Error).message} --help explains.`, { cause });
  }
}
