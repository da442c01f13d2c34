import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Guildhall, lampIsOut } from './guildhall';

const MAIN = join(__dirname, '../../dist/apps/standalone/main.js');
const run = (settings: Record<string, string>) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN], {
    env: { ...process.env, PORT: '0', ...settings },
    encoding: 'utf8',
    timeout: 20_000,
  });
  return { status, said: stdout + stderr };
};

describe('an installation', () => {
  let guildhall: Guildhall;
  beforeAll(async () => (guildhall = await Guildhall.start()));
  afterAll(() => guildhall.dispose());

  it('says where everything is, with a first command that works', async () => {
    expect(guildhall.output).toContain(`${guildhall.url}/docs`);
    expect(guildhall.output).toContain(guildhall.folder);
    const [, body = ''] = /-d '(\{.*?\})'/s.exec(guildhall.output) ?? [];
    expect((await guildhall.post('/cases', JSON.parse(body))).status).toBe(201);
  });

  it('is alive, ready, and says how far each read model is behind', async () => {
    expect((await guildhall.get('/health/live')).body).toEqual({ status: 'alive' });
    const { status, body } = await guildhall.get('/health/ready');
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'ready', eventStore: { status: 'writable' } });
    expect(body.projections.map(({ name }: { name: string }) => name)).toEqual([
      'case-view',
      'timeline',
      'queue',
      'metrics',
      'assessment',
      'nearby',
      'search',
    ]);
  });

  it('has figures for Prometheus, without a reference or a name in them', async () => {
    const reference = await guildhall.raise();
    await guildhall.get(`/cases/${reference}`);
    const { body } = await guildhall.get('/metrics');
    expect(body).toContain('guildhall_projection_behind_events{projection="queue"}');
    expect(body).toContain('route="/cases/:reference"');
    expect(body).not.toContain(reference);
  });

  it('describes every route, with what each body must be', async () => {
    const { body } = await guildhall.get('/docs-json');
    expect(Object.keys(body.paths).length).toBeGreaterThan(35);
    expect(body.components.schemas.RaiseQueryRequest.required).toEqual(['service', 'channel', 'summary']);
    expect((await guildhall.get('/docs')).status).toBe(200);
  });

  it('keeps its folder to itself: a second one is told who has it and what to do', () => {
    const { status, said } = run({ GUILDHALL_DATA: guildhall.folder });
    expect(status).toBe(1);
    expect(said).toContain(guildhall.folder);
    expect(said).toContain(guildhall.url);
    expect(said).not.toContain('    at ');
  });

  it.each([
    [{ PORT: 'three' }, 'PORT'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL'],
    [{ HOST: '0.0.0.0' }, 'GUILDHALL_ALLOW_REMOTE=1'],
  ])('refuses settings it cannot use and names them: %j', (settings, named) => {
    const { status, said } = run({ GUILDHALL_DATA: guildhall.folder, ...settings });
    expect(status).toBe(1);
    expect(said).toContain(named);
    expect(said).not.toContain('    at ');
  });

  it('writes nothing readable of a person to any file or log', async () => {
    const reference = await guildhall.raise({
      onBehalfOf: { name: 'Alfred Carter' },
      address: '14 Larch Close',
      occurredAt: '2026-06-01T09:00:00Z',
    });
    const on = (path: string, body: object) => guildhall.post(`/cases/${reference}/${path}`, body);
    await on('forward', { department: 'highways', reason: 'Zebedee said so' });
    await on('notes', { visibility: 'staff', text: 'Zebedee knows the column' });
    await on('actions', { actionId: 'a', what: 'Zebedee goes up', when: { day: '2027-01-08' } });
    await on('actions/a/take', { outcome: 'done', note: 'Zebedee went up' });
    await on('documents', {
      name: 'zebedee.jpg',
      mediaType: 'image/jpeg',
      size: 1,
      sha256: 'a'.repeat(64),
      visibility: 'staff',
    });
    const resolved = await on('resolve', { outcome: 'fixed', explanation: 'Zebedee fixed it' });
    await guildhall.post('/cases', { ...lampIsOut, channel: 'Zebedee' });
    await guildhall.get(`/cases/${reference}/timeline?waitFor=${resolved.body.position}`);

    const files = readdirSync(guildhall.folder, { recursive: true, encoding: 'utf8' }).map((name) =>
      join(guildhall.folder, name),
    );
    const kept = files.filter((file) => statSync(file).isFile()).map((file) => readFileSync(file, 'latin1'));
    expect(kept.length).toBeGreaterThan(6);
    for (const text of [...kept, guildhall.output.replace(/curl[^]*?Ctrl-C/, '')]) {
      for (const personal of [
        'Joan Carter',
        'joan.carter@',
        '555123',
        'Larch Close',
        'Alfred',
        'Zebedee',
        'zebedee',
        'Dark for a week',
        'Street light out',
      ]) {
        expect(text.includes(personal)).toBe(false);
      }
    }
    // And yet it is all there for whoever may read it.
    expect((await guildhall.get(`/cases/${reference}/history`)).body.events.at(-1).data.explanation).toBe(
      'Zebedee fixed it',
    );
  });

  it('stops in order on Ctrl-C, and carries on where it was', async () => {
    const reference = await guildhall.raise();
    expect(await guildhall.end('SIGINT')).toBe(0);
    expect(guildhall.output).toContain('Nothing was lost');
    await guildhall.start();
    expect((await guildhall.get(`/cases/${reference}`)).body.reference).toBe(reference);
  });
});
