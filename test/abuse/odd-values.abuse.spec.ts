import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Guildhall, lampIsOut } from '../acceptance/guildhall';

const MAIN = join(__dirname, '../../dist/apps/standalone/main.js');

describe('values that look like something and are nothing', () => {
  let guildhall: Guildhall;
  beforeAll(async () => (guildhall = await Guildhall.start({ LOG_LEVEL: 'warn' })));
  afterAll(() => guildhall.dispose());

  it.each(['\u202e', '\u200b\u200b', ' \u2060 '])(
    'refuses a summary that cannot be seen (%j)',
    async (summary) => {
      const { status, body } = await guildhall.post('/cases', { ...lampIsOut, summary });
      expect([status, body.errors]).toEqual([422, [{ field: 'summary', message: 'Must say something' }]]);
    },
  );

  it.each(['مصباح الشارع', '路灯坏了', '💡?', '42'])(
    'takes a summary in any writing (%s)',
    async (summary) => {
      expect((await guildhall.post('/cases', { ...lampIsOut, summary })).status).toBe(201);
    },
  );

  it.each(['/docs/%00', `/docs/${'a'.repeat(3_000)}`, '/docs/none.css'])(
    'has nothing at %s',
    async (path) => {
      const { status, body } = await guildhall.get(path);
      expect([status, body.type]).toEqual([404, 'urn:guildhall:problem:no-such-route']);
    },
  );

  it('keeps the URL of a webhook as it is read when it is sent to', async () => {
    const webhooks = '/departments/highways/webhooks';
    const { status, body } = await guildhall.post(webhooks, { url: 'HTTPS://Works.Example.org:443/a/../in' });
    expect([status, body.url]).toEqual([201, 'https://works.example.org/in']);
    expect((await guildhall.post(webhooks, { url: 'https://exa\tmple.org/\r\n' })).status).toBe(422);
  });

  it('says that networks for webhooks are none before anything is made', () => {
    const folder = join(tmpdir(), `guildhall-unmade-${process.pid}`);
    const env = { ...process.env, PORT: '0', GUILDHALL_DATA: folder, GUILDHALL_WEBHOOK_NETWORKS: 'none' };
    const { status, stderr } = spawnSync(process.execPath, [MAIN], {
      env,
      encoding: 'utf8',
      timeout: 60_000,
    });
    expect([status, stderr]).toEqual([
      1,
      expect.stringContaining('GUILDHALL_WEBHOOK_NETWORKS: give addresses'),
    ]);
    expect(existsSync(folder)).toBe(false);
  }, 60_000);
});
