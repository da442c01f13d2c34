import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Guildhall, lampIsOut } from './guildhall';

const DEMO = join(__dirname, '../../dist/apps/demo/main.js');
const WHICH = ['--size', '0.1', '--until', '2026-11-02'];

describe('A demonstration', () => {
  let guildhall: Guildhall;
  beforeAll(async () => (guildhall = await Guildhall.start()));
  afterAll(() => guildhall.dispose());

  const demo = (...args: string[]) =>
    spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', DEMO, ...args], {
      encoding: 'utf8',
      env: guildhall.environment,
    });
  /** Every figure there is, once the read models know of all that has happened. */
  const figuresNow = async (): Promise<Record<string, { value: number | null }>> => {
    const { body: raised } = await guildhall.post('/cases', lampIsOut, { 'idempotency-key': 'one-more' });
    const { body } = await guildhall.get(`/service-excellence?waitFor=${raised.position}`);
    return body.groups[0].figures;
  };

  it('is about half a year of a town, and goes on where it was broken off', async () => {
    await guildhall.end();
    const broken = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', DEMO, ...WHICH], {
      env: guildhall.environment,
    });
    await once(broken.stderr, 'data');
    broken.kill('SIGKILL');
    await once(broken, 'exit');

    const { status, stdout, stderr } = demo(...WHICH);
    expect([stderr.replace(/^\d+ %.*\n/gm, '').trim(), status]).toEqual(['', 0]);
    expect(stdout).toMatch(/^[\d,]+ cases, [\d,]+ commands\. Now: npm start/);
  });

  it('gives every figure something to show', async () => {
    await guildhall.start();
    const figures = await figuresNow();
    const shown = Object.entries(figures).filter(([, { value }]) => value === null || value === 0);
    expect(shown).toEqual([]);
    expect(figures['cases']?.value).toBeGreaterThan(800);
  });

  it('is the same again for the same seed: nothing is added', async () => {
    const { cases } = await figuresNow();
    await guildhall.end();
    expect(demo(...WHICH)).toMatchObject({ status: 0 });
    await guildhall.start();
    expect((await figuresNow())['cases']).toEqual(cases);
  });

  it('does not come among other cases', async () => {
    await guildhall.end();
    const { status, stderr } = demo('--seed', 'another');
    expect([status, stderr]).toEqual([1, expect.stringContaining('There are cases here already')]);
  });

  it.each([
    [['--until', 'yesterday'], '--until is a day, such as 2026-11-01'],
    [['--size', 'big'], '--size is a number'],
    [['--sise', '1'], '--help explains'],
  ])('says what is wrong with %j', (args, sentence) => {
    expect(demo(...args).stderr).toContain(sentence);
  });
});
