import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openProjector } from '@guildhall/read-models/open-projector';
import { SqliteDatabases } from '@guildhall/platform/sqlite/sqlite-databases';
import type { LogBuilder } from '@guildhall/testing/log-builder';
import { timeBareUpserts } from './bare-upserts';
import { type BenchResult, median } from './bench-result';
import { IMPORTED_EVENTS, importedLog } from './imported-log';

const ROUNDS = 5;

/**
 * A log as an import leaves it (raised, forwarded, resolved, closed) through every projection from the start, against
 * bare `node:sqlite` that upserts the rows this leaves behind into the same tables under the same indexes. The rounds
 * take turns, so that a busy machine is busy for both; the medians are compared.
 */
export async function projectionsBench(): Promise<BenchResult> {
  const log = await importedLog();
  try {
    const ours: number[] = [];
    const ceiling: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const built = mkdtempSync(join(log.folder, 'built-'));
      ours.push(perSecond(await timeProjector(log, built)));
      ceiling.push(perSecond(await timeBareUpserts(built)));
      rmSync(built, { recursive: true });
    }
    return {
      what: `project ${IMPORTED_EVENTS} events into every read model, against bare upserts of the rows they leave`,
      ours: Math.round(median(ours)),
      ceiling: Math.round(median(ceiling)),
      unit: 'events/s',
      ratio: median(ours) / median(ceiling),
    };
  } finally {
    await log.dispose();
  }
}

/** Milliseconds, from an empty folder until every projection has seen the whole log. */
async function timeProjector(log: LogBuilder, folder: string): Promise<number> {
  const projector = await openProjector(log.store, new SqliteDatabases(folder));
  const started = performance.now();
  await projector.catchUp();
  const elapsed = performance.now() - started;
  await projector.close();
  return elapsed;
}

function perSecond(milliseconds: number): number {
  return (IMPORTED_EVENTS * 1_000) / milliseconds;
}
