import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Guildhall, lampIsOut } from '../acceptance/guildhall';

const post = (headers: string, body = ''): string =>
  `POST /cases HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n${headers}\r\n\r\n${body}`;

const lamp = JSON.stringify(lampIsOut);

describe('a server that is talked to by those who do not mean to finish', () => {
  let guildhall: Guildhall;
  const sockets: Socket[] = [];
  beforeAll(
    async () =>
      (guildhall = await Guildhall.start({ LOG_LEVEL: 'warn', GUILDHALL_HOSTS: 'cases.example.gov.uk' })),
  );
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await guildhall.dispose();
  });

  async function open(): Promise<Socket> {
    const socket = connect(Number(new URL(guildhall.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    sockets.push(socket);
    await once(socket, 'connect');
    return socket;
  }

  /** What is answered until the server closes the connection, or has answered so many requests. */
  async function answers(text: string, wanted = Infinity): Promise<string> {
    const socket = await open();
    let heard = '';
    const ended = new Promise<void>((resolve) => {
      socket.setEncoding('utf8').on('data', (chunk: string) => {
        heard += chunk;
        if (heard.split('HTTP/1.1 ').length > wanted) resolve();
      });
      socket.once('close', () => resolve());
    });
    socket.write(text);
    await ended;
    socket.destroy();
    return heard;
  }

  const isServed = async (): Promise<void> => {
    expect((await guildhall.get('/health/live')).status).toBe(200);
    expect((await guildhall.get('/queue')).status).toBe(200);
  };

  it('closes on headers and bodies that never end, says 408, and serves the others meanwhile', async () => {
    const slow = [
      answers('GET /queue HTTP/1.1\r\nhost: localhost\r\nx-slow:'),
      answers(post('content-length: 1000', '{"summary":')),
      answers(post('transfer-encoding: chunked', '5\r\n{"a":\r\n')),
    ];
    await isServed();
    for (const heard of await Promise.all(slow)) {
      expect(heard).toContain('HTTP/1.1 408');
      expect(heard).toContain('urn:guildhall:problem:too-slow');
    }
    await isServed();
  }, 90_000);

  it('refuses a body without end as soon as it is too large', async () => {
    const socket = await open();
    let heard = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (heard += chunk));
    const closed = once(socket, 'close');
    socket.write(post('transfer-encoding: chunked'));
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const writing = setInterval(() => socket.write(chunk), 1);
    await closed;
    clearInterval(writing);
    expect(heard).toContain('HTTP/1.1 413');
    await isServed();
  }, 60_000);

  it.each([
    ['thousands of headers', `GET / HTTP/1.1\r\nhost: localhost\r\n${'a: b\r\n'.repeat(5_000)}\r\n`, '431'],
    [
      'one header that is too long',
      `GET / HTTP/1.1\r\nhost: localhost\r\na: ${'b'.repeat(20_000)}\r\n\r\n`,
      '431',
    ],
    ['two lengths', post('content-length: 2\r\ncontent-length: 3', '{}'), '400'],
    ['a length and chunks, which two servers would read differently', post('content-length: 2\r\ntransfer-encoding: chunked', '0\r\n\r\n'), '400'], // prettier-ignore
    ['chunks under another name', post('transfer-encoding: xchunked', '0\r\n\r\n'), '400'],
    ['a length that is none', post('content-length: +2', '{}'), '400'],
    ['no HTTP at all', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', '400'],
    ['no host', 'GET /queue HTTP/1.1\r\nconnection: close\r\n\r\n', '400'],
    [
      'two hosts',
      'GET /queue HTTP/1.1\r\nhost: localhost\r\nhost: evil.example\r\nconnection: close\r\n\r\n',
      '400',
    ],
    [
      'a host that is not this machine',
      'GET /queue HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n',
      '421',
    ],
    [
      'a command from a page whose name was made to lead here',
      post(
        `host: evil.example\r\norigin: http://evil.example\r\nconnection: close\r\ncontent-length: ${Buffer.byteLength(lamp)}`,
        lamp,
      ).replace('host: localhost\r\n', ''),
      '421',
    ],
    [
      'a body that says it is compressed',
      post('content-encoding: gzip\r\nconnection: close\r\ncontent-length: 2', '{}'),
      '415',
    ],
    ['a header that is folded', 'GET / HTTP/1.1\r\nhost: localhost\r\na: b\r\n c\r\n\r\n', '400'],
  ])('refuses %s and closes the connection', async (_, text, status) => {
    const heard = await answers(text);
    expect(heard).toContain(`HTTP/1.1 ${status}`);
    expect(heard).toContain('urn:guildhall:problem:');
    await isServed();
  });

  it.each([
    'localhost',
    'LOCALHOST:3000',
    '127.0.0.1:80',
    '[::1]:3000',
    'cases.example.gov.uk',
    'Cases.example.gov.uk:443',
  ])('takes a request to %s, which is this machine or was named by the operator', async (host) => {
    const heard = await answers(`GET /queue HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
    expect(heard).toContain('HTTP/1.1 200');
  });

  it('answers requests that came without waiting, in their order', async () => {
    const live = 'GET /health/live HTTP/1.1\r\nhost: localhost\r\n\r\n';
    const heard = await answers(live.repeat(20), 20);
    expect(heard.match(/HTTP\/1\.1 200/g)).toHaveLength(20);
  });

  it('serves others while one connection asks thousands of questions and reads no answer', async () => {
    const reference = await guildhall.raise();
    const { body } = await guildhall.post(`/cases/${reference}/forward`, { department: 'highways' });
    await guildhall.get(`/queue?waitFor=${body.position}`);
    const question = `GET /queue?limit=200 HTTP/1.1\r\nhost: localhost\r\nx-padding: ${'x'.repeat(2_000)}\r\n\r\n`;
    const greedy = await open();
    greedy.pause();
    greedy.write(question.repeat(5_000));
    await isServed();
    expect(greedy.destroyed).toBe(false);
    // What the server has not read stays with the client: it has been made to wait.
    expect(greedy.writableLength).toBeGreaterThan(0);
    greedy.destroy();
    await isServed();

    const heard = await answers(question.repeat(200), 200);
    expect(heard.match(/HTTP\/1\.1 200/g)).toHaveLength(200);
  }, 60_000);

  it('closes a connection that has asked a thousand questions in one breath', async () => {
    const heard = await answers('GET /queue HTTP/1.1\r\nhost: localhost\r\n\r\n'.repeat(1_000));
    expect(heard.match(/HTTP\/1\.1 200/g)?.length ?? 0).toBeLessThan(1_000);
    await isServed();
  });

  it('holds so many unfinished bodies and no more, says 503 to the others, and takes what is short all the same', async () => {
    const half = post('content-length: 1048576', 'x'.repeat(500_000));
    const senders = await Promise.all(Array.from({ length: 100 }, open));
    const told = senders.map((socket) => {
      socket.write(half);
      return Promise.race([once(socket, 'data').then(([data]) => String(data)), sleep(3_000, '')]);
    });
    const refused = (await Promise.all(told)).filter((text) => text !== '');
    expect(refused).toHaveLength(36);
    expect(refused[0]).toContain('HTTP/1.1 503');
    expect(refused[0]).toContain('retry-after: 1');
    expect(refused[0]).toContain('urn:guildhall:problem:too-busy');
    await guildhall.raise();
    await isServed();

    for (const socket of senders) socket.destroy();
    const large = { ...lampIsOut, description: 'x'.repeat(20_000) };
    let { status } = await guildhall.post('/cases', large);
    while (status === 503) ({ status } = await guildhall.post('/cases', large));
    expect(status).toBe(422);
  }, 60_000);

  it.each([
    ['a command', post(`content-length: ${Buffer.byteLength(lamp)}`, lamp), '201'],
    ['a question', 'GET /queue HTTP/1.1\r\nhost: localhost\r\n\r\n', '200'],
    [
      'two questions',
      'GET /queue HTTP/1.1\r\nhost: localhost\r\n\r\nGET /customers/none HTTP/1.1\r\nhost: localhost\r\n\r\n',
      '404',
    ],
  ])(
    'answers %s of a client that has nothing more to say, and closes the connection',
    async (_, text, status) => {
      const socket = await open();
      let heard = '';
      socket.setEncoding('utf8').on('data', (chunk: string) => (heard += chunk));
      const closed = once(socket, 'close');
      socket.end(text);
      await closed;
      expect(heard).toContain(`HTTP/1.1 ${status}`);
    },
  );

  it('hands nothing to a member of a consumer group that has hung up', async () => {
    await guildhall.send('PUT', '/departments/highways/consumer-groups/absent', '{"startFrom":"end"}');
    const socket = await open();
    const claim = '/departments/highways/consumer-groups/absent/claims';
    const body = '{"member":"desk-1","waitSeconds":30}';
    socket.write(
      `POST ${claim} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    await sleep(300);
    socket.end();
    await once(socket.resume(), 'close');
    const reference = await guildhall.raise();
    await guildhall.post(`/cases/${reference}/forward`, { department: 'highways' });
    const { body: claimed } = await guildhall.post(claim, { member: 'desk-2', waitSeconds: 10 });
    expect(claimed).toMatchObject({ deliveries: [{ attempt: 1 }] });
  }, 30_000);

  it('serves others beside 1,000 silent connections, readers that never read, and resets', async () => {
    const reference = await guildhall.raise();
    await guildhall.post(`/cases/${reference}/forward`, { department: 'highways' });
    await Promise.all(Array.from({ length: 1_000 }, open));
    for (let n = 0; n < 50; n++) {
      const reader = await open();
      reader.pause();
      reader.write('GET /departments/highways/feed/live HTTP/1.1\r\nhost: localhost\r\n\r\n');
      const half = await open();
      half.end('GET /queue HTTP/1.1\r\nhost: localhost\r\n\r\n');
      const reset = await open();
      reset.write(post('content-length: 500', '{"summary"'));
      reset.resetAndDestroy();
    }
    for (let n = 0; n < 20; n++) await guildhall.raise();
    await isServed();
  }, 60_000);

  it('stops in order all the same', async () => {
    expect(await guildhall.end('SIGTERM')).toBe(0);
  }, 30_000);
});
