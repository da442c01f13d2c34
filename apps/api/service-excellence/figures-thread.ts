import { kyselyOn } from '@guildhall/platform/sqlite/kysely-on-sqlite';
import { openDatabase } from '@guildhall/platform/sqlite/open-database';
import {
  casesBehind,
  type MetricCasesQuery,
  metrics,
  type MetricsQuery,
} from '@guildhall/read-models/metrics/metrics.query';
import type { Database } from '@guildhall/platform/database/databases';
import { parentPort, workerData } from 'node:worker_threads';

/*
 * Figures are worked out over every case of a council, and `node:sqlite` blocks while it does so: on a thread of their
 * own they keep nobody else waiting.
 */

export type FiguresQuestion =
  { id: number; ask: 'figures'; query: MetricsQuery } | { id: number; ask: 'cases'; query: MetricCasesQuery };

export type FiguresAnswer = { id: number; answer: unknown } | { id: number; fault: string };

const db: Database = kyselyOn(openDatabase(workerData as string, { readOnly: true }));

parentPort?.on('message', (question: FiguresQuestion) => {
  const working = question.ask === 'figures' ? metrics(db, question.query) : casesBehind(db, question.query);
  working.then(
    (answer: unknown) => tell({ id: question.id, answer }),
    (fault: unknown) => tell({ id: question.id, fault: String(fault) }),
  );
});

function tell(answer: FiguresAnswer): void {
  parentPort?.postMessage(answer);
}
