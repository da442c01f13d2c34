import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimDataFolder, DataFolderInUse, holderOf } from './data-folder';

/** What the other process runs: it claims the folder, says so, and then does nothing for ever. */
const CLAIMANT = `
  const [compiled, folder, url] = process.argv.slice(1);
  const { claimDataFolder } = require(compiled);
  try {
    const data = claimDataFolder(folder, { program: 'guildhall' });
    if (url) data.announce({ url });
    console.log('claimed');
    setInterval(() => {}, 60_000);
  } catch (error) {
    console.log(error.message);
  }
`;
const COMPILED = join(process.cwd(), 'dist/libs/platform/data-folder.js');

describe('A data folder', () => {
  let parent: string;
  let folder: string;
  const others: ChildProcess[] = [];

  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'guildhall-folder-'));
    folder = join(parent, 'data');
  });
  afterEach(async () => {
    await Promise.all(others.splice(0).map(kill));
    rmSync(parent, { recursive: true });
  });

  /** Another process that tries to claim the folder: it, and the first thing that it says. */
  async function claimElsewhere(url = ''): Promise<{ process: ChildProcess; said: string }> {
    const other = spawn(process.execPath, ['-e', CLAIMANT, COMPILED, folder, url], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    others.push(other);
    const [said] = (await once(other.stdout, 'data')) as [Buffer];
    return { process: other, said: said.toString().trim() };
  }

  async function kill(other: ChildProcess): Promise<void> {
    if (other.exitCode !== null || other.signalCode !== null) return;
    const ended = once(other, 'exit');
    other.kill('SIGKILL');
    await ended;
  }

  it('is made for its owner only', () => {
    const data = claimDataFolder(folder, { program: 'guildhall' });

    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(data.path('events.sqlite')).toBe(join(folder, 'events.sqlite'));
    data.release();
  });

  it('says in a readable file who holds it, and where that answers', () => {
    const data = claimDataFolder(folder, { program: 'guildhall' });
    data.announce({ url: 'http://127.0.0.1:3000' });

    const written = JSON.parse(readFileSync(join(folder, 'owner.json'), 'utf8')) as { since: string };
    expect(written).toEqual({
      program: 'guildhall',
      pid: process.pid,
      since: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
      url: 'http://127.0.0.1:3000',
    });
    expect(holderOf(folder)).toEqual(written);
    data.release();
  });

  it('is held by nobody before it is claimed and after it is released', () => {
    expect(holderOf(folder)).toBeUndefined();

    const data = claimDataFolder(folder, { program: 'guildhall' });
    data.release();
    data.release();

    expect(holderOf(folder)).toBeUndefined();
    expect(existsSync(join(folder, 'owner.json'))).toBe(false);
    claimDataFolder(folder, { program: 'guildhall' }).release();
  });

  it('is refused to a second part of the same program', () => {
    const data = claimDataFolder(folder, { program: 'guildhall' });

    expect(() => claimDataFolder(folder, { program: 'import' })).toThrow(DataFolderInUse);

    // Nor has the attempt, or a look, let go of the lock.
    holderOf(folder);
    expect(() => claimDataFolder(folder, { program: 'import' })).toThrow(`process ${process.pid}`);
    data.release();
  });

  it('is refused to another process, which is told who holds it and what to do', async () => {
    const data = claimDataFolder(folder, { program: 'guildhall' });
    const since = holderOf(folder)?.since ?? '';

    expect((await claimElsewhere()).said).toBe(
      `The data folder ${folder} is in use by guildhall (process ${process.pid}, since ${since}). ` +
        'Stop it first, or choose another folder.',
    );

    data.announce({ url: 'http://127.0.0.1:3000' });
    expect((await claimElsewhere()).said).toBe(
      `The data folder ${folder} is in use by guildhall (process ${process.pid}, since ${since}, ` +
        'at http://127.0.0.1:3000). Talk to it there, or stop it first, or choose another folder.',
    );
    data.release();
  });

  it('that another process holds can be asked who that is', async () => {
    const { process: other, said } = await claimElsewhere('http://127.0.0.1:4000');

    expect(said).toBe('claimed');
    expect(holderOf(folder)).toMatchObject({
      program: 'guildhall',
      pid: other.pid,
      url: 'http://127.0.0.1:4000',
    });
    expect(() => claimDataFolder(folder, { program: 'import' })).toThrow(`process ${other.pid ?? '?'}`);
  });

  it('is free the moment its holder is killed', async () => {
    const { process: other } = await claimElsewhere('http://127.0.0.1:4000');
    await kill(other);

    expect(holderOf(folder)).toBeUndefined();
    const data = claimDataFolder(folder, { program: 'import' });
    expect(holderOf(folder)).toMatchObject({ program: 'import', pid: process.pid });
    data.release();
  });

  it('goes to exactly one of several processes that claim it together', async () => {
    const claims = await Promise.all(Array.from({ length: 4 }, () => claimElsewhere()));

    const winners = claims.filter(({ said }) => said === 'claimed');
    expect(winners).toHaveLength(1);
    expect(holderOf(folder)?.pid).toBe(winners[0]?.process.pid);
  });
});
