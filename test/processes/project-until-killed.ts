import { DatabaseSync, StatementSync } from 'node:sqlite';
import { EmbeddedEventReader } from '../../libs/event-store/embedded/embedded-event-reader';
import { SqliteDatabases } from '../../libs/platform/sqlite/sqlite-databases';
import { openProjector } from '../../libs/read-models/open-projector';
import { projectedUntilKilled } from './projected-until-killed';

/*
 * Builds the read models as far as the log goes, unless it dies first: instead of carrying out the nth SQL statement
 * it kills itself, so that nothing after it can happen, not even an error handler.
 *
 *   node project-until-killed.js <log file> <folder of the read models> <events in a transaction> <n>
 */

const [logFile = '', folder = '', batch, deadlyStatement] = process.argv.slice(2);

let statements = 0;
function countStatement(): void {
  if (++statements === Number(deadlyStatement)) process.kill(process.pid, 'SIGKILL');
}

/** Statements run in node:sqlite, wherever in the program. */
function dieAtStatement(prototype: object, methods: readonly string[]): void {
  const original = prototype as Record<string, (...parameters: unknown[]) => unknown>;
  for (const method of methods) {
    const run = original[method];
    original[method] = function (this: unknown, ...parameters: unknown[]) {
      countStatement();
      return run?.apply(this, parameters);
    };
  }
}

async function main(): Promise<void> {
  const log = EmbeddedEventReader.open({ file: logFile });
  dieAtStatement(StatementSync.prototype, ['run', 'all', 'get', 'iterate']);
  dieAtStatement(DatabaseSync.prototype, ['exec']);
  const options = { batch: Number(batch) };
  const projector = await openProjector(log, new SqliteDatabases(folder), options, projectedUntilKilled);
  await projector.catchUp();
  await projector.close();
  await log.close();
}

void main();
