import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Guildhall } from '../acceptance/guildhall';

describe('a read model of another installation', () => {
  let ours: Guildhall;
  let theirs: Guildhall;
  beforeAll(async () => {
    [ours, theirs] = await Promise.all([Guildhall.start({ LOG_LEVEL: 'warn' }), Guildhall.start()]);
  });
  afterAll(() => Promise.all([ours.dispose(), theirs.dispose()]));

  async function forwarded(guildhall: Guildhall): Promise<string> {
    const reference = await guildhall.raise();
    const { body } = await guildhall.post(`/cases/${reference}/forward`, { department: 'highways' });
    await guildhall.get(`/queue?waitFor=${body.position}`);
    return reference;
  }

  it('is not answered from, though its checkpoint fits: it is built again, and the log says so once', async () => {
    const reference = await forwarded(ours);
    const other = await forwarded(theirs);
    await Promise.all([ours.end(), theirs.end()]);
    const [queue = ''] = readdirSync(join(theirs.folder, 'read-models')).filter((name) =>
      /^queue\.v\d+\.db$/.test(name),
    );
    copyFileSync(join(theirs.folder, 'read-models', queue), join(ours.folder, 'read-models', queue));

    await ours.start();
    let answer = await ours.get('/queue?department=highways');
    while (answer.status === 503) answer = await ours.get('/queue?department=highways');
    expect(answer.body.cases).toMatchObject([{ reference }]);
    expect(JSON.stringify(answer.body)).not.toContain(other);
    expect(ours.output.split('\n').filter((line) => line.includes('another log'))).toHaveLength(1);
  }, 60_000);

  it('is told from our own, which are followed as they are', async () => {
    await ours.end();
    await ours.start();
    expect(ours.output).not.toContain('another log');
    expect((await ours.get('/health/ready')).status).toBe(200);
  }, 60_000);
});
