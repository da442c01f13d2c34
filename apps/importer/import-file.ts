import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import type { History, Imported } from '@guildhall/application/imports/history';
import { type Checkpoint, findCheckpoint, type Order, removeCheckpoint, saveCheckpoint } from './checkpoint';
import { Row } from './csv/row';
import { type FileRow, rowsOfFile } from './csv/rows-of-file';
import { FirstSeen } from './first-seen';
import { type CatalogueOptions, prepareCatalogue } from './prepare-catalogue';
import { CodedNames, type SharedCode } from './reading/coded-names';
import { historyOfRow } from './reading/history-of-row';
import type { Remark } from './reading/remark';
import { Report, type ReportedRow } from './report';
import { count, emptyTally, number, type Tally } from './tally';

/** Rows that are imported together: enough to share a sync to disk, few enough to stop between two of them at once. */
const BATCH = 250;

/**
 * Without a sink it is a rehearsal: everything is read and reported, and nothing is imported. The signal stops it
 * after the batch in hand.
 */
export interface ImportOptions extends CatalogueOptions {
  report: string;
  order: Order;
  /** Do not look for where an earlier run was broken off. */
  restart: boolean;
}

export interface ImportResult {
  /** Whether the file was read to its end. */
  finished: boolean;
  tally: Tally;
  /** Names that were taken to mean the same. */
  shared: SharedCode[];
}

/** A row on its way: what the report will say of it, and the history that is to be imported. */
interface Pending extends Omit<ReportedRow, 'result'> {
  history?: History;
}

/**
 * Imports every row of a file and accounts for it. May be broken off anywhere and run again: it goes on after the
 * last batch that it saved, and a batch that was imported and not saved is found to be there already.
 */
export async function importFile(options: ImportOptions): Promise<ImportResult> {
  const names = new CodedNames(options.mapping.codes);
  await prepareCatalogue(options, names);
  const run = new ImportRun(options, names);
  try {
    return await run.run();
  } finally {
    run.close();
  }
}

class ImportRun {
  private readonly report: Report;
  private readonly tally: Tally;
  private readonly seen = new FirstSeen();
  private readonly startedAt = Date.now();
  private readonly secondsBefore: number;
  private batch: Pending[] = [];
  /** Rows that are done, in earlier runs too. */
  private done: number;

  constructor(
    private readonly options: ImportOptions,
    private readonly names: CodedNames,
  ) {
    const { report, progress } = options;
    const checkpoint = this.checkpoint();
    this.report = checkpoint ? Report.goOn(report, checkpoint.reportBytes) : Report.begin(report);
    this.tally = checkpoint?.tally ?? emptyTally();
    this.done = checkpoint?.rows ?? 0;
    this.secondsBefore = this.tally.seconds;
    if (checkpoint) progress.say(`Going on after ${number(checkpoint.rows)} rows.`);
  }

  async run(): Promise<ImportResult> {
    const { csv, mapping, progress, report, signal } = this.options;
    const skipped = this.done;
    let rows = 0;
    progress.begin('Importing');
    for await (const row of rowsOfFile(csv, mapping, progress.reach)) {
      if (signal.aborted && this.batch.length === 0) return this.result(false);
      const pending = this.pendingOf(row);
      if (++rows <= skipped) continue;
      // The same case twice in one batch would race against itself.
      if (this.batch.some(({ id }) => id !== '' && id === pending.id)) await this.flush();
      this.batch.push(pending);
      if (this.batch.length === BATCH) await this.flush();
      progress.show(rows);
    }
    await this.flush();
    removeCheckpoint(report);
    return this.result(true);
  }

  close(): void {
    this.report.close();
    this.options.progress.end();
  }

  private checkpoint(): Checkpoint | undefined {
    const { order, progress, report, restart, sink } = this.options;
    const found = restart || !sink ? undefined : findCheckpoint(report, order);
    if (typeof found !== 'string') return found;
    progress.say(`${found}, so it begins anew.`);
    return undefined;
  }

  private pendingOf(row: FileRow): Pending {
    const { line } = row;
    if (!(row instanceof Row)) return { line, id: '', remarks: [{ code: 'malformed', text: row.reason }] };
    const read = historyOfRow(row, this.options.mapping, this.names, this.startedAt);
    const again = this.again(read.id, line);
    if (read.kind === 'rejected') return { line, id: read.id, remarks: [...read.faults, ...again] };
    return { line, id: read.id, history: read.history, remarks: [...read.notes, ...again] };
  }

  private again(id: string, line: number): Remark[] {
    const first = id === '' ? undefined : this.seen.before(id, line);
    if (first === undefined) return [];
    return [
      { code: 'same-id-again', text: `Line ${first} has the same id; this is taken to be the same case.` },
    ];
  }

  /** Imports the batch, reports on it, and saves how far it has come, in this order. */
  private async flush(): Promise<void> {
    const { order, report, sink } = this.options;
    const { batch, tally } = this;
    const histories = batch.flatMap(({ history }) => history ?? []);
    const answers = (histories.length > 0 ? await sink?.import(histories) : undefined) ?? [];
    let next = 0;
    const reported = batch.map((pending) => reportedRow(pending, pending.history && answers[next++]));
    for (const { result, remarks } of reported) count(tally, result, remarks);
    this.report.write(reported);
    tally.seconds = this.secondsBefore + (Date.now() - this.startedAt) / 1_000;
    this.done += batch.length;
    this.batch = [];
    if (sink) saveCheckpoint(report, { order, rows: this.done, reportBytes: this.report.bytes, tally });
    await turnOfTheLoop(); // An embedded store may take none, and Ctrl-C is only heard in one.
  }

  private result(finished: boolean): ImportResult {
    return { finished, tally: this.tally, shared: this.names.shared() };
  }
}

function reportedRow({ history, ...row }: Pending, answer: Imported | undefined): ReportedRow {
  if (!history) return { ...row, result: 'rejected' };
  if (!answer) return { ...row, result: 'ready' };
  if (answer.kind !== 'refused') return { ...row, result: answer.kind, reference: answer.reference };
  return {
    ...row,
    result: 'rejected',
    remarks: [{ code: answer.code, text: answer.reason }, ...row.remarks],
  };
}
