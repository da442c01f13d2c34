import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { Guildhall } from '../acceptance/guildhall';

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
});
