import '@guildhall/platform/require-node-24';
import type { ReadModelReport } from '@guildhall/read-models/builds/read-model-operations';
import { INTERRUPTED, runCommand, stopSignal } from '../program/run-command';
import { readRebuildArguments, REBUILD_USAGE } from './arguments';
import { buildNewOnes } from './build-new-ones';
import type { Keeper } from './keeper';
import { openKeeper } from './open-keeper';
import { watch } from './watch';

runCommand(async (args) => {
  const options = readRebuildArguments(args);
  if (options === 'help') {
    process.stdout.write(REBUILD_USAGE);
    return 0;
  }
  const signal = stopSignal();
  if (options.isNew) return buildNewOnes(options.config, signal);
  const keeper = await openKeeper(options);
  try {
    process.stderr.write(`Building ${options.names.join(', ')} again (${keeper.place}).\n`);
    for (const name of options.names) await keeper.ask(name, 'rebuild');
    const reports = await watch(keeper, options.names, underWay, signal);
    if (!reports) return interrupted(keeper);
    if (options.discard) for (const { name, live } of reports) if (live) await keeper.ask(name, 'discard');
    for (const report of reports) process.stdout.write(`${outcomeOf(report, options.discard)}\n`);
    return reports.every(({ building }) => !building) ? 0 : 1;
  } finally {
    await keeper.close();
  }
});

/** One that cannot go on is not under way. */
const underWay = ({ building }: ReadModelReport) => (building?.reason === null ? building : undefined);

function outcomeOf({ name, live, building, kept }: ReadModelReport, isDiscarded: boolean): string {
  if (building) return `${name} cannot be built: ${building.reason ?? ''}`;
  if (isDiscarded || kept.length === 0) return `${name}: ${live?.build} is live.`;
  const before = kept.map(({ build }) => build).join(', ');
  return `${name}: ${live?.build} is live. Kept until it is discarded: ${before}.`;
}

function interrupted({ goesOn, place }: Keeper): number {
  process.stdout.write(
    goesOn
      ? `${place} goes on building; the same command shows how far it is.\n`
      : 'Stopped. What is built is kept, and the same command, or Guildhall when it starts, goes on from here.\n',
  );
  return INTERRUPTED;
}
