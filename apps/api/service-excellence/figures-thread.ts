import '@guildhall/platform/keep-compiled';
import { existsSync } from 'node:fs';
import { Damage, isDamage } from '@guildhall/platform/database/damage';
import { kyselyOn } from '@guildhall/platform/sqlite/kysely-on-sqlite';
import { openDatabase } from '@guildhall/platform/sqlite/open-database';
import {
  casesBehind,
  type MetricCasesQuery,
  metrics,
  type MetricsQuery,
} from '@guildhall/read-models/metrics/metrics.query';
import type { Database } from '@guildhall/platform/database/databases';
import { parentPort } from 'node:worker_threads';

/*
 * Figures are worked out over every case of a council, and `node:sqlite` blocks while it does so: on a thread of their
 * own they keep nobody else waiting.
 */

/** `file`: the database to ask, which is another one once the read model has been built again. */
export type FiguresQuestion = { id: number; file: string } & (
  { ask: 'figures'; query: MetricsQuery } | { ask: 'cases'; query: MetricCasesQuery }
);

export type FiguresAnswer =
  { id: number; answer: unknown } | { id: number; fault: string; isDamage: boolean };

let opened: { file: string; db: Database } | undefined;

async function databaseIn(file: string): Promise<Database> {
  if (opened?.file === file) return opened.db;
  await opened?.db.destroy();
  opened = undefined;
  if (!existsSync(file)) throw new Damage(`${file} is missing.`);
  const db: Database = kyselyOn(openDatabase(file, { readOnly: true }));
  opened = { file, db };
  return db;
}

async function answerTo(question: FiguresQuestion): Promise<unknown> {
  const db = await databaseIn(question.file);
  return question.ask === 'figures' ? metrics(db, question.query) : casesBehind(db, question.query);
}

/** One after the other, so that none is left without its database when the next asks another. */
let working = Promise.resolve();

parentPort?.on('message', (question: FiguresQuestion) => {
  const { id } = question;
  working = working
    .then(() => answerTo(question))
    .then(
      (answer) => tell({ id, answer }),
      (fault: unknown) => tell({ id, fault: String(fault), isDamage: isDamage(fault) }),
    );
});

function tell(answer: FiguresAnswer): void {
  parentPort?.postMessage(answer);
}
