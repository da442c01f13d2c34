import { existsSync, openSync, closeSync, statSync, truncateSync, writeSync, writeFileSync } from 'node:fs';
import { randomFillSync } from 'node:crypto';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Databases } from '@guildhall/platform/database/databases';
import { PostgresDatabases } from '@guildhall/platform/postgres/postgres-databases';
import { SqliteDatabases } from '@guildhall/platform/sqlite/sqlite-databases';
import { allProjections } from '@guildhall/read-models/all-projections';
import { until } from '@guildhall/testing/until';
import { isEmbedded } from './foundation';
import { type Answer, Guildhall, lampIsOut } from './guildhall';

const NAMES = allProjections.map(({ name }) => name);
type Anything = any;

let guildhall: Guildhall;
let raised: string[];

beforeAll(async () => {
  guildhall = await Guildhall.start();
  raised = [];
  for (let n = 0; n < 30; n++) {
    const reference = await guildhall.raise();
    await guildhall.post(`/cases/${reference}/forward`, { department: 'highways' });
    raised.push(reference);
  }
});
afterAll(() => guildhall.dispose());

const stateOf = async (name: string): Promise<Anything> =>
  (await guildhall.get(`/operations/read-models/${name}`)).body;

const PATIENCE = { within: 60_000, every: 20 };
const settled = (name: string): Promise<Anything> =>
  until(
    () => stateOf(name),
    ({ live, building }) => live && !building,
    PATIENCE,
  );

/** Where the read models are, for whoever meddles with them. */
async function openPlace(): Promise<Databases> {
  const { DATABASE_URL } = guildhall.environment;
  return DATABASE_URL
    ? PostgresDatabases.open(DATABASE_URL)
    : new SqliteDatabases(join(guildhall.folder, 'read-models'));
}

async function meddle(build: string, statement: string): Promise<void> {
  const place = await openPlace();
  await sql.raw(statement).execute(await place.open(build));
  await place.close();
}

/** Every question has an answer, and none knows fewer cases than one before it. */
class Asking {
  readonly failures: unknown[] = [];
  answered = 0;
  private readonly ending = new AbortController();
  private readonly asking: Promise<void>[] = [];

  start(): void {
    this.ask('/service-excellence', ({ groups }) => groups[0].figures.cases.value);
    this.ask('/queue/counts?department=highways', ({ stages }) =>
      Object.values<{ cases: number }>(stages).reduce((sum, { cases }) => sum + cases, 0),
    );
    this.ask(`/cases/${raised[0]}`, ({ revision }) => revision);
    this.ask(`/cases/${raised[0]}/timeline`, ({ entries }) => entries.length);
    this.asking.push(this.command());
  }

  async stop(): Promise<void> {
    this.ending.abort();
    await Promise.all(this.asking);
  }

  private ask(path: string, count: (body: Anything) => number): void {
    let most = 0;
    const again = async (): Promise<void> => {
      while (!this.ending.signal.aborted) {
        const { status, body } = await guildhall.get(path);
        this.answered++;
        const counted = status === 200 ? count(body) : -1;
        if (counted < most) this.failures.push({ path, status, body, counted, most });
        most = Math.max(most, counted);
      }
    };
    this.asking.push(again());
  }

  /** Raises and forwards, and reads what was written. */
  private async command(): Promise<void> {
    while (!this.ending.signal.aborted) {
      const first: Answer<Anything> = await guildhall.post('/cases', lampIsOut);
      const { reference, position } = first.body;
      const answers = [first];
      answers.push(
        await guildhall.post(`/cases/${reference}/forward`, { department: 'highways' }),
        await guildhall.get(`/cases/${reference}?waitFor=${position}`),
      );
      this.failures.push(...answers.filter(({ status }) => status >= 300));
      this.answered += answers.length;
      raised.push(reference);
    }
  }
}

describe('Read models that are built again', () => {
  it('do so while commands are taken and queries answered: none fails, and none knows less than before', async () => {
    const asking = new Asking();
    asking.start();
    for (let round = 0; round < 2; round++) {
      for (const name of NAMES) {
        const { status, body } = await guildhall.post(`/operations/read-models/${name}/rebuild`);
        expect([status, body.building?.build]).toEqual([202, expect.stringContaining(`${name}.v`)]);
      }
      for (const name of NAMES) await settled(name);
    }
    await asking.stop();
    expect(asking.failures).toEqual([]);
    expect(asking.answered).toBeGreaterThan(50);
    for (const name of NAMES) {
      const { live, kept } = await stateOf(name);
      expect(live.build).toMatch(/\.b3$/);
      expect(kept.map(({ build }: { build: string }) => build)).toEqual([live.build.replace('.b3', '.b2')]);
    }
    const last = (await guildhall.get(`/cases/${raised.at(-1)}/history`)).body.freshness.position;
    const { body } = await guildhall.get(`/service-excellence?waitFor=${last}`);
    expect(body.groups[0].figures.cases.value).toBe(raised.length);
  }, 120_000);

  it('keep what was live before until they are told', async () => {
    for (const name of NAMES) {
      const { status, body } = await guildhall.post(`/operations/read-models/${name}/discard`);
      expect([status, body.kept]).toEqual([200, []]);
    }
    expect((await guildhall.post('/operations/read-models/queue/revert')).status).toBe(409);
    await guildhall.post('/operations/read-models/queue/rebuild');
    await settled('queue');
    const { position } = (await guildhall.post('/cases', lampIsOut)).body;
    expect((await guildhall.post('/operations/read-models/queue/revert')).status).toBe(202);
    const { live } = await settled('queue');
    expect(live.build).toMatch(/\.b3$/);
    expect((await guildhall.get(`/queue?waitFor=${position}`)).body.freshness).toMatchObject({
      stale: false,
    });
  });

  it('are named, and no other', async () => {
    const { status, body } = await guildhall.post('/operations/read-models/letters/rebuild');
    expect([status, body.type]).toEqual([404, 'urn:guildhall:problem:read-model-not-found']);
    expect(body.detail).toContain('case-view, timeline, queue');
  });

  it('go on being built by the next that starts, though the program is killed', async () => {
    await guildhall.post('/operations/read-models/timeline/rebuild');
    await guildhall.end('SIGKILL');
    await guildhall.start();
    const { live } = await settled('timeline');
    expect(live.build).toMatch(/\.b4$/);
    expect((await guildhall.get('/health/ready')).status).toBe(200);
  });
});

describe('A verification', () => {
  const verify = async (name: string): Promise<Anything> => {
    const { status } = await guildhall.post(`/operations/read-models/${name}/verification`);
    expect(status).toBe(202);
    const { body } = await until(
      () => guildhall.get(`/operations/read-models/${name}/verification`),
      ({ body: { verification } }) => verification.status !== 'asked',
      PATIENCE,
    );
    return body.verification;
  };

  it('finds every row as it should be, and one that was meddled with by its case', async () => {
    for (const name of NAMES) {
      expect(await verify(name)).toMatchObject({ status: 'alike', missing: 0, extra: 0, altered: 0 });
    }
    const { live } = await stateOf('queue');
    const reference = raised[7] ?? '';
    await meddle(live.build, `update queue set department = 'parks' where reference = '${reference}'`);
    expect(await verify('queue')).toMatchObject({
      status: 'different',
      altered: 1,
      differences: [{ table: 'queue', key: { reference }, kind: 'altered', columns: ['department'] }],
    });
    expect((await guildhall.get('/metrics')).body).toContain(
      'guildhall_projection_differences{projection="queue"} 1',
    );

    await guildhall.post('/operations/read-models/queue/rebuild');
    await settled('queue');
    expect(await verify('queue')).toMatchObject({ status: 'alike' });
  }, 120_000);
});

(isEmbedded ? describe : describe.skip)('A read model whose file is damaged', () => {
  const fileOf = (build: string): string => join(guildhall.folder, 'read-models', `${build}.db`);
  const garbage = (bytes: number): Buffer => randomFillSync(Buffer.alloc(bytes));

  /** Asks until it is answered again; meanwhile it says what is so, and the others answer. */
  async function isMended(name: string, path: string, damaged: string): Promise<void> {
    await until(
      async () => {
        const answer = await guildhall.get(path);
        if (answer.status === 503) {
          expect(answer.body.type).toBe('urn:guildhall:problem:read-model-damaged');
          expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
          expect(answer.body.detail).toContain(`The read model ${name} was damaged`);
          expect((await guildhall.get(`/cases/${raised[0]}/history`)).status).toBe(200);
        } else expect(answer.status).toBe(200);
        return stateOf(name);
      },
      ({ live, setAside }) => live && setAside.length > 0,
      PATIENCE,
    );
    const { live, setAside } = await stateOf(name);
    expect(live.build).not.toBe(damaged);
    expect(setAside).toMatchObject([{ build: `${damaged}.damaged` }]);
    expect(existsSync(fileOf(`${damaged}.damaged`))).toBe(true);
    const { position } = (await guildhall.post('/cases', lampIsOut)).body;
    const joined = path.includes('?') ? '&' : '?';
    const { freshness } = (await guildhall.get(`${path}${joined}waitFor=${position}`)).body;
    expect(freshness.stale).toBe(false);
  }

  it.each([
    ['timeline', () => `/cases/${raised[0]}/timeline`],
    ['metrics', () => '/service-excellence'],
    ['queue', () => '/queue?department=highways'],
  ])(
    'with garbage from the first byte to the last, is set aside and built again while all goes on: %s',
    async (name, path) => {
      const { live } = await stateOf(name);
      const file = fileOf(live.build);
      writeFileSync(file, garbage(statSync(file).size), { flag: 'r+' });
      writeFileSync(`${file}-wal`, '');
      await isMended(name, path(), live.build);
    },
    60_000,
  );

  it('cut short is found when the program starts', async () => {
    const { live } = await stateOf('queue');
    await guildhall.end();
    truncateSync(fileOf(live.build), 5_000);
    await guildhall.start();
    await isMended('queue', '/queue?department=highways', live.build);
  }, 60_000);

  it('overwritten in its middle is found by whoever asks for what was there', async () => {
    const { live } = await stateOf('timeline');
    await guildhall.end();
    const file = fileOf(live.build);
    const [handle, { size }] = [openSync(file, 'r+'), statSync(file)];
    writeSync(handle, garbage(size - 3 * 4_096), 0, undefined, 3 * 4_096);
    closeSync(handle);
    await guildhall.start();
    await isMended('timeline', `/cases/${raised[0]}/timeline`, live.build);
  }, 60_000);

  it('as all of them are, with the account of builds, is built again with the others', async () => {
    const { body } = await guildhall.get('/operations/read-models');
    await guildhall.end('SIGKILL');
    for (const name of ['builds', ...body.readModels.map(({ live }: Anything) => live.build)]) {
      writeFileSync(fileOf(name), garbage(50_000));
    }
    await guildhall.start();
    for (const name of NAMES) await settled(name);
    expect((await guildhall.get('/service-excellence')).body.groups[0].figures.cases.value).toBeGreaterThan(
      30,
    );
    expect((await guildhall.get('/health/ready')).body.status).toBe('ready');
  }, 60_000);
});
