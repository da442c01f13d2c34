import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { allProjections } from '@guildhall/read-models/all-projections';
import { sql } from 'kysely';
import { PostgresDatabases } from '@guildhall/platform/postgres/postgres-databases';
import { SqliteDatabases } from '@guildhall/platform/sqlite/sqlite-databases';
import { isEmbedded } from './foundation';
import { Guildhall } from './guildhall';

const APPS = join(__dirname, '../../dist/apps/read-models');

let guildhall: Guildhall;
const references: string[] = [];
beforeAll(async () => {
  guildhall = await Guildhall.start();
  for (let n = 0; n < 5; n++) references.push(await guildhall.raise());
});
afterAll(() => guildhall.dispose());

async function run(command: 'rebuild' | 'verify', ...args: string[]) {
  const parameters = ['--disable-warning=ExperimentalWarning', join(APPS, `${command}.js`), ...args];
  const child = spawn(process.execPath, parameters, { env: guildhall.environment });
  const exit = once(child, 'exit') as Promise<[number | null]>;
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  return { code, out, err };
}

async function meddle(build: string, statement: string): Promise<void> {
  const { DATABASE_URL } = guildhall.environment;
  const place = DATABASE_URL
    ? await PostgresDatabases.open(DATABASE_URL)
    : new SqliteDatabases(join(guildhall.folder, 'read-models'));
  await sql.raw(statement).execute(await place.open(build));
  await place.close();
}

describe.each([
  ['while Guildhall runs', true],
  ['while none runs', false],
])('A read model, %s', (_, runs) => {
  beforeAll(async () => {
    if (!runs) await guildhall.end();
  });
  afterAll(async () => {
    if (!runs) await guildhall.start();
  });

  it('is built again by one command', async () => {
    const { code, out, err } = await run('rebuild', '--read-model', 'queue');
    expect([code, err]).toEqual([0, expect.stringContaining('Building queue again')]);
    expect(out).toMatch(/^queue: (queue\.v\d)\.b\d is live\. Kept until it is discarded: \1/);
  }, 60_000);

  it('is built again with all the others, and what was live before is thrown away', async () => {
    const { code, out } = await run('rebuild', '--all', '--discard');
    expect([code, out.trim().split('\n')]).toEqual([
      0,
      allProjections.map(({ name }) =>
        expect.stringMatching(new RegExp(`^${name}: ${name}\\.v\\d\\.b\\d is live\\.$`)),
      ),
    ]);
  }, 60_000);

  it('is verified by one command, which names the case whose row was meddled with', async () => {
    const { code, out } = await run('verify');
    expect([code, out.match(/all as the log says/g)?.length]).toEqual([0, allProjections.length]);

    const { out: json } = await run('verify', '--read-model', 'queue', '--json');
    const [{ verification }] = JSON.parse(json) as [{ verification: { build: string } }];
    await meddle(
      verification.build,
      `update queue set kind = 'comment' where reference = '${references[3]}'`,
    );
    const found = await run('verify', '--read-model', 'queue');
    expect([found.code, found.out]).toEqual([1, expect.stringContaining('0 missing, 0 too many, 1 altered')]);
    expect(found.out).toContain(`altered  queue: reference ${references[3]} (kind)`);
  }, 60_000);
});

describe('The commands', () => {
  it.each([
    [['--read-model', 'letters'], 'There is no read model called letters'],
    [['--discard'], 'Say which'],
    [['--all', '--url', 'nowhere'], '“nowhere” is no address'],
    [['--new', '--url', 'http://127.0.0.1:1'], 'Leave it out'],
  ])('say what is wrong: %j', async (args, sentence) => {
    const { code, err } = await run('rebuild', ...args);
    expect([code, err]).toEqual([1, expect.stringContaining(sentence)]);
    expect(err).not.toContain('    at ');
  });

  it('say that nothing is new, for everything is there', async () => {
    expect(await run('rebuild', '--new')).toMatchObject({
      code: 0,
      out: expect.stringContaining('Nothing is new'),
    });
  });
});

(isEmbedded ? describe : describe.skip)('A new version', () => {
  it('is built while the one before it runs, so that it is there when the new one starts', async () => {
    await guildhall.end();
    rmSync(join(guildhall.folder, 'read-models'), { recursive: true });
    const { code, err } = await run('rebuild', '--new');
    expect([code, err]).toEqual([0, expect.stringContaining('Building case-view, timeline, queue')]);
    await guildhall.start();
    const { body } = await guildhall.get('/service-excellence');
    expect(body.groups[0].figures.cases.value).toBe(references.length);
  }, 60_000);
});
