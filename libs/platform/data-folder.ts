import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { RefusalToStart } from './refusal-to-start';
import { SQLITE_BUSY, sqliteErrorCode } from './sqlite/sqlite-error';

/** Nothing may open this file but SQLite: on Linux a process that closes it lets go of every lock it had on it. */
const LOCK = 'owner.lock';
/** For people, and for the sentence in {@link DataFolderInUse}: what the lock itself cannot tell. */
const HOLDER = 'owner.json';

/** How long a claim waits while another process only looks whether the folder is free, in milliseconds. */
const CLAIM_TIMEOUT = 250;

/** Keeps locks from the garbage collector, which would close, and so unlock, one that its owner lost sight of. */
const held = new Set<DatabaseSync>();

/** The process that holds a data folder. */
export interface DataFolderHolder {
  program: string;
  pid: number;
  /** When it claimed the folder: RFC 3339, UTC. */
  since: string;
  /** Where it answers, once it has announced that. */
  url?: string;
}

/** Another process, or another part of this one, holds the folder. Nothing in it was touched. */
export class DataFolderInUse extends RefusalToStart {
  override readonly name = 'DataFolderInUse';
  constructor(
    readonly folder: string,
    /** Undefined in the moment before it has said who it is. */
    readonly holder: DataFolderHolder | undefined,
  ) {
    super(`The data folder ${folder} is in use by ${sentenceOf(holder)}`);
  }
}

/** A data folder that this process holds until it releases it or ends, however it ends. */
export class DataFolder {
  readonly #lock: DatabaseSync;
  #holder: DataFolderHolder;

  /** Use {@link claimDataFolder}: the lock must be held. */
  constructor(
    readonly folder: string,
    lock: DatabaseSync,
    holder: DataFolderHolder,
  ) {
    this.#lock = lock;
    this.#holder = holder;
    this.#write();
    held.add(lock);
  }

  /** Where the file of this name is. */
  path(name: string): string {
    return join(this.folder, name);
  }

  /** Says where this process answers, so that command-line tools find it. */
  announce({ url }: { url: string }): void {
    this.#holder = { ...this.#holder, url };
    this.#write();
  }

  /** Lets the next process in. Close every file in the folder before. */
  release(): void {
    if (!this.#lock.isOpen) return;
    rmSync(this.path(HOLDER), { force: true });
    held.delete(this.#lock);
    this.#lock.close();
  }

  /** In one step, so that nobody reads half of it. */
  #write(): void {
    const draft = this.path(`${HOLDER}.new`);
    try {
      writeFileSync(draft, `${JSON.stringify(this.#holder, undefined, 2)}\n`, { mode: 0o600 });
      renameSync(draft, this.path(HOLDER));
    } catch (error) {
      rmSync(draft, { force: true });
      throw error;
    }
  }
}

/**
 * Takes the folder for this process alone, and makes it (readable by its owner only) when it does not exist. The
 * lock is the operating system's, a SQLite transaction held open: it ends with the process, so that none is ever
 * left behind by a crash.
 *
 * @throws DataFolderInUse when it is taken, also by this process
 */
export function claimDataFolder(folder: string, { program }: { program: string }): DataFolder {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = new DatabaseSync(join(folder, LOCK), { timeout: CLAIM_TIMEOUT });
  try {
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return new DataFolder(folder, lock, { program, pid: process.pid, since: new Date().toISOString() });
  } catch (error) {
    lock.close();
    throw sqliteErrorCode(error) === SQLITE_BUSY ? new DataFolderInUse(folder, readHolder(folder)) : error;
  }
}

/** Who holds the folder now; undefined when nobody does, or when its holder is only just starting. */
export function holderOf(folder: string): DataFolderHolder | undefined {
  return isHeld(join(folder, LOCK)) ? readHolder(folder) : undefined;
}

/** Takes a shared lock for a moment, which a claim meanwhile waits out. */
function isHeld(file: string): boolean {
  if (!existsSync(file)) return false;
  const lock = new DatabaseSync(file, { readOnly: true });
  try {
    lock.exec('SELECT count(*) FROM sqlite_schema');
    return false;
  } catch (error) {
    if (sqliteErrorCode(error) === SQLITE_BUSY) return true;
    throw error;
  } finally {
    lock.close();
  }
}

function readHolder(folder: string): DataFolderHolder | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, HOLDER), 'utf8')) as DataFolderHolder;
  } catch {
    return undefined; // Between taking the lock and writing this file, there is none.
  }
}

function sentenceOf(holder: DataFolderHolder | undefined): string {
  if (!holder) return 'another process, which is only just starting. Try again in a moment.';
  const { program, pid, since, url } = holder;
  const who = `${program} (process ${pid}, since ${since}${url ? `, at ${url}` : ''})`;
  return `${who}. ${url ? 'Talk to it there, or stop' : 'Stop'} it first, or choose another folder.`;
}
