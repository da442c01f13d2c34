#!/usr/bin/env node
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/*
 * What `npx guildhall-node` runs, in a fresh checkout too: it builds what is not built yet, and starts the node with
 * the Node 24 that `npm ci` installed where the one it was started with is older.
 */

const root = fileURLToPath(new URL('..', import.meta.url));
const installed = join(root, 'node_modules/.bin/node');
const isOld = Number(process.versions.node.split('.')[0]) < 24;
const node = isOld && existsSync(installed) ? installed : process.execPath;

// Standard output is the node's own: its first line says that it is ready.
const build = spawnSync(node, ['build-if-needed.mjs'], { cwd: root, stdio: ['ignore', 2, 2] });
if (build.status !== 0) process.exit(build.status ?? 1);

const main = join(root, 'dist/apps/eventstoredb-node/main.js');
if (node === process.execPath) {
  await import(pathToFileURL(main).href);
} else {
  const program = spawn(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => program.kill(signal));
  program.on('exit', (code) => process.exit(code ?? 1));
}

// npx ends on a signal without passing it on: the node then ends too, rather than go on without anyone's knowing.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
}, 500).unref();
