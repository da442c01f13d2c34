import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Guildhall, lampIsOut } from '../acceptance/guildhall';

/** A disk of its own, of 32 MB; undefined where this machine does not let us mount one. */
function mountDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'guildhall-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32m', 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
}

const disk = mountDisk();
const onADisk = disk === undefined ? describe.skip : describe;

onADisk(
  `an installation whose disk is full${disk ? '' : ' (skipped, because mounting needs more rights)'}`,
  () => {
    let guildhall: Guildhall;
    const filler = join(disk ?? '', 'filler');
    beforeAll(async () => {
      guildhall = await Guildhall.start({ GUILDHALL_DATA: join(disk ?? '', 'data'), LOG_LEVEL: 'warn' });
    });
    afterAll(async () => {
      await guildhall.dispose();
      execFileSync('umount', [disk ?? '']);
      rmSync(disk ?? '', { recursive: true });
    });

    it('says so, loses nothing, answers questions, and goes on by itself when there is room', async () => {
      const before = await guildhall.raise();
      fill(filler);
      const full = await guildhall.get('/health/ready');
      expect([full.status, full.body.eventStore.reason]).toEqual([
        503,
        expect.stringContaining('KiB are left'),
      ]);
      const acknowledged: string[] = [];
      const key = { 'idempotency-key': 'while-full' };
      let refused = await guildhall.post('/cases', lampIsOut, key);
      for (let tries = 0; refused.status === 201 && tries < 1_000; tries++) {
        acknowledged.push(refused.body.reference);
        refused = await guildhall.post('/cases', { ...lampIsOut, description: 'x'.repeat(3_000) });
      }
      expect(refused.status).toBe(503);
      expect(refused.body.type).toBe('urn:guildhall:problem:disk-full');
      expect(refused.body.detail).toContain('make room');
      expect(refused.headers.get('retry-after')).toBe('1');
      const again = await guildhall.post('/cases', lampIsOut, key);

      for (let n = 0; n < 25; n++) expect((await guildhall.get('/health/ready')).status).toBe(503);
      const { status, body } = await guildhall.get('/health/ready');
      expect([status, body.eventStore.status, body.eventStore.reason]).toEqual([
        503,
        'unavailable',
        expect.stringContaining('full'),
      ]);
      expect((await guildhall.get(`/cases/${before}`)).status).toBe(200);
      expect((await guildhall.get('/queue')).status).toBe(200);
      const group = await guildhall.send('PUT', '/departments/highways/consumer-groups/full', '{}');
      expect([201, 503]).toContain(group.status);

      rmSync(filler);
      const after = await guildhall.post('/cases', lampIsOut, key);
      expect(after.status).toBe(201);
      if (again.status === 201) expect(after.body.reference).toBe(again.body.reference);
      expect((await guildhall.get('/health/ready')).body.eventStore).toEqual({ status: 'writable' });
      for (const reference of [before, ...acknowledged, after.body.reference]) {
        const { body: found } = await guildhall.get(`/cases/${reference}?waitFor=${after.body.position}`);
        expect([found.reference, found.freshness.stale]).toEqual([reference, false]);
      }
    }, 120_000);

    it.each([0, 8, 40, 120])(
      'is said to be full by one that is to be started with %d KiB left',
      (left) => {
        const folder = join(disk ?? '', 'another');
        fill(filler);
        truncateSync(filler, statSync(filler).size - left * 1_024);
        try {
          const { status, stderr } = spawnSync(process.execPath, [MAIN], {
            env: { ...process.env, PORT: '0', GUILDHALL_DATA: folder },
            encoding: 'utf8',
            timeout: 60_000,
          });
          expect([status, stderr]).toEqual([1, expect.stringContaining('disk is full')]);
          expect(stderr).toContain('Make room');
          expect(stderr).not.toMatch(/ {4}at |backup/);
          expect(existsSync(join(folder, 'owner.json.new'))).toBe(false);
        } finally {
          rmSync(filler);
          rmSync(folder, { recursive: true, force: true });
        }
      },
      60_000,
    );

    it('takes no backup onto it, says which disk is full, and leaves no part of one there', () => {
      fill(filler);
      truncateSync(filler, statSync(filler).size - 64 * 1_024);
      const elsewhere = mkdtempSync(join(tmpdir(), 'guildhall-keys-'));
      const target = join(disk ?? '', 'backups');
      try {
        const { status, stderr } = spawnSync(
          process.execPath,
          [BACKUP, '--to', target, '--keys-to', elsewhere],
          {
            env: { ...process.env, GUILDHALL_DATA: join(disk ?? '', 'data') },
            encoding: 'utf8',
            timeout: 60_000,
          },
        );
        expect([status, stderr]).toEqual([1, expect.stringContaining(`The disk of ${target} is full`)]);
        expect(stderr).not.toContain('    at ');
        expect([...readdirSync(target), ...readdirSync(elsewhere)]).toEqual([]);
      } finally {
        rmSync(filler);
        rmSync(elsewhere, { recursive: true });
      }
    }, 60_000);
  },
);

const BACKUP = join(__dirname, '../../dist/apps/backup/backup.js');
const MAIN = join(__dirname, '../../dist/apps/standalone/main.js');

/** Writes until nothing fits any more. */
function fill(file: string): void {
  for (const size of [1 << 20, 1 << 12]) {
    try {
      for (;;) writeFileSync(file, Buffer.alloc(size), { flag: 'a' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }
}
