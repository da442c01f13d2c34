import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SQLInputValue } from 'node:sqlite';
import { defaultCatalogue } from '../libs/domain/catalogue/default-catalogue';
import { openDatabase } from '../libs/platform/sqlite/open-database';
import { allProjections } from '../libs/read-models/all-projections';
import { openProjector } from '../libs/read-models/open-projector';
import { createTable, type Table, upsertStatement } from '../libs/read-models/table';
import { projectionFile } from '../libs/read-models/read-model';
import { kyselyOn } from '../libs/platform/sqlite/kysely-on-sqlite';
import { LogBuilder } from '../libs/testing/log-builder';
import { close, forward, raise, resolve } from '../libs/testing/case-builders';
import type { BenchResult } from './append';

const CASES = 20_000;
const EVENTS_OF_A_CASE = 4;
const ROUNDS = 3;
/** Rows of one transaction of the ceiling, as many as the projector applies events in one. */
const TRANSACTION = 1_000;
/** Rows of one statement. */
const STATEMENT = 64;

/**
 * A log as an import leaves it (raised, forwarded, resolved, closed) through every projection from the start, against
 * bare `node:sqlite` that upserts the very rows this leaves behind into the same tables and indexes.
 */
export async function projectionsBench(): Promise<BenchResult> {
  const log = await LogBuilder.open();
  const folder = mkdtempSync(join(tmpdir(), 'guildhall-bench-'));
  try {
    await writeLog(log);
    const ours: number[] = [];
    const ceiling: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const built = mkdtempSync(join(folder, 'round-'));
      ours.push(perSecond(await timeProjector(log, built)));
      ceiling.push(perSecond(await timeBare(built, mkdtempSync(join(folder, 'bare-')))));
    }
    return {
      what: `project ${CASES * EVENTS_OF_A_CASE} events into every read model, against bare upserts of the rows they leave`,
      ours: Math.round(median(ours)),
      ceiling: Math.round(median(ceiling)),
      unit: 'events/s',
      ratio: median(ours) / median(ceiling),
    };
  } finally {
    await log.dispose();
    rmSync(folder, { recursive: true });
  }
}

async function writeLog(log: LogBuilder): Promise<void> {
  const { services } = defaultCatalogue();
  const cases = Array.from({ length: CASES }, (_, index) => {
    const { code, department, queue, standard, kind } = services[index % services.length] ?? {};
  });
}
