import '@guildhall/platform/require-node-24';
import 'reflect-metadata';
import { resolve } from 'node:path';
import { caseStream } from '@guildhall/domain/case/case-events';
import { referenceFor } from '@guildhall/domain/case/case-reference';
import type { EventReader } from '@guildhall/event-store/event-store';
import { readConfig } from '@guildhall/platform/config';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';
import { openInstallation } from '../installation/installation';
import { INTERRUPTED, runCommand, stopSignal } from '../program/run-command';
import { readDemoArguments, USAGE } from './demo-arguments';
import { fill } from './fill';
import { halfYear } from './half-year';
import type { Life } from './life-of-a-case';

runCommand(async (args) => {
  const options = readDemoArguments(args);
  if (options === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  const { data } = options;
  const config = readConfig({ ...process.env, ...(data !== undefined && { GUILDHALL_DATA: resolve(data) }) });
  const stopping = stopSignal();
  const installation = await openInstallation(config, 'guildhall demo');
  try {
    const lives = halfYear(installation.catalogue.current, options);
    await assertMayBeFilled(installation.store, lives);
    const { cases, commands } = await fill(lives, installation, showProgress, stopping);
    process.stderr.write('\n');
    if (stopping.aborted) {
      process.stdout.write('Stopped. What is done is saved, and the same command goes on from here.\n');
      return INTERRUPTED;
    }
    process.stdout.write(`${inWords(cases)} cases, ${inWords(commands)} commands. Now: npm start\n`);
    return 0;
  } finally {
    await installation.close();
  }
});

/** Invented cases never come among real ones. */
async function assertMayBeFilled(log: EventReader, lives: readonly Life[]): Promise<void> {
  const { events } = await log.readAll({ filter: { streamPrefixes: [caseStream('')] }, max: 1 });
  const ours = new Set(lives.map(({ id }) => caseStream(referenceFor(id))));
  if (events.every(({ stream }) => ours.has(stream))) return;
  throw new RefusalToStart(
    'There are cases here already, and a demonstration does not come among them. Choose an empty folder: --data demo.',
  );
}

let shownAt = 0;
function showProgress(done: number, of: number): void {
  if (Date.now() - shownAt < (process.stderr.isTTY ? 100 : 5_000) && done < of) return;
  shownAt = Date.now();
  const line = `${Math.floor((100 * done) / of)} %, ${inWords(done)} of ${inWords(of)} commands`;
  process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${line}` : `${line}\n`);
}

const inWords = (count: number): string => count.toLocaleString('en-GB');
