import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ImportFailed } from './import-failed';

export const USAGE = `Takes over past cases from a CSV file.

  npm run import -- --mapping FILE --csv FILE [options]

  --mapping FILE   how the columns become cases: docs/importing.md explains
  --csv FILE       the cases, one a row; may be gzipped (.gz)
  --report FILE    what became of every row; <csv name>.report.csv here when left out
  --data FOLDER    the installation's data folder; GUILDHALL_DATA or ./data when left out
  --url URL        a running installation, in place of its data folder
  --dry-run        read and report everything, import nothing
  --restart        begin at the beginning, where an earlier run was broken off
  --help           this

The same command again goes on where it was broken off, and adds nothing twice.
`;

export interface Arguments {
  mapping: string;
  csv: string;
  report: string;
  data: string | undefined;
  url: string | undefined;
  dryRun: boolean;
  restart: boolean;
}

/** @throws ImportFailed saying which argument is wrong */
export function readArguments(args: readonly string[]): Arguments | 'help' {
  const { values } = parsed(args);
  if (values.help || args.length === 0) return 'help';
  const { mapping, csv, data, url } = values;
  if (!mapping || !csv)
    throw new ImportFailed(`Name a --${mapping ? 'csv' : 'mapping'} FILE. --help explains.`);
  if (data !== undefined && url !== undefined)
    throw new ImportFailed('Name either --data or --url: it goes into one place.');
  if (url !== undefined && !/^https?:\/\/./.test(url)) {
    throw new ImportFailed(`“${url}” is no address. Give one as in --url http://127.0.0.1:3000.`);
  }
  const dryRun = values['dry-run'];
  const name = basename(csv)
    .replace(/\.gz$/i, '')
    .replace(/\.csv$/i, '');
  const report = resolve(values.report ?? `${name}${dryRun ? '.dry-run' : ''}.report.csv`);
  if (report === resolve(csv))
    throw new ImportFailed('The report would overwrite the CSV file. Name another --report.');
  return { mapping, csv, report, data, url, dryRun, restart: values.restart };
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        mapping: text,
        csv: text,
        report: text,
        data: text,
        url: text,
        'dry-run': flag,
        restart: flag,
        help: flag,
      },
    });
  } catch (cause) {
    throw new ImportFailed(`${(cause as Error).message} --help explains.`, { cause });
  }
}
