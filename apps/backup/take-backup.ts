import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { copyFile } from 'node:fs/promises';
import { isDiskFull } from '@guildhall/platform/database/database-fault';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';
import { copyDatabase } from '@guildhall/platform/sqlite/copy-database';
import { type Checked, checkCopy } from './check-copy';
import { type Digest, digestOf, KEYS, LOG, MANIFEST, type Manifest } from './manifest';

/** What is kept beside the log and does not follow from it, where there is any. */
const BESIDE = ['department-feeds.db', 'webhooks.db'];
const READ_MODELS = 'read-models';
/** Says which build is live. It is copied first: a build that it names is then there, or is built again. */
const BUILDS = 'builds.db';
/** What was damaged, and what a verification is being made with. */
const PASSING = /\.(damaged|scratch)\.db$/;

export interface BackupOrder {
  /** The data folder, of a Guildhall that runs or does not. */
  data: string;
  masterKey: string;
  /** Where the log goes, in a folder of its own. */
  to: string;
  /** Where the keys go: somewhere else, so that whoever finds the one has not got the other. */
  keysTo: string;
  /** Read models can be built again; a copy spares the wait. */
  readModels: boolean;
  say: (sentence: string) => void;
}

export interface Taken extends Checked {
  log: string;
  keys: string;
}

/**
 * Copies an installation as it stands, then restores the copy into a folder that nobody needs and reads it through.
 * What is derived from the log, or must not know more than it, is copied before it; a key is always older than what it
 * seals, so the keys are copied last.
 */
export async function takeBackup(order: BackupOrder): Promise<Taken> {
  const { data, to, keysTo } = order;
  if (!existsSync(join(data, LOG)))
    throw new RefusalToStart(`${data} holds no log (${LOG}). Name the data folder: --data.`);
  const takenAt = new Date().toISOString();
  const name = `guildhall-${takenAt.replace(/[:.]/g, '-')}`;
  const [log, keys] = [join(to, name), join(keysTo, name)];
  const drafts = { log: `${log}.unfinished`, keys: `${keys}.unfinished` };
  const writing: Writing = { disk: to };
  try {
    const { manifest, ...checked } = await copyInto(drafts, order, takenAt, writing);
    for (const [draft, finished] of [
      [drafts.keys, keys],
      [drafts.log, log],
    ] as const) {
      writing.disk = join(finished, '..');
      writeFileSync(join(draft, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`, {
        mode: 0o600,
        flush: true,
      });
      renameSync(draft, finished);
    }
    return { ...checked, log, keys };
  } catch (cause) {
    if (!isDiskFull(cause)) throw cause;
    for (const draft of Object.values(drafts)) rmSync(draft, { recursive: true, force: true });
    throw new RefusalToStart(
      `The disk of ${writing.disk} is full, so no backup was taken. Make room there, and take it again.`,
      { cause },
    );
  }
}

/** Where is being written to now. */
interface Writing {
  disk: string;
}

async function copyInto(
  { log: logDraft, keys: keysDraft }: { log: string; keys: string },
  { data, masterKey, keysTo, readModels, say }: BackupOrder,
  takenAt: string,
  writing: Writing,
): Promise<Checked & { manifest: Manifest }> {
  for (const folder of [logDraft, keysDraft]) mkdirSync(folder, { recursive: true, mode: 0o700 });

  const files: Record<string, Digest> = {};
  for (const file of [...(readModels ? readModelsOf(data) : []), ...BESIDE, LOG]) {
    if (!existsSync(join(data, file))) continue;
    say(`Copying ${file}…`);
    mkdirSync(join(logDraft, file, '..'), { recursive: true, mode: 0o700 });
    await copyDatabase(join(data, file), join(logDraft, file));
    files[file] = await digestOf(join(logDraft, file));
  }
  say(`Copying ${KEYS}…`);
  writing.disk = keysTo;
  await copyDatabase(join(data, KEYS), join(keysDraft, KEYS));
  const digestOfKeys = await digestOf(join(keysDraft, KEYS));

  say('Reading the copy through…');
  writing.disk = tmpdir();
  const checked = await readThrough(join(logDraft, LOG), join(keysDraft, KEYS), masterKey);
  const { events, position } = checked;
  const manifest: Manifest = { format: 1, takenAt, events, position, files, keys: digestOfKeys };
  return { ...checked, manifest };
}

/** On a copy of the copy: to open a database is to write to it. */
async function readThrough(log: string, keys: string, masterKey: string): Promise<Checked> {
  const folder = mkdtempSync(join(tmpdir(), 'guildhall-backup-'));
  try {
    await copyFile(log, join(folder, LOG));
    await copyFile(keys, join(folder, KEYS));
    return await checkCopy({ log: join(folder, LOG), keys: join(folder, KEYS), masterKey });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readModelsOf(data: string): string[] {
  const folder = join(data, READ_MODELS);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.db') && !PASSING.test(file))
    .sort((a, b) => Number(b === BUILDS) - Number(a === BUILDS))
    .map((file) => relative(data, join(folder, file)));
}
