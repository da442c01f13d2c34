import '@guildhall/platform/require-node-24';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '@guildhall/platform/config';
import type { Position } from '@guildhall/event-store/event-store';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';
import { readModelsPlace } from '../installation/places';
import { optionsOf, runCommand } from '../program/run-command';
import { type CheckedLog, checkLog, type Noted } from './check-log';

const USAGE = `Reads the whole log and names whatever is not as it was written, while Guildhall runs or while it does not.

  npm run check-log -- [options]

  --data FOLDER      the installation's data folder; GUILDHALL_DATA or ./data when left out
  --up-to POSITION   read up to there only, and compare with
  --digest DIGEST    what was printed when that was the end of the log
  --help             this

It ends with 1 when anything is wrong. It changes nothing.
`;

let shownAt = performance.now();

runCommand(async (args) => {
  const options = {
    data: { type: 'string' },
    'up-to': { type: 'string' },
    digest: { type: 'string' },
    help: { type: 'boolean', default: false },
  } as const;
  const { data, help, digest, 'up-to': upTo } = optionsOf(() => parseArgs({ args, options }));
  if (help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const config = readConfig(process.env);
  if (config.esdbConnectionString)
    throw new RefusalToStart('This reads a file, and the log of this installation is in EventStoreDB (ESDB_CONNECTION_STRING), which checks its own.'); // prettier-ignore
  const noted = notedOf(upTo, digest);
  const dataFolder = resolve(data ?? config.dataFolder);
  const readModels = readModelsPlace({ ...config, dataFolder });
  const checked = await checkLog(dataFolder, readModels, { noted, progress: showProgress });
  process.stdout.write(checked.faults.length === 0 ? asWritten(checked, noted) : damaged(checked));
  return checked.faults.length === 0 ? 0 : 1;
});

function asWritten({ file, events, last, digest }: CheckedLog, noted: Noted | undefined): string {
  if (events === 0) return `${file}: no events yet.\n`;
  const whole = `${file}: ${inDigits(events)} events up to ${last}, none missing, each as it was written and as its schema says`;
  if (noted) return `${whole}, and all as it was when its digest was noted.\n`;
  return (
    `${whole}.\nTo prove one day that nothing of it was altered, keep this elsewhere, and give it to check-log then:\n` +
    `  --up-to ${last} --digest ${digest}\n`
  );
}

function damaged({ file, events, last, faults }: CheckedLog): string {
  return (
    `${file} is damaged. ${inDigits(events)} events can be read, up to ${last}.\n` +
    faults.map(({ place, what }) => `  ${place}: ${what}\n`).join('') +
    'Stop Guildhall. Keep a copy of the data folder as it is, look at the disk, and restore the last good backup:\n' +
    'npm run restore. See “A damaged log” in docs/operating.md.\n'
  );
}

/** @throws RefusalToStart when either is missing or none */
function notedOf(upTo: string | undefined, digest: string | undefined): Noted | undefined {
  if (upTo === undefined && digest === undefined) return undefined;
  if (!/^\d{1,16}$/.test(upTo ?? '')) {
    throw new RefusalToStart(
      '--up-to is the position that was noted with the digest, such as 0000000000000042.',
    );
  }
  if (!/^[0-9a-f]{64}$/.test(digest ?? '')) {
    throw new RefusalToStart('--digest is the 64 digits (0 to 9, a to f) that were noted with the position.');
  }
  return { upTo: upTo?.padStart(16, '0') as Position, digest: digest as string };
}

function showProgress(done: number, of: number): void {
  if (performance.now() - shownAt < 2_000) return;
  shownAt = performance.now();
  process.stderr.write(`${inDigits(done)} of ${inDigits(of)} events…\n`);
}

function inDigits(count: number): string {
  return count.toLocaleString('en-GB');
}
