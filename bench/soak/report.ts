import type { Account } from './account';
import type { SoakedDepartment } from './department';
import type { Latencies } from './latencies';
import type { Ledger } from './ledger';
import type { ServedProgram } from './served-program';
import type { SoakOptions } from './soak-arguments';

/** Faults that are told one by one. */
const SHOWN = 20;

export interface Soaked {
  options: SoakOptions;
  program: ServedProgram;
  ledger: Ledger;
  latencies: ReadonlyMap<string, Latencies>;
  account: Account;
  /** In bytes, of the process that ran then. */
  memory: { atStart: number; atEnd: number };
  seconds: number;
  department: SoakedDepartment;
}

/** What a soak comes to, for people. */
export function report(soaked: Soaked): string {
  const { options, program, ledger, latencies, account, memory, seconds, department } = soaked;
  const { acknowledged, refused, unanswered } = ledger.counts();
  const starts = program.starts.toSorted((a, b) => a - b);
  const facts: [string, string][] = [
    ['ran for', `${seconds.toFixed(0)} s, ${options.clients} clients`],
    ['killed', `${number(program.kills)} times`],
    ['starts, median and longest', `${ms(starts[starts.length >> 1])}, ${ms(starts.at(-1))}`],
    ['commands acknowledged', number(acknowledged)],
    ['refused, or so already', number(refused)],
    [
      'without an answer, for it was killed',
      `${number(unanswered)}, of which ${number(account.carriedOutUnanswered)} were carried out`,
    ],
    ['sent again with the same key', number(ledger.repeats)],
    ['events in the log, cases', `${number(account.events)}, ${number(account.cases)}`],
    ['events in feeds', number(account.feedEvents)],
    ['of these met by the live reader', number(department.followed.length)],
    ['acknowledged by the consumer group', number(department.acknowledged.size)],
    ['rows of read models compared', number(account.rows)],
    ['memory at the start and at the end', `${mb(memory.atStart)}, ${mb(memory.atEnd)}`],
  ];
  const table = latenciesOf(latencies);
  const faults = ledger.faults.slice(0, SHOWN).map((fault) => `  ${fault}`);
  const verdict =
    ledger.faults.length === 0
      ? `Every one of the ${number(acknowledged)} acknowledged commands is accounted for.`
      : `${number(ledger.faults.length)} UNACCOUNTED FOR:\n${faults.join('\n')}`;
  return `\n${facts.map(([what, figure]) => `${what.padEnd(40)}${figure}`).join('\n')}\n\n${table}\n\n${verdict}\n`;
}

function latenciesOf(latencies: ReadonlyMap<string, Latencies>): string {
  const rows = [...latencies].toSorted(([one], [other]) => (one < other ? -1 : 1));
  const line = (cells: string[]): string =>
    cells.map((cell, index) => (index === 0 ? cell.padEnd(16) : cell.padStart(11))).join('');
  return [
    line(['', 'answers', 'p50', 'p95', 'p99', 'longest']),
    ...rows.map(([what, of]) =>
      line([
        what,
        number(of.count),
        ...[0.5, 0.95, 0.99].map((part) => ms(of.percentile(part))),
        ms(of.longest),
      ]),
    ),
  ].join('\n');
}

const number = (count: number): string => count.toLocaleString('en-GB');
const ms = (milliseconds = NaN): string => `${milliseconds.toFixed(1)} ms`;
const mb = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MB`;
