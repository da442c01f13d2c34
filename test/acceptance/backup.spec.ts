import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Guildhall, lampIsOut } from './guildhall';

const APPS = join(__dirname, '../../dist/apps/backup');

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** Runs a command to its end, without keeping this process from anything meanwhile. */
async function run(command: 'backup' | 'restore', args: string[], env = process.env): Promise<Ended> {
  const parameters = ['--disable-warning=ExperimentalWarning', join(APPS, `${command}.js`), ...args];
  const child: ChildProcess = spawn(process.execPath, parameters, { env });
  if (!child.stdout || !child.stderr) throw new Error('The command cannot be heard');
  const exit = once(child, 'exit') as Promise<[number | null]>;
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  return { code, out, err };
}

describe('A backup', () => {
  let place: string;
  let guildhall: Guildhall;
  const acknowledged: string[] = [];

  beforeAll(async () => {
    place = mkdtempSync(join(tmpdir(), 'guildhall-backup-'));
    guildhall = await Guildhall.start();
    for (let i = 0; i < 50; i++) acknowledged.push(await guildhall.raise());
  });
  afterAll(async () => {
    await guildhall.dispose();
    rmSync(place, { recursive: true });
  });

  const at = (name: string): string => join(place, name);
  const masterKey = (): string => join(guildhall.folder, 'master.key');
  const take = (name: string, ...more: string[]): Promise<Ended> =>
    run('backup', ['--data', guildhall.folder, '--to', at(name), '--keys-to', at(`${name}-keys`), ...more]);
  /** The only backup in a folder. */
  const only = (name: string): string => join(at(name), readdirSync(at(name))[0] ?? '');
  const restore = (name: string, into: string, keys = `${name}-keys`): Promise<Ended> =>
    run('restore', ['--from', only(name), '--keys-from', only(keys), '--data', at(into), '--master-key', masterKey()]); // prettier-ignore

  it('is taken while queries are raised, and read through', async () => {
    const ending = new AbortController();
    const load = Array.from({ length: 8 }, async () => {
      while (!ending.signal.aborted) await guildhall.raise();
    });
    const { code, out, err } = await take('monday', '--read-models');
    ending.abort();
    await Promise.all(load);

    expect([code, err]).toEqual([0, expect.stringContaining('Reading the copy through…')]);
    expect(out).toMatch(/^[\d,]+ events, none missing\. What is personal in [\d,]+ of them can be read\./);
    expect(readdirSync(only('monday'))).toEqual(
      expect.arrayContaining(['events.db', 'manifest.json', 'read-models']),
    );
    expect(readdirSync(only('monday-keys')).sort()).toEqual(['keys.db', 'manifest.json']);
  });

  it('is put into an empty folder, and every case that was acknowledged before is there, words and all', async () => {
    const { code, out } = await restore('monday', 'restored');
    expect([code, out]).toEqual([0, expect.stringContaining('npm start')]);

    const restored = await Guildhall.start({
      GUILDHALL_DATA: at('restored'),
      GUILDHALL_MASTER_KEY_FILE: masterKey(),
    });
    try {
      const { position } = (await restored.post('/cases', lampIsOut)).body as { position: string };
      for (const reference of acknowledged) {
        const { status, body } = await restored.get(`/cases/${reference}?waitFor=${position}`);
        expect([status, body.summary]).toEqual([200, 'Street light out']);
      }
    } finally {
      await restored.dispose();
    }
  });

  it('is not restored over anything', async () => {
    mkdirSync(at('taken'));
    writeFileSync(at('taken/file'), '');
    const { code, err } = await restore('monday', 'taken');
    expect([code, err]).toEqual([1, expect.stringContaining('is not empty')]);
    expect(readdirSync(at('taken'))).toEqual(['file']);
  });

  it('of a log and of keys of another moment are told apart', async () => {
    await take('tuesday');
    const { code, err } = await restore('monday', 'mixed', 'tuesday-keys');
    expect([code, err]).toEqual([1, expect.stringContaining('These keys were copied at')]);
    expect(existsSync(at('mixed'))).toBe(false);
  });

  it('that its disk has damaged is not restored', async () => {
    truncateSync(join(only('tuesday'), 'events.db'), 8_192);
    const { code, err } = await restore('tuesday', 'damaged');
    expect([code, err]).toEqual([1, expect.stringContaining('is not what was backed up')]);
    expect(readdirSync(at('damaged')).filter((file) => !file.startsWith('owner'))).toEqual([]);
  });

  it('that was broken off is none', async () => {
    mkdirSync(at('half/guildhall-1.unfinished'), { recursive: true });
    const { err } = await run('restore', ['--from', only('half'), '--keys-from', only('half'), '--data', at('x'), '--master-key', masterKey()]); // prettier-ignore
    expect(err).toContain('holds no whole backup');
  });

  it('does not keep the keys beside the log', async () => {
    const { code, err } = await run('backup', [
      '--data',
      guildhall.folder,
      '--to',
      place,
      '--keys-to',
      place,
    ]);
    expect([code, err]).toEqual([1, expect.stringContaining('the keys do not belong beside the log')]);
  });

  it('of a folder alone is not taken where the log is on a server', async () => {
    const environment = { ...process.env, ESDB_CONNECTION_STRING: 'esdb://127.0.0.1:2113' };
    const args = ['--data', guildhall.folder, '--to', at('half'), '--keys-to', at('half-keys')];
    const { code, err } = await run('backup', args, environment);
    expect([code, err]).toEqual([1, expect.stringContaining('the log (ESDB_CONNECTION_STRING)')]);
  });

  it('needs the master key, which is in none', async () => {
    const args = ['--from', only('monday'), '--keys-from', only('monday-keys'), '--data', at('y')];
    const { code, err } = await run('restore', [...args, '--master-key', at('nowhere')]);
    expect([code, err]).toEqual([1, expect.stringContaining('There is no master key at')]);
  });
});
