import '@guildhall/platform/require-node-24';
import { adapterBench } from './adapter';
import { appendBench } from './append';
import type { BenchResult } from './bench-result';
import { feedsBench } from './feeds';
import { nodeBench } from './node';
import { owedBench } from './owed';
import { postgresBench } from './postgres';
import { projectionsBench } from './projections';
import { raiseOnNodeBench } from './raise-on-node';
import { raiseQueryBench } from './raise-query';
import { scaleBench } from './scale/scale';
import { targetsBench } from './targets';
import { timersBench } from './timers';
import { webhooksBench } from './webhooks';

/*
 * npm run bench            all of them
 * npm run bench -- raise   those whose name begins so
 *
 * npm run bench -- scale 1000000 FOLDER   with so many cases; the logs are written into the folder, and used again
 */

const benches: Record<string, (size?: number, folder?: string) => Promise<BenchResult[]>> = {
  adapter: async () => [await adapterBench()],
  append: async () => [await appendBench()],
  raise: raiseQueryBench,
  protocol: async () => [await raiseOnNodeBench()],
  node: nodeBench,
  projections: async () => [await projectionsBench()],
  postgres: async () => [await postgresBench()],
  feeds: feedsBench,
  targets: async () => [await targetsBench()],
  timers: timersBench,
  owed: owedBench,
  webhooks: async () => [await webhooksBench()],
  scale: scaleBench,
};

async function main(wanted = '', size?: string, folder?: string): Promise<void> {
  const out = (line: string): boolean => process.stdout.write(`${line}\n`);
  out('| what | ours | ceiling | ratio |');
  out('|---|---:|---:|---:|');
  for (const [name, bench] of Object.entries(benches)) {
    if (!name.startsWith(wanted)) continue;
    for (const { what, ours, ceiling, unit, ratio } of await bench(
      size === undefined ? undefined : Number(size),
      folder,
    )) {
      const [one, other] = [ours, ceiling].map((figure) => Math.round(figure).toLocaleString('en-GB'));
      out(`| ${what} | ${one} ${unit} | ${other} ${unit} | ${ratio.toFixed(2)} |`);
    }
  }
}

void main(...process.argv.slice(2));
