import '@guildhall/platform/require-node-24';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '@guildhall/platform/config';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';
import { optionsOf, runCommand } from '../program/run-command';
import { checkLog } from './check-log';

const USAGE = `Reads the whole log and names whatever is not as it was written, while Guildhall runs or while it does not.

  npm run check-log -- [options]

  --data FOLDER   the installation's data folder; GUILDHALL_DATA or ./data when left out
  --help          this

It ends with 1 when anything is wrong. It changes nothing.
`;

let shownAt = performance.now();

runCommand((args) => {
  const options = { data: { type: 'string' }, help: { type: 'boolean', default: false } } as const;
  const { data, help } = optionsOf(() => parseArgs({ args, options }));
  if (help) {
    process.stdout.write(USAGE);
    return Promise.resolve(0);
  }
  const config = readConfig(process.env);
  if (config.esdbConnectionString)
    throw new RefusalToStart('This reads a file, and the log of this installation is in EventStoreDB (ESDB_CONNECTION_STRING), which checks its own.'); // prettier-ignore
  const { file, events, last, faults } = checkLog(resolve(data ?? config.dataFolder), showProgress);
  const count = events.toLocaleString('en-GB');
  if (faults.length === 0) {
    process.stdout.write(`${file}: ${count} events up to ${last}, none missing, each as its schema says.\n`);
    return Promise.resolve(0);
  }
  process.stdout.write(
    `${file} is damaged. ${count} events can be read, up to ${last}.\n` +
      faults.map(({ place, what }) => `  ${place}: ${what}\n`).join('') +
      'Stop Guildhall. Keep a copy of the data folder as it is, look at the disk, and restore the last good backup:\n' +
      'npm run restore. See “A damaged log” in docs/operating.md.\n',
  );
  return Promise.resolve(1);
});

function showProgress(done: number, of: number): void {
  if (performance.now() - shownAt < 2_000) return;
  shownAt = performance.now();
  process.stderr.write(`${done.toLocaleString('en-GB')} of ${of.toLocaleString('en-GB')} events…\n`);
}
