import { setImmediate } from 'node:timers/promises';
import { Guildhall } from '../acceptance/guildhall';

const KILLS = 8;
const CLIENTS = 16;

/** Clients that raise and forward without a pause until the server is gone; what was acknowledged, by reference. */
async function load(guildhall: Guildhall, acknowledged: Map<string, number>): Promise<void> {
  const client = async (): Promise<void> => {
    for (;;) {
      try {
        const { body, status } = await guildhall.post('/cases', {
          service: 'pothole',
          channel: 'app',
          summary: 'A hole',
          customer: { name: 'Sam' },
        });
        if (status !== 201) continue;
        acknowledged.set(body.reference, 0);
        const forwarded = await guildhall.post(`/cases/${body.reference}/forward`, {
          department: 'highways',
        });
        if (forwarded.status === 200) acknowledged.set(body.reference, 1);
      } catch {
        return;
      }
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
}

describe('a Guildhall that is killed under load', () => {
  let guildhall: Guildhall;
  beforeAll(async () => (guildhall = await Guildhall.start({ LOG_LEVEL: 'silent' })));
  afterAll(() => guildhall.dispose());

  it('has lost nothing that it acknowledged, and its read models agree with the log', async () => {
    const acknowledged = new Map<string, number>();
    for (let kill = 0; kill < KILLS; kill++) {
      const enough = acknowledged.size + CLIENTS * (2 + 4 * Math.random());
      const loading = load(guildhall, acknowledged);
      while (acknowledged.size < enough) await setImmediate();
      await guildhall.end('SIGKILL');
      await loading;
      await guildhall.start();
    }
    expect(acknowledged.size).toBeGreaterThan(KILLS * CLIENTS);

    const last = await guildhall.post('/cases', { service: 'pothole', channel: 'app', summary: 'The last' });
    const total = (await guildhall.get(`/service-excellence?waitFor=${last.body.position}`)).body;
    expect(total.freshness.stale).toBe(false);
    const behind = total.groups[0].figures.cases.value as number;
    expect(behind).toBeGreaterThanOrEqual(acknowledged.size + 1);

    for (const [reference, revision] of acknowledged) {
      const [history, view] = [
        await guildhall.get(`/cases/${reference}/history`),
        await guildhall.get(`/cases/${reference}`),
      ];
      expect(history.body.events.length).toBeGreaterThan(revision);
      expect(history.body.events.map((event: { revision: number }) => event.revision)).toEqual(
        history.body.events.map((_: unknown, index: number) => index),
      );
      expect(view.body.revision).toBe(history.body.events.length - 1);
      expect(view.body.summary).toBe('A hole');
    }
  }, 120_000);
});
