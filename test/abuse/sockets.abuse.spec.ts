import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Guildhall } from '../acceptance/guildhall';

const post = (headers: string, body = ''): string =>
  `POST /cases HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${headers}\r\n\r\n${body}`;

describe('a server that is talked to by those who do not mean to finish', () => {
  let guildhall: Guildhall;
  const sockets: Socket[] = [];
  beforeAll(async () => (guildhall = await Guildhall.start({ LOG_LEVEL: 'warn' })));
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
      answers('GET /queue HTTP/1.1\r\nhost: x\r\nx-slow:'),
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
    ['thousands of headers', `GET / HTTP/1.1\r\nhost: x\r\n${'a: b\r\n'.repeat(5_000)}\r\n`, '431'],
    ['one header that is too long', `GET / HTTP/1.1\r\nhost: x\r\na: ${'b'.repeat(20_000)}\r\n\r\n`, '431'],
    ['two lengths', post('content-length: 2\r\ncontent-length: 3', '{}'), '400'],
    ['a length and chunks, which two servers would read differently', post('content-length: 2\r\ntransfer-encoding: chunked', '0\r\n\r\n'), '400'], // prettier-ignore
    ['chunks under another name', post('transfer-encoding: xchunked', '0\r\n\r\n'), '400'],
    ['a length that is none', post('content-length: +2', '{}'), '400'],
    ['no HTTP at all', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', '400'],
    ['a header that is folded', 'GET / HTTP/1.1\r\nhost: x\r\na: b\r\n c\r\n\r\n', '400'],
  ])('refuses %s and closes the connection', async (_, text, status) => {
    const heard = await answers(text);
    expect(heard).toContain(`HTTP/1.1 ${status}`);
    expect(heard).toContain('urn:guildhall:problem:');
    await isServed();
  });

  it('answers requests that came without waiting, in their order', async () => {
    const live = 'GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n';
    const heard = await answers(live.repeat(20), 20);
    expect(heard.match(/HTTP\/1\.1 200/g)).toHaveLength(20);
  });

  it('serves others beside 1,000 silent connections, readers that never read, and resets', async () => {
    const reference = await guildhall.raise();
    await guildhall.post(`/cases/${reference}/forward`, { department: 'highways' });
    await Promise.all(Array.from({ length: 1_000 }, open));
    for (let n = 0; n < 50; n++) {
      const reader = await open();
      reader.pause();
      reader.write('GET /departments/highways/feed/live HTTP/1.1\r\nhost: x\r\n\r\n');
      const half = await open();
      half.end('GET /queue HTTP/1.1\r\nhost: x\r\n\r\n');
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
