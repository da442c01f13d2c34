import type { LookupAddress } from 'node:dns';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setInterval } from 'node:timers';
import { answer, type Behaviour, WebhookReceiver } from '../testing/webhook-receiver';
import { Networks } from './networks';
import { type Resolve, Sender } from './sender';

const patience = { connect: 300, answer: 300, rest: 100 };
const withLoopback = Networks.allowing('127.0.0.0/8, ::1');

describe('sending a webhook', () => {
  let receiver: WebhookReceiver;
  const opened: Sender[] = [];
  beforeEach(async () => (receiver = await WebhookReceiver.start()));
  afterEach(async () => {
    for (const sender of opened.splice(0)) sender.close();
    await receiver.stop();
  });

  function senderOn(networks: Networks, resolve?: Resolve): Sender {
    const sender = new Sender(networks, patience, resolve);
    opened.push(sender);
    return sender;
  }
  const post = (url: string, sender = senderOn(withLoopback), signal = new AbortController().signal) =>
    sender.send(new URL(url), { 'webhook-id': 'one' }, '{"a":"é"}', signal);
  const behaving = (behave: Behaviour) => {
    receiver.behave = behave;
    return post(receiver.url);
  };

  it('hands over the body and the headers, and says what the receiver answered', async () => {
    expect(await post(receiver.url)).toEqual({ status: 204 });
    expect(receiver.received).toMatchObject([
      { path: '/guildhall', body: '{"a":"é"}', headers: { 'webhook-id': 'one', 'content-length': '10' } },
    ]);
  });

  it('uses one connection again and again', async () => {
    const sender = senderOn(withLoopback);
    for (let n = 0; n < 5; n++) await post(receiver.url, sender);
    expect(receiver.connections).toBe(1);
  });

  it('sends again at once when the receiver has closed the idle connection meanwhile', async () => {
    const sender = senderOn(withLoopback);
    receiver.behave = (response) => {
      response.once('finish', () => response.socket?.destroySoon());
      response.writeHead(204, { connection: 'keep-alive' }).end();
    };
    for (let n = 0; n < 20; n++) expect(await post(receiver.url, sender)).toEqual({ status: 204 });
  });

  describe('to a receiver that lies or fails', () => {
    it('follows no redirect', async () => {
      const elsewhere = await WebhookReceiver.start();
      for (const status of [301, 302, 303, 307, 308]) {
        expect(await behaving(answer(status, { location: elsewhere.url }))).toEqual({ status });
      }
      expect(elsewhere.received).toEqual([]);
      await elsewhere.stop();
    });

    it('takes its status, and nothing that comes after it: garbage, a slow body, an endless one, a wrong length', async () => {
      const endless: Behaviour = (response) => {
        response.writeHead(200);
        const more = (): void => {
          while (!response.destroyed && response.write(Buffer.alloc(65_536)));
        };
        response.on('drain', more);
        more();
      };
      const slow: Behaviour = (response) => {
        response.writeHead(200);
        const dripping = setInterval(() => response.write('x'), 20);
        response.once('close', () => clearInterval(dripping));
      };
      const garbage: Behaviour = (response) =>
        void response.writeHead(200, { 'content-type': 'application/json' }).end('}{');
      const tooLong: Behaviour = (response) =>
        void response.writeHead(200, { 'content-length': '1000' }).write('x');
      const cutOff: Behaviour = (response) => {
        response.writeHead(200, { 'content-length': '1000' }).write('x', () => response.destroy());
      };
      for (const behave of [endless, slow, garbage, tooLong, cutOff]) {
        expect(await behaving(behave)).toEqual({ status: 200 });
      }
    });

    it('says so when it does not answer in time', async () => {
      expect(await behaving(() => undefined)).toEqual({ fault: 'No answer within 0.3 s.' });
    });

    it('says so when it drips headers for ever', async () => {
      const url = await serverThat((socket) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        const dripping = setInterval(() => socket.write('x-a: b\r\n'), 20);
        socket.once('close', () => clearInterval(dripping));
      });
      expect(await post(url)).toEqual({ fault: 'No answer within 0.3 s.' });
    });

    it('says so when there is no TLS behind https', async () => {
      const url = await serverThat(() => undefined);
      expect(await post(url.replace('http:', 'https:'))).toEqual({ fault: 'No connection within 0.3 s.' });
    });

    it.each([
      ['is not HTTP', 'Joan Carter, 12 Larch Close\r\n\r\n', 'What it answered is not HTTP (HPE_'],
      [
        'has endless headers',
        `HTTP/1.1 200 OK\r\n${'x-a: b\r\n'.repeat(100_000)}`,
        'What it answered is not HTTP (HPE_',
      ],
    ])('says so when what it answers %s, and quotes none of it', async (_, text, fault) => {
      const url = await serverThat((socket) => socket.end(text));
      const sent = (await post(url)) as { fault: string };
      expect(sent.fault).toContain(fault);
      expect(sent.fault).not.toContain('Joan');
    });

    it('says so when it cuts the connection, or nobody listens', async () => {
      expect(await behaving((response) => response.destroy())).toEqual({
        fault: 'The connection was cut off before there was an answer.',
      });
      const gone = await WebhookReceiver.start();
      const { url } = gone;
      await gone.stop();
      expect(await post(url)).toEqual({ fault: 'Nobody listens there: the connection was refused.' });
    });

    it('hears how long it wants to be left alone', async () => {
      expect(await behaving(answer(503, { 'retry-after': '120' }))).toEqual({
        status: 503,
        retryAfter: 120_000,
      });
      expect(await behaving(answer(429, { 'retry-after': 'soon' }))).toEqual({ status: 429 });
      const date = new Date(Date.now() + 60_000).toUTCString();
      const { retryAfter } = (await behaving(answer(503, { 'retry-after': date }))) as { retryAfter: number };
      expect(retryAfter).toBeGreaterThan(50_000);
      expect(retryAfter).toBeLessThanOrEqual(60_000);
    });

    it('can be cut off', async () => {
      const ending = new AbortController();
      receiver.behave = () => ending.abort();
      expect(await post(receiver.url, senderOn(withLoopback), ending.signal)).toBeUndefined();
    });
  });

  describe('to an address that is not allowed', () => {
    const leadingTo =
      (...addresses: string[]): Resolve =>
      (_, done) =>
        done(
          null,
          addresses.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 })),
        );
    const refused = { fault: expect.stringContaining('GUILDHALL_WEBHOOK_NETWORKS') as string };

    it('connects to none that stands in the URL', async () => {
      const url = receiver.url.replace('http:', 'https:');
      expect(await post(url, senderOn(Networks.allowing('')))).toEqual(refused);
      expect(receiver.connections).toBe(0);
    });

    it('connects to none that a name leads to, be it one among others', async () => {
      const url = `https://works.example.org:${receiver.port}/`;
      for (const addresses of [['127.0.0.1'], ['::1'], ['1.1.1.1', '127.0.0.1'], ['::ffff:127.0.0.1']]) {
        expect(await post(url, senderOn(Networks.allowing(''), leadingTo(...addresses)))).toEqual(refused);
      }
      expect(receiver.connections).toBe(0);
    });

    it('connects to the very address that it judged, though the name leads elsewhere when it is asked again', async () => {
      const other = await WebhookReceiver.start(receiver.port, '127.0.0.2');
      let asked = 0;
      const rebinding: Resolve = (name, done) =>
        leadingTo(asked++ === 0 ? '127.0.0.2' : '127.0.0.1')(name, done);
      const sender = senderOn(Networks.allowing('127.0.0.2'), rebinding);
      const url = `http://localhost:${receiver.port}/`;
      expect(await post(url, sender)).toEqual({ status: 204 });
      expect([other.received.length, receiver.connections, asked]).toEqual([1, 0, 1]);
      await other.stop();
      // The connection is gone, so the name is resolved again, and judged again.
      expect(await post(url, sender)).toEqual(refused);
      expect(receiver.connections).toBe(0);
    });

    it('goes without TLS to no other machine, though its network is allowed', async () => {
      const sender = senderOn(Networks.allowing('10.0.0.0/8'), leadingTo('10.0.0.1'));
      expect(await post('http://localhost/', sender)).toEqual(refused);
    });
  });

  const servers: ReturnType<typeof createServer>[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });
  async function serverThat(behave: (socket: Socket) => void): Promise<string> {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => behave(socket));
    }).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }
});
