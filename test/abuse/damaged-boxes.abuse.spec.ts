import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Guildhall } from '../acceptance/guildhall';

/** Turns a bit of every box of a case over that is in a file. */
function damageBoxes(file: string): void {
  const bytes = readFileSync(file);
  for (const { 0: box, index } of bytes.toString('latin1').matchAll(/s1\.case-[^.]+\.\d+\.[\w-]{40}/g)) {
    const at = index + box.length - 5;
    bytes[at] = bytes[at] === 0x41 ? 0x42 : 0x41;
  }
  writeFileSync(file, bytes);
}

describe('what is sealed in the read models and was damaged', () => {
  let guildhall: Guildhall;
  let reference: string;
  let customerId: string;

  beforeAll(async () => {
    guildhall = await Guildhall.start({ LOG_LEVEL: 'warn' });
    reference = await guildhall.raise();
    const { body } = await guildhall.post(`/cases/${reference}/forward`, { department: 'highways' });
    await guildhall.get(`/queue?waitFor=${body.position}`);
    customerId = (await guildhall.get(`/cases/${reference}`)).body.customerId;
    await guildhall.end();
    const folder = join(guildhall.folder, 'read-models');
    for (const name of readdirSync(folder)) if (/\.v\d+\.db$/.test(name)) damageBoxes(join(folder, name));
    await guildhall.start();
  }, 60_000);
  afterAll(() => guildhall.dispose());

  it('is shown as unreadable beside all that is whole, on every page that it is on', async () => {
    const { status, body } = await guildhall.get('/queue?department=highways');
    expect(status).toBe(200);
    expect(body.cases).toMatchObject([{ reference, unreadable: true, stage: 'forwarded' }]);
    for (const page of [
      `/cases/${reference}`,
      `/cases/${reference}/timeline`,
      `/customers/${customerId}/timeline`,
      `/customers/${customerId}`,
    ]) {
      const answer = await guildhall.get(page);
      expect([page, answer.status]).toEqual([page, 200]);
      expect(JSON.stringify(answer.body)).toContain('"unreadable":true');
    }
  });

  it('is said in the log once, with the case', async () => {
    await guildhall.get('/queue?department=highways');
    await guildhall.get('/queue?department=highways');
    const said = guildhall.output.split('\n').filter((line) => line.includes('shown as unreadable'));
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(`"stream":"case-`);
  });

  it('is read from the log all the same, and the case goes on', async () => {
    const { body } = await guildhall.get(`/cases/${reference}/history`);
    expect(JSON.stringify(body)).toContain('Street light out');
    expect((await guildhall.post(`/cases/${reference}/assign`, { officer: 'p.shah' })).status).toBe(200);
  });
});
