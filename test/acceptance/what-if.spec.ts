import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Guildhall, lampIsOut } from './guildhall';

const WHAT_IF = join(__dirname, '../../dist/apps/what-if/main.js');

interface Standard {
  code: string;
  targets: { target: string; within: { amount: number } }[];
}

describe('a draft standard', () => {
  let guildhall: Guildhall;
  beforeAll(async () => {
    guildhall = await Guildhall.start();
    for (const day of ['02', '05']) {
      const reference = await guildhall.raise({ occurredAt: '2026-06-01T09:30:00Z' });
      const resolved = { outcome: 'fixed', occurredAt: `2026-06-${day}T10:00:00Z` };
      await guildhall.post(`/cases/${reference}/resolve`, resolved);
    }
  });
  afterAll(() => guildhall.dispose());

  /** To be resolved within so many working days. */
  const draft = async (days: number): Promise<Standard> => {
    const { body } = await guildhall.get('/catalogue/standards');
    const { standards } = body as { standards: { definition: Standard }[] };
    const found = standards.find(({ definition }) => definition.code === 'service-request-5-days');
    const targets = found?.definition.targets.map((target) =>
      target.target === 'resolve' ? { ...target, within: { ...target.within, amount: days } } : target,
    );
    return { ...found?.definition, targets } as Standard;
  };

  it('is tried on what has happened, and nothing is written', async () => {
    const { position } = (await guildhall.post('/cases', lampIsOut)).body as { position: string };
    await guildhall.get(`/service-excellence?waitFor=${position}`);
    const question = { standards: [await draft(3)], by: 'department' };
    const { status, body } = await guildhall.post('/service-excellence/what-if', question);
    expect(status).toBe(200);
    expect(body.groups[0].figures['resolved-within-standard']).toEqual({
      was: { value: 100, numerator: 2, denominator: 2 },
      wouldBe: { value: 50, numerator: 1, denominator: 2 },
    });
    const after = (await guildhall.get('/service-excellence')).body;
    expect(after.freshness.position).toBe(position);
    expect(after.groups[0].figures['resolved-within-standard']).toMatchObject({ value: 100 });
  });

  it('has to be one that could be published', async () => {
    const wrong = { ...(await draft(3)), openingHours: {} };
    const refused = await guildhall.post('/service-excellence/what-if', { standards: [wrong] });
    expect([refused.status, refused.body.errors[0].field]).toEqual([422, 'standards.0.openingHours']);
    const unknown = { ...(await draft(3)), code: 'never-published' };
    const { body } = await guildhall.post('/service-excellence/what-if', { standards: [unknown] });
    expect(body.type).toBe('urn:guildhall:problem:unknown-standard');
  });

  it('is tried from the command line too, while Guildhall runs', async () => {
    const file = join(guildhall.folder, 'draft.json');
    writeFileSync(file, JSON.stringify(await draft(3)));
    const ask = (...args: string[]) =>
      spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', WHAT_IF, ...args], {
        encoding: 'utf8',
        env: guildhall.environment,
      });
    const { status, stdout } = ask('--standard', file);
    expect(status).toBe(0);
    expect(stdout).toContain('  Resolved within standard: 2 of 2 (100) → 1 of 2 (50)\n');
    expect(ask('--standard', file, '--by', 'weather')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^--by: /) as never,
    });
  });
});
