import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { Guildhall, lampIsOut } from '../acceptance/guildhall';

describe('an installation of which a file cannot be used', () => {
  let guildhall: Guildhall;
  beforeAll(async () => (guildhall = await Guildhall.start({ LOG_LEVEL: 'warn' })));
  afterAll(() => guildhall.dispose());

  it.each([
    ['keys.db', 'keys'],
    ['answers.db', 'answers'],
  ])(
    'is not ready while another program holds %s, and says which it is',
    async (file, named) => {
      const other = new DatabaseSync(join(guildhall.folder, file), { timeout: 5_000 });
      other.exec('BEGIN IMMEDIATE');
      const { status, body } = await guildhall.get('/health/ready');
      expect([status, body.eventStore]).toEqual([503, { status: 'writable' }]);
      expect(body[named]).toEqual({ status: 'unavailable', reason: expect.stringContaining('locked') });
      other.exec('ROLLBACK');
      other.close();
      const after = await guildhall.get('/health/ready');
      expect([after.status, after.body[named]]).toEqual([200, undefined]);
    },
    60_000,
  );

  it.each(['answers.db', 'jobs.db'])(
    'begins %s anew where it was overwritten, says what that means, and carries out nothing twice',
    async (file) => {
      const key = { 'idempotency-key': `before-${file}` };
      const before = await guildhall.post('/cases', lampIsOut, key);
      await guildhall.end();
      for (const suffix of ['-wal', '-shm']) rmSync(join(guildhall.folder, file + suffix), { force: true });
      writeFileSync(join(guildhall.folder, file), Buffer.alloc(8_192, 0xa5));
      await guildhall.start();
      expect(guildhall.output).toContain(`${file} is damaged and was begun anew`);
      expect(existsSync(join(guildhall.folder, `${file}.damaged`))).toBe(true);
      const again = await guildhall.post('/cases', lampIsOut, key);
      expect([again.status, again.body.reference]).toEqual([201, before.body.reference]);
      expect((await guildhall.get('/operations/jobs')).status).toBe(200);
    },
    60_000,
  );

  it('says why a read model waits, and of what it has not come to that it is not lost', async () => {
    const impatient = await Guildhall.start({ LOG_LEVEL: 'warn', GUILDHALL_WAIT_MS: '200' });
    try {
      const folder = join(impatient.folder, 'read-models');
      const held = readdirSync(folder)
        .filter((name) => /^(case-view|timeline|nearby)\.v\d+\.db$/.test(name))
        .map((name) => new DatabaseSync(join(folder, name), { timeout: 5_000 }));
      expect(held).toHaveLength(3);
      for (const db of held) db.exec('BEGIN IMMEDIATE');
      const { body: raised } = await impatient.post('/cases', lampIsOut);
      const questions = [
        `/cases/${raised.reference}`,
        `/cases/${raised.reference}/timeline`,
        `/cases/${raised.reference}/possible-duplicates`,
        `/customers/${raised.customerId}/timeline`,
      ].map((path) => `${path}?waitFor=${raised.position}`);
      for (const question of questions) {
        const { status, headers, body } = await impatient.get(question);
        expect([status, headers.get('retry-after')]).toEqual([503, '1']);
        expect(body.type).toBe('urn:guildhall:problem:not-yet-visible');
        expect(body.detail).toContain('acknowledged');
      }
      expect((await impatient.get(`/cases/${raised.reference}`)).status).toBe(404);

      let reason: string | undefined;
      while (!reason) {
        const { body } = await impatient.get('/health/ready');
        reason = body.projections.find(({ name }: { name: string }) => name === 'case-view').reason;
      }
      expect(reason).toContain('tries again: database is locked');

      for (const db of held) db.close();
      for (const question of questions) {
        let { status } = await impatient.get(question);
        while (status === 503) ({ status } = await impatient.get(question));
        expect(status).toBe(200);
      }
    } finally {
      await impatient.dispose();
    }
  }, 60_000);
});
