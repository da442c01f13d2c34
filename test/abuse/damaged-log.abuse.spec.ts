import { spawnSync } from 'node:child_process';
import { closeSync, copyFileSync, cpSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs'; // prettier-ignore
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Guildhall, lampIsOut } from '../acceptance/guildhall';

const APPS = join(__dirname, '../../dist/apps');
const run = (program: string, settings: Record<string, string>, ...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(APPS, program, 'main.js'), ...args],
    { env: { ...process.env, PORT: '0', ...settings }, encoding: 'utf8', timeout: 60_000 },
  );
  return { status, said: stdout + stderr };
};
const check = (folder: string, ...args: string[]) => run('check-log', {}, '--data', folder, ...args);

describe('a log that is not what was written', () => {
  let whole: string;
  let folder: string;
  let reference: string;

  beforeAll(async () => {
    whole = mkdtempSync(join(tmpdir(), 'guildhall-whole-'));
    const guildhall = await Guildhall.start({ LOG_LEVEL: 'warn' });
    for (let n = 0; n < 30; n++) reference = await guildhall.raise({ summary: `Lamp ${n}` });
    const { body } = await guildhall.post(`/cases/${reference}/forward`, { department: 'highways' });
    await guildhall.get(`/queue?waitFor=${body.position}`);
    expect(check(guildhall.folder)).toMatchObject({ status: 0 });
    await guildhall.end();
    cpSync(guildhall.folder, whole, { recursive: true });
    await guildhall.dispose();
  }, 60_000);
  afterAll(() => rmSync(whole, { recursive: true }));
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'guildhall-damaged-'));
    cpSync(whole, folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const log = (): string => join(folder, 'events.db');
  function alter(sql: string): void {
    const db = new DatabaseSync(log());
    db.exec(sql);
    db.close();
  }

  it('is found to be whole when it is', () => {
    const { status, said } = check(folder);
    expect([status, said]).toEqual([0, expect.stringContaining('none missing')]);
  });

  it.each([
    ['an event was deleted', 'DELETE FROM events WHERE position = 60', 'position 0000000000000060: missing'],
    [
      'a stream lost an event and the positions were closed up',
      `DELETE FROM events WHERE revision = 0 AND stream = (SELECT no FROM streams WHERE name LIKE 'case-%' ORDER BY no DESC LIMIT 1)`,
      'revision 0 of the stream is missing',
    ],
    ['data is no JSON', `UPDATE events SET data = 'x' WHERE position = 60`, 'position 0000000000000060'],
    ['data is other JSON', `UPDATE events SET data = '{"a":1}' WHERE position = 60`, 'is not valid'],
    [
      'a type is unknown',
      `UPDATE events SET type = 'Nothing' WHERE position = 60`,
      'No event type is called Nothing',
    ],
    [
      'an event is another that its schema allows',
      `UPDATE events SET data = replace(data, '"channel":"phone"', '"channel":"email"') WHERE type = 'QueryRaised'`,
      'not what was written',
    ],
    ['metadata is gone', `UPDATE events SET metadata = '{}' WHERE position = 60`, 'metadata of'],
  ])('is named by check-log where %s', (_, sql, named) => {
    alter(sql);
    const { status, said } = check(folder);
    expect(status).toBe(1);
    expect(said).toContain(log());
    expect(said).toContain(named);
    expect(said).toContain('restore');
  });

  it.each([0.3, 0.5, 0.7])('is named by check-log where bytes were flipped at %d of the file', (part) => {
    const file = openSync(log(), 'r+');
    writeSync(
      file,
      Buffer.alloc(4_096, 0xa5),
      0,
      4_096,
      Math.floor((statSync(log()).size * part) / 4_096) * 4_096,
    );
    closeSync(file);
    const { status, said } = check(folder);
    expect([status, said]).toEqual([1, expect.stringContaining('is damaged')]);
  });

  it('is named by check-log, and not started on, where its file was cut or is another file', () => {
    truncateSync(log(), Math.floor(statSync(log()).size / 2 / 4_096) * 4_096);
    expect(check(folder).status).toBe(1);
    copyFileSync(join(APPS, 'check-log/main.js'), log());
    expect(check(folder).status).toBe(1);
    const { status, said } = run('standalone', { GUILDHALL_DATA: folder });
    expect([status, said]).toEqual([1, expect.stringContaining('events.db')]);
    expect(said).not.toContain('    at ');
  });

  it('is read on by check-log behind what cannot be read, which it names', () => {
    const [{ events, last }] = new DatabaseSync(log())
      .prepare('SELECT count(*) AS events, max(position) AS last FROM events')
      .all() as [{ events: number; last: number }];
    const bytes = readFileSync(log());
    const page = Math.floor(bytes.indexOf('QueryRaised') / 4_096);
    writeFileSync(log(), bytes.fill(0xff, page * 4_096, (page + 1) * 4_096));
    const { status, said } = check(folder);
    expect(status).toBe(1);
    const [, from, to] = /positions (\d+) to (\d+): cannot be read/.exec(said) ?? [];
    const lost = Number(to) - Number(from) + 1;
    expect(lost).toBeLessThan(50);
    expect(said).toContain(`${events - lost} events can be read, up to ${String(last).padStart(16, '0')}`);
  });

  it('is not started on where the read models know more than it: its end is gone, and check-log says so', () => {
    alter('DELETE FROM events WHERE position > 60');
    const checked = check(folder);
    expect([checked.status, checked.said]).toEqual([
      1,
      expect.stringContaining('after position 0000000000000060: the read model'),
    ]);
    const { status, said } = run('standalone', { GUILDHALL_DATA: folder });
    expect(status).toBe(1);
    expect(said).toContain('The log ends at 0000000000000060');
    expect(said).not.toContain('    at ');
  });

  it('is not started on where the root of its table cannot be read, and the refusal names the file and what to do', () => {
    const [root] = new DatabaseSync(log())
      .prepare(`SELECT rootpage FROM sqlite_schema WHERE name = 'events'`)
      .all();
    const file = openSync(log(), 'r+');
    writeSync(file, Buffer.alloc(4_096, 0xa5), 0, 4_096, (Number(root?.['rootpage']) - 1) * 4_096);
    closeSync(file);
    const { status, said } = run('standalone', { GUILDHALL_DATA: folder });
    expect(status).toBe(1);
    expect(said).toContain(`The log in ${log()} is damaged`);
    expect(said).toContain('npm run check-log');
    expect(said).toContain('npm run restore');
    expect(said).not.toContain('    at ');
  });

  it('takes no more events once anybody has met that one is missing, and says so once, in health, the log and the metrics', async () => {
    const events = new DatabaseSync(log());
    const [last] = events
      .prepare(
        `SELECT position FROM events
         WHERE stream = (SELECT stream FROM events WHERE position = 60)
         ORDER BY revision DESC LIMIT 1`,
      )
      .all();
    events.exec(`DELETE FROM events WHERE position = ${Number(last?.['position'])}`);
    events.close();
    const missing = `position ${String(last?.['position']).padStart(16, '0')}`;
    const guildhall = await Guildhall.start({ GUILDHALL_DATA: folder, LOG_LEVEL: 'warn' });
    try {
      let health = await guildhall.get('/health/ready');
      while (health.status === 200) health = await guildhall.get('/health/ready');
      expect(health.status).toBe(503);
      expect(health.body.eventStore.reason).toContain(missing);

      const { status, body } = await guildhall.post(`/cases/${reference}/notes`, {
        visibility: 'staff',
        text: 'Rang back.',
      });
      expect([status, body.type]).toEqual([500, 'urn:guildhall:problem:log-damaged']);
      expect((await guildhall.post('/cases', lampIsOut)).status).toBe(500);
      expect((await guildhall.get(`/cases/${reference}/history`)).status).toBe(200);
      expect((await guildhall.get('/metrics')).body).toContain('guildhall_log_up 0');
      const lines = guildhall.output.split('\n').filter((line) => line.includes('"the log is damaged'));
      expect(lines).toEqual([expect.stringContaining(missing)]);
      expect(guildhall.output).not.toContain('for now');
    } finally {
      await guildhall.dispose();
    }
  }, 60_000);

  it('stops every read model where one that was behind meets what is missing', async () => {
    const [queue] = readdirSync(join(folder, 'read-models')).filter((name) => /^queue\.v\d+\.db$/.test(name));
    const events = new DatabaseSync(log());
    const [before] = events
      .prepare(`SELECT json_extract(metadata, '$.recordedAt') AS at FROM events WHERE position = 60`)
      .all();
    events.exec('DELETE FROM events WHERE position = 65');
    events.close();
    const readModel = new DatabaseSync(join(folder, 'read-models', String(queue)));
    readModel
      .prepare(`UPDATE checkpoint SET position = '0000000000000060', event_at = ?`)
      .run(Date.parse(String(before?.['at'])));
    readModel.close();
    const guildhall = await Guildhall.start({ GUILDHALL_DATA: folder, LOG_LEVEL: 'warn' });
    try {
      const { status, body } = await guildhall.get('/health/ready');
      expect(status).toBe(503);
      expect(body.projections).toHaveLength(7);
      for (const one of body.projections) {
        expect(one).toMatchObject({ status: 'stopped' });
        expect(one.reason).toContain('position 0000000000000065');
      }
      expect(guildhall.output).toContain('a projection has stopped');
      expect((await guildhall.get('/metrics')).body).toContain(
        'guildhall_projection_up{projection="queue"} 0',
      );
    } finally {
      await guildhall.dispose();
    }
  }, 60_000);

  it('is not taken for damage of a read model: the build stops at it, once', async () => {
    const bytes = readFileSync(log());
    const page = Math.floor(bytes.lastIndexOf('QueryRaised') / 4_096);
    writeFileSync(log(), bytes.fill(0xff, page * 4_096, (page + 1) * 4_096));
    rmSync(join(folder, 'read-models'), { recursive: true });
    const guildhall = await Guildhall.start({ GUILDHALL_DATA: folder, LOG_LEVEL: 'warn' });
    try {
      const { status, body } = await guildhall.get('/health/ready');
      expect(status).toBe(503);
      expect(body.projections[0].reason).toContain('missing or unreadable');
      await sleep(1_000);
      expect(guildhall.output).not.toContain('a read model is damaged');
      expect(readdirSync(join(folder, 'read-models')).filter((name) => name.includes('.damaged'))).toEqual(
        [],
      );
    } finally {
      await guildhall.dispose();
    }
  }, 60_000);

  it('stops the read models at the event, which health names, and is never read around', async () => {
    alter('DELETE FROM events WHERE position = 60');
    rmSync(join(folder, 'read-models'), { recursive: true });
    const guildhall = await Guildhall.start({ GUILDHALL_DATA: folder, LOG_LEVEL: 'warn' });
    try {
      let stopped: { status: string; reason?: string }[] = [];
      while (stopped.length === 0) {
        const { body } = await guildhall.get('/health/ready');
        stopped = body.projections.filter(({ status }: { status: string }) => status === 'stopped');
      }
      expect(stopped[0]?.reason).toContain('position 0000000000000060');
    } finally {
      await guildhall.dispose();
    }
  }, 60_000);

  it('stops the read models at an event that was changed into another, and refuses commands that rest on it', async () => {
    alter(`UPDATE events SET data = replace(data, '"phone"', '"email"')
           WHERE type = 'QueryRaised' AND stream = (SELECT no FROM streams WHERE name = 'case-${reference}')`);
    rmSync(join(folder, 'read-models'), { recursive: true });
    const guildhall = await Guildhall.start({ GUILDHALL_DATA: folder, LOG_LEVEL: 'warn' });
    try {
      const { status, body } = await guildhall.post(`/cases/${reference}/forward`, { department: 'waste' });
      expect([status, body.type]).toEqual([500, 'urn:guildhall:problem:log-damaged']);
      expect(body.detail).toContain('npm run check-log');
      let said = '';
      while (!said.includes('not what was written')) {
        said = JSON.stringify((await guildhall.get('/health/ready')).body);
      }
    } finally {
      await guildhall.dispose();
    }
  }, 60_000);

  it('is told from the log of which a digest was noted, though everything in it fits together', () => {
    const [, position, digest] = /--up-to (\d+) --digest (\w+)/.exec(check(folder).said) ?? [];
    const noted = ['--up-to', String(position), '--digest', String(digest)];
    expect(check(folder, ...noted)).toMatchObject({ status: 0 });

    alter(`UPDATE events SET data = replace(data, '"phone"', '"email"'), checksum = NULL`);
    expect(check(folder)).toMatchObject({ status: 0 });
    const altered = check(folder, ...noted);
    expect([altered.status, altered.said]).toEqual([1, expect.stringContaining('altered since its digest')]);

    alter(`DELETE FROM events WHERE position = ${Number(position)}`);
    const cut = check(folder, ...noted);
    expect([cut.status, cut.said]).toEqual([1, expect.stringContaining(`all up to ${position} is gone`)]);

    const half = check(folder, '--up-to', '12');
    expect([half.status, half.said]).toEqual([1, expect.stringContaining('--digest is the 64 digits')]);
  });

  it('says nothing of a person when it names what is wrong', () => {
    alter(`UPDATE events SET data = '{"summary":"Joan Carter' WHERE position = 60`);
    expect(check(folder).said).not.toContain('Joan');
    expect(readFileSync(log()).includes('Joan Carter')).toBe(true);
  });
});
