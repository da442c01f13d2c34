import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '@guildhall/testing/until';
import { receiver } from '../webhooks/example-receiver';
import { Guildhall } from './guildhall';
import { describeCommandsOf } from './shown-commands';

describe('Webhooks', () => describeCommandsOf('docs/webhooks.md', 5));

describe('a receiver as the documentation shows it', () => {
  let guildhall: Guildhall;
  const servers: Server[] = [];
  beforeEach(async () => (guildhall = await Guildhall.start({ GUILDHALL_WEBHOOK_NETWORKS: '127.0.0.1' })));
  afterEach(async () => {
    await guildhall.dispose();
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  async function listening(server: Server): Promise<string> {
    servers.push(server.listen(0, '127.0.0.1'));
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }

  it('is told of the cases of its department, signed, each once, also after a crash', async () => {
    const kept: { id: string; type?: string; subject?: string }[] = [];
    // The secret is only known when the URL is: the first receiver is there for its address.
    let secret = 'whsec_MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw';
    const url = await listening(receiver(secret, () => Promise.reject(new Error('Not yet'))));
    const { status, body } = await guildhall.post('/departments/highways/webhooks', { url });
    expect(status).toBe(201);
    ({ secret } = body as { secret: string });
    const hook = `/departments/highways/webhooks/${(body as { id: string }).id}`;
    const working = await listening(receiver(secret, (event) => Promise.resolve(void kept.push(event))));
    expect((await guildhall.send('PATCH', hook, JSON.stringify({ url: working }))).status).toBe(200);

    const first = await guildhall.raise();
    await guildhall.post(`/cases/${first}/forward`, { department: 'highways' });
    await until(() => kept.length >= 1);
    await guildhall.end('SIGKILL');
    await guildhall.start();
    const second = await guildhall.raise();
    await guildhall.post(`/cases/${second}/forward`, { department: 'highways' });
    await until(() => kept.length >= 2, Boolean, { within: 60_000 });
    expect(kept.map(({ type, subject }) => [type, subject])).toEqual([
      ['guildhall.case.received.v1', first],
      ['guildhall.case.received.v1', second],
    ]);
    expect(JSON.stringify((await guildhall.get(hook)).body)).not.toContain(secret);
    // On a cluster the lease of whoever died must run out first.
  }, 90_000);
});
