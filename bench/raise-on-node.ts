import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BenchResult, median } from './bench-result';
import { raised } from './raise-query';

const ROUNDS = 3;
const NODE = join(__dirname, '../apps/eventstoredb-node/main.js');

/** Raises per second with the log behind a protocol node, in a process of its own, on a folder that is empty. */
async function onNode(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'guildhall-bench-'));
  const parameters = ['--disable-warning=ExperimentalWarning', NODE, '--data', folder, '--port', '0'];
  const node = spawn(process.execPath, parameters);
  try {
    const [said] = (await once(node.stdout, 'data')) as [Buffer];
    const [connection = ''] = /esdb:\S+[^\s,]/.exec(said.toString()) ?? [];
    return await raised('paused', { ESDB_CONNECTION_STRING: connection });
  } finally {
    node.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Durable raise-query commands per second over HTTP with the log on the protocol node, against the embedded log. */
export async function raiseOnNodeBench(): Promise<BenchResult> {
  const figures = { node: [] as number[], embedded: [] as number[] };
  for (let n = 0; n < ROUNDS; n++) {
    figures.embedded.push(await raised('paused'));
    figures.node.push(await onNode());
  }
  const [ours, ceiling] = [median(figures.node), median(figures.embedded)];
  const what = 'raise a query over HTTP with the log on the protocol node, against the embedded log';
  return { what, ours, ceiling, unit: 'commands/s', ratio: ours / ceiling };
}
