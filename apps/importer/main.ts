import '@guildhall/platform/require-node-24';
import 'reflect-metadata';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { readConfig } from '@guildhall/platform/config';
import { placeInWords } from '../installation/places';
import { INTERRUPTED, runCommand } from '../program/run-command';
import { type Arguments, readArguments, USAGE } from './arguments';
import { digestOfFile } from './checkpoint';
import { ImportFailed } from './import-failed';
import { importFile, type ImportResult } from './import-file';
import { readMapping } from './mapping/read-mapping';
import { Progress } from './progress';
import type { SharedCode } from './reading/coded-names';
import { openSink } from './sinks/open-sink';
import { accountOf } from './tally';

runCommand(async (args) => {
  const options = readArguments(args);
  if (options === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  const { finished, shared, tally } = await importAs(options);
  process.stdout.write(`${sharedInWords(shared)}${accountOf(tally)}\nReport: ${options.report}\n`);
  if (finished) return 0;
  process.stdout.write(
    `Stopped.${options.dryRun ? '' : ' What is done is saved, and the same command goes on from here.'}\n`,
  );
  return INTERRUPTED;
});

async function importAs({
  csv,
  data,
  dryRun,
  report,
  restart,
  url,
  ...files
}: Arguments): Promise<ImportResult> {
  const { mapping, digest } = readMapping(files.mapping);
  const config = readConfig({ ...process.env, ...(data !== undefined && { GUILDHALL_DATA: resolve(data) }) });
  const progress = new Progress(process.stderr, sizeOf(csv));
  const order = { file: await digestOfFile(csv), mapping: digest, into: url ?? placeInWords(config) };
  const sink = dryRun ? undefined : await openSink(config, url);
  if (sink) progress.say(`Into ${sink.place}.`);
  try {
    const signal = stopSignal(progress);
    return await importFile({
      csv,
      mapping,
      mappingFile: files.mapping,
      order,
      progress,
      report,
      restart,
      signal,
      sink,
    });
  } finally {
    await sink?.close();
  }
}

/** Raised at the first Ctrl-C; the second one has its usual effect. */
function stopSignal(progress: Progress): AbortSignal {
  const stopping = new AbortController();
  const stop = (): void => {
    progress.say('Finishing the batch in hand…');
    stopping.abort();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  return stopping.signal;
}

function sizeOf(csv: string): number {
  try {
    return statSync(csv).size;
  } catch (cause) {
    throw new ImportFailed(`${csv} cannot be read: ${(cause as Error).message}.`, { cause });
  }
}

const sharedInWords = (shared: readonly SharedCode[]): string =>
  shared
    .map(
      ({ sort, code, names }) =>
        `Taken to be the same (${sort}, ${code}): ${names.map((name) => `“${name}”`).join(', ')}\n`,
    )
    .join('');
