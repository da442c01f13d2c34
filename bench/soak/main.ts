import '@guildhall/platform/require-node-24';
import 'reflect-metadata';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';
import { runCommand, stopSignal } from '../../apps/program/run-command';
import { readSoakArguments, USAGE } from './soak-arguments';
import { soak } from './soak';

runCommand(async (args) => {
  const options = readSoakArguments(args);
  if (options === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  const folder = options.data === undefined ? undefined : emptyFolder(resolve(options.data));
  const temporary = folder ?? mkdtempSync(join(tmpdir(), 'guildhall-soak-data-'));
  const faults = await soak(options, temporary, stopSignal());
  if (folder === undefined && faults === 0) rmSync(temporary, { recursive: true, force: true });
  else process.stdout.write(`The data folder is kept: ${temporary}\n`);
  return faults === 0 ? 0 : 1;
});

function emptyFolder(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (readdirSync(folder).length === 0) return folder;
  throw new RefusalToStart(
    `${folder} is not empty, and what is in it could not be accounted for. Choose another.`,
  );
}
