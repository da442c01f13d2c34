import { join } from 'node:path';
import { Guildhall } from '../acceptance/guildhall';

const HOUR = 3_600_000;
const preload = `--import ${join(__dirname, 'shift-clock.mjs')}`;

describe.each([
  ['an hour', HOUR],
  ['a day', 24 * HOUR],
  ['a year', 365 * 24 * HOUR],
])('an installation whose clock is set back by %s', (_, ahead) => {
  let guildhall: Guildhall;
  beforeAll(async () => {
    guildhall = await Guildhall.start({
      NODE_OPTIONS: preload,
      GUILDHALL_TEST_CLOCK_OFF: String(ahead),
      LOG_LEVEL: 'warn',
    });
  });
  afterAll(() => guildhall.dispose());

  it('goes on taking commands, keeps the order of what happened, and looks back without holes', async () => {
    const key = { 'idempotency-key': 'before-the-jump' };
    const raise = { service: 'pothole', channel: 'app', summary: 'A hole' };
    const raised = await guildhall.post('/cases', raise, key);
    const { reference } = raised.body;
    await guildhall.end();
    guildhall.settings['GUILDHALL_TEST_CLOCK_OFF'] = '0';
    await guildhall.start();

    expect((await guildhall.post('/cases', raise, key)).body).toEqual(raised.body);
    const forwarded = await guildhall.post(`/cases/${reference}/forward`, { department: 'highways' });
    const noted = await guildhall.post(`/cases/${reference}/notes`, { visibility: 'staff', text: 'Seen.' });
    expect([forwarded.status, noted.status]).toEqual([200, 200]);

    const { events } = (await guildhall.get(`/cases/${reference}/history`)).body;
    const [first, second] = events.map(({ recordedAt }: { recordedAt: string }) => recordedAt);
    expect(second < first).toBe(true);
    expect(events.map(({ revision }: { revision: number }) => revision)).toEqual([0, 1, 2]);

    const then = (await guildhall.get(`/cases/${reference}/history?asOf=${second}`)).body;
    expect(then.events.map(({ type }: { type: string }) => type)).toEqual([
      'QueryRaised',
      'ForwardedToDepartment',
    ]);
    expect((await guildhall.get(`/cases/${reference}?asOf=${second}`)).body).toMatchObject({
      reference,
      revision: 1,
    });
    const now = await guildhall.get(`/cases/${reference}?waitFor=${noted.body.position}`);
    expect(now.body).toMatchObject({ revision: 2, freshness: { stale: false } });
    const queue = await guildhall.get(`/queue?department=highways&waitFor=${noted.body.position}`);
    expect(queue.body.cases).toHaveLength(1);
  }, 60_000);
});
