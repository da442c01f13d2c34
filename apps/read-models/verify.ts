import '@guildhall/platform/require-node-24';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';
import type { ReadModelReport } from '@guildhall/read-models/builds/read-model-operations';
import { INTERRUPTED, runCommand, stopSignal } from '../program/run-command';
import { readVerifyArguments, VERIFY_USAGE } from './arguments';
import { openKeeper } from './open-keeper';
import { watch } from './watch';

runCommand(async (args) => {
  const options = readVerifyArguments(args);
  if (options === 'help') {
    process.stdout.write(VERIFY_USAGE);
    return 0;
  }
  const { names, json } = options;
  const signal = stopSignal();
  const keeper = await openKeeper(options);
  try {
    process.stderr.write(`Verifying ${names.join(', ')} (${keeper.place}).\n`);
    assertLive(
      await watch(
        keeper,
        names,
        ({ building, live }) => (live ? undefined : (building ?? undefined)),
        signal,
      ),
    );
    for (const name of names) await keeper.ask(name, 'verification');
    const reports = await watch(keeper, names, underWay, signal);
    if (!reports) return INTERRUPTED;
    const verifications = reports.map(({ name, verification }) => ({ name, verification }));
    process.stdout.write(
      json ? `${JSON.stringify(verifications, null, 2)}\n` : reports.map(inLines).join(''),
    );
    return reports.every(({ verification }) => verification?.status === 'alike') ? 0 : 1;
  } finally {
    await keeper.close();
  }
});

const underWay = ({ verification }: ReadModelReport) =>
  verification?.status === 'asked' ? verification : undefined;

/** @throws RefusalToStart naming what there is nothing to compare of */
function assertLive(reports: readonly ReadModelReport[] | undefined): void {
  const missing = reports?.find(({ live }) => !live);
  if (missing) {
    throw new RefusalToStart(
      `The read model ${missing.name} is not live: ${missing.building?.reason ?? missing.status}.`,
    );
  }
}

const number = (count: number): string => count.toLocaleString('en-GB');

function inLines({ name, verification }: ReadModelReport): string {
  if (verification?.status === 'failed') return `${name} could not be verified: ${verification.reason}\n`;
  if (!verification || verification.status === 'asked') return `${name} was not verified.\n`;
  const { rows, missing, extra, altered, differences, position, status } = verification;
  if (status === 'alike') return `${name}: ${number(rows)} rows, all as the log says (up to ${position}).\n`;
  const counts = `${number(missing)} missing, ${number(extra)} too many, ${number(altered)} altered`;
  const lines = differences.map(({ table, key, kind, columns = [] }) => {
    const where = Object.entries(key).map(([column, value]) => `${column} ${value}`);
    return `  ${kind.padEnd(8)} ${table}: ${where.join(', ')}${columns.length > 0 ? ` (${columns.join(', ')})` : ''}\n`;
  });
  const all = missing + extra + altered;
  const more = all > differences.length ? `  and ${number(all - differences.length)} others\n` : '';
  return `${name}: of ${number(rows)} rows, ${counts} (up to ${position}).\n${lines.join('')}${more}`;
}
