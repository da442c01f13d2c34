import { FeedBuilder } from '@guildhall/testing/feed-builder';
import { onEachEngine } from '@guildhall/testing/on-each-engine';
import { answer, WebhookReceiver } from '@guildhall/testing/webhook-receiver';
import { FeedServer } from '../department-feeds/feed-server';

const hooks = 'highways/webhooks';

onEachEngine((on) => {
  describe('the webhooks of a department', () => {
    let feed: FeedBuilder;
    let server: FeedServer;
    let receiver: WebhookReceiver;
    beforeEach(async () => {
      [feed, receiver] = [FeedBuilder.open(), await WebhookReceiver.start()];
      server = await FeedServer.start(feed.store, (await on.place()).databases);
    });
    afterEach(async () => {
      await server.stop();
      await receiver.stop();
      await feed.dispose();
    });
    const make = async (changes: object = {}) => {
      const { status, body } = await server.ask('POST', hooks, { url: receiver.url, ...changes });
      expect(status).toBe(201);
      return { ...body, path: `${hooks}/${body.id}` };
    };

    it('are made, with a secret that is shown this once, and listed without it', async () => {
      await feed.publish('A', 'B');
      const made = await make({ description: 'Works orders', eventTypes: ['guildhall.case.received.v1'] });
      expect(made).toMatchObject({
        url: receiver.url,
        standing: 'active',
        deliveredTo: 'highways.2',
        lag: 0,
        secret: expect.stringMatching(/^whsec_/),
      });
      const { secret, path, ...shown } = made;
      expect((await server.ask('GET', path)).body).toEqual({ ...shown });
      const { body } = await server.ask('GET', hooks);
      expect(body.webhooks).toHaveLength(1);
      expect(JSON.stringify(body)).not.toContain(secret.slice(6, 30));
    });

    it('begin where they are told to', async () => {
      await feed.publish('A', 'B', 'C');
      expect(await make({ startFrom: 'beginning' })).toMatchObject({ deliveredTo: 'highways.0', lag: 3 });
      expect(await make({ startFrom: 'highways.2' })).toMatchObject({ deliveredTo: 'highways.2', lag: 1 });
    });

    it.each([
      [{}, 'url', 'Is needed.'],
      [{ url: 'http://works.example.org/' }, 'url', 'Begin with https://'],
      [{ url: 'https://192.168.0.1/' }, 'url', 'GUILDHALL_WEBHOOK_NETWORKS'],
      [{ url: 'https://works.example.org/', eventTypes: ['case.received'] }, 'eventTypes', 'case.received'],
      [{ url: 'https://works.example.org/', eventTypes: [] }, 'eventTypes', 'at least 1'],
      [{ url: 'https://works.example.org/', startFrom: 'housing.1' }, 'startFrom', 'highways'],
      [{ url: 'https://works.example.org/', secret: 'whsec_mine' }, 'secret', 'no such field'],
      [{ url: 'https://works.example.org/', description: null }, 'description', '200 characters'],
    ])('are not made of %j, and the answer says why', async (request, field, advice) => {
      const { status, body } = await server.ask('POST', hooks, request);
      expect(status).toBe(422);
      expect(body.errors).toMatchObject([{ field, message: expect.stringContaining(advice) }]);
      expect((await server.ask('GET', hooks)).body.webhooks).toEqual([]);
    });

    it('are changed in part', async () => {
      const { path } = await make({ description: 'Works orders', eventTypes: ['guildhall.case.left.v1'] });
      const { body } = await server.ask('PATCH', path, { eventTypes: null });
      expect(body).toMatchObject({ description: 'Works orders', eventTypes: null, url: receiver.url });
      const refused = await server.ask('PATCH', path, { url: 'ftp://works.example.org' });
      expect([refused.status, refused.body.type]).toEqual([422, 'urn:guildhall:problem:webhook-url-refused']);
    });

    it('are one department’s, and no other’s', async () => {
      const { id } = await make();
      for (const path of [`housing/webhooks/${id}`, `${hooks}/nonsense`]) {
        const { status, body } = await server.ask('GET', path);
        expect([status, body.type]).toEqual([404, 'urn:guildhall:problem:webhook-not-found']);
      }
      expect((await server.ask('GET', 'no-such/webhooks')).status).toBe(404);
    });

    it('are tested, and the log tells what came of it', async () => {
      const { path } = await make();
      expect((await server.ask('POST', `${path}/pings`, {})).body).toMatchObject({
        delivered: true,
        status: 204,
      });
      receiver.behave = answer(302, { location: 'https://elsewhere.example.org' });
      const ping = await server.ask('POST', `${path}/pings`, {});
      expect(ping.body).toMatchObject({ delivered: false, status: 302, kind: 'ping', position: null });
      const log = (await server.ask('GET', `${path}/deliveries?limit=1`)).body;
      expect(log).toEqual({ deliveries: [ping.body], next: ping.body.id });
      const rest = (await server.ask('GET', `${path}/deliveries?before=${log.next}`)).body;
      expect(rest).toMatchObject({ deliveries: [{ status: 204 }], next: null });
      const failed = (await server.ask('GET', `${path}/deliveries?failed=true`)).body;
      expect(failed.deliveries).toEqual([ping.body]);
      const replay = await server.ask('POST', `${path}/deliveries/${ping.body.id}/replay`, {});
      expect([replay.status, replay.body.type]).toEqual([409, 'urn:guildhall:problem:not-replayable']);
    });

    it('are paused, resumed from elsewhere, and deleted', async () => {
      await feed.publish('A', 'B');
      const { path } = await make();
      expect((await server.ask('POST', `${path}/pause`, { reason: 'Moving.' })).body).toMatchObject({
        standing: 'paused',
        reason: 'Moving.',
      });
      expect((await server.ask('POST', `${path}/resume`, { from: 'highways.1' })).body).toMatchObject({
        standing: 'active',
        reason: null,
        deliveredTo: 'highways.1',
        lag: 1,
      });
      expect((await server.ask('POST', `${path}/resume`, { from: 'highways.9' })).status).toBe(422);
      expect((await server.ask('DELETE', path)).status).toBe(204);
      expect((await server.ask('GET', path)).status).toBe(404);
      expect((await server.ask('DELETE', path)).status).toBe(404);
    });

    it('have their secret changed, with the old one signing for as long as is asked', async () => {
      const { path, secret } = await make();
      const { status, body } = await server.ask('POST', `${path}/secrets`, { overlapHours: 2 });
      expect(status).toBe(201);
      expect(body.secret).not.toBe(secret);
      const [latest, older] = body.secrets;
      expect([latest.expiresAt, Date.parse(older.expiresAt) > Date.now() + 7_000_000]).toEqual([null, true]);
      expect((await server.ask('POST', `${path}/secrets`, { overlapHours: 0 })).body.secrets).toHaveLength(1);
    });

    it('are measured', async () => {
      await feed.publish('A', 'B');
      const { id, path } = await make({ startFrom: 'beginning' });
      const of = `{department="highways",webhook="${id}"}`;
      expect(await server.figure(`guildhall_webhook_lag_events${of}`)).toBe(2);
      expect(await server.figure(`guildhall_webhook_up${of}`)).toBe(1);
      await server.ask('POST', `${path}/pause`, {});
      expect(await server.figure(`guildhall_webhook_up${of}`)).toBe(0);
    });
  });
});
