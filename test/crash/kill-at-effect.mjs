import { subscribe } from 'node:diagnostics_channel';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { StatementSync } from 'node:sqlite';
import { isMainThread } from 'node:worker_threads';

/*
 * Preloaded by a test: the process is killed once it has had so many more effects, each a transaction that is on disk or
 * the answer of another server. How many is in the file GUILDHALL_TEST_EFFECTS_LEFT, where it is counted down; while
 * there is no such file it lives. The projector's thread has no effects.
 */
const file = process.env.GUILDHALL_TEST_EFFECTS_LEFT ?? '';

function left() {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return Infinity;
  }
}

function effect() {
  const before = left();
  if (before === Infinity) return;
  if (before > 1) return writeFileSync(file, String(before - 1));
  rmSync(file);
  process.kill(process.pid, 'SIGKILL');
}

if (isMainThread) {
  const { run } = StatementSync.prototype;
  StatementSync.prototype.run = function (...values) {
    const changes = run.apply(this, values);
    if (this.sourceSQL === 'COMMIT') effect();
    return changes;
  };
  subscribe('http.client.response.finish', effect);
}
