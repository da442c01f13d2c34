import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@guildhall/testing/until';
import { Guildhall } from './guildhall';

const PREVIEW = join(__dirname, '../../dist/apps/preview/main.js');

describe('npm run preview', () => {
  let guildhall: Guildhall;
  let folder: string;
  beforeAll(async () => {
    guildhall = await Guildhall.start();
    folder = mkdtempSync(join(tmpdir(), 'guildhall-words-'));
  });
  afterAll(async () => {
    await guildhall.dispose();
    rmSync(folder, { recursive: true });
  });

  const preview = (...args: string[]) =>
    spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', PREVIEW, ...args], {
      env: guildhall.environment,
      encoding: 'utf8',
    });

  it('shows a message for an example case, in each way in which it may travel', () => {
    const { stdout, status } = preview('--message', 'resolved');
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^Email\n-----\nSubject: Our answer[^]+Dear Joan Carter,[^]+Text message\n[^]+Letter\n/,
    );
  });

  it('shows it for a case as it stands, while Guildhall runs', async () => {
    const reference = await guildhall.raise();
    await guildhall.post(`/cases/${reference}/resolve`, { outcome: 'fixed', explanation: 'Lit again.' });
    const { stdout, stderr } = preview('--message', 'resolved', '--reference', reference);
    expect(stderr).toBe('');
    expect(stdout).toContain(`Our answer to your query: ${reference}`);
    expect(stdout).toContain('We fixed it: “Lit again”.');
  });

  it('shows the council’s own words, and says where they are wrong', () => {
    writeFileSync(
      join(folder, 'survey.md'),
      '## Subject\nS\n## Email\nWas it good, ((name))?\n## Text message\nT',
    );
    expect(preview('--message', 'survey', '--templates', folder).stdout).toContain(
      'Was it good, Joan Carter?',
    );
    writeFileSync(join(folder, 'survey.md'), '## Subject\nS\n## Email\n((nmae))\n## Text message\nT');
    const wrong = preview('--message', 'survey', '--templates', folder);
    expect([wrong.status, wrong.stderr]).toEqual([
      1,
      expect.stringContaining('survey.md, line 4: there is no placeholder ((nmae))'),
    ]);
    rmSync(join(folder, 'survey.md'));
  });

  it.each([
    [['--message', 'resolvd'], 'Name a --message: one of received, joined, parted, forwarded'],
    [['--message', 'resolved', '--reference', 'ABC'], 'ABC is no reference'],
    [['--message', 'resolved', '--reference', 'THI-SON-E001'], 'no reference'],
    [['--mesage', 'resolved'], '--help explains'],
  ])('says what is wrong with %j', (args, fault) => {
    const { status, stderr } = preview(...args);
    expect([status, stderr]).toEqual([1, expect.stringContaining(fault)]);
  });
});

describe('a receipt of GOV.UK Notify', () => {
  let guildhall: Guildhall;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'guildhall-token-'));
    writeFileSync(join(folder, 'token'), 'a-long-secret\n');
    guildhall = await Guildhall.start({ NOTIFY_CALLBACK_TOKEN_FILE: join(folder, 'token') });
  });
  afterAll(async () => {
    await guildhall.dispose();
    rmSync(folder, { recursive: true });
  });

  const receipt = {
    id: '740e5834-3a29-46b4-9a6f-16142fde533a',
    reference: '7QK-4M2-9XD3-resolved-5d0c1be3a7f90e42',
    to: 'joan.carter@example.org',
    status: 'delivered',
    completed_at: '2026-06-05T10:31:00.000000Z',
    notification_type: 'email',
  };
  const send = (body: object, authorization = 'Bearer a-long-secret') =>
    guildhall.post('/notifications/receipts', body, { authorization });

  it('is believed with the token that was agreed, and no other', async () => {
    expect((await send(receipt)).status).toBe(204);
    for (const wrong of ['Bearer another', 'a-long-secret', '']) {
      const { status, body } = await send(receipt, wrong);
      expect([status, body.type]).toEqual([401, 'urn:guildhall:problem:receipt-not-proven']);
    }
  });
  it('leaves nothing personal in the log of the program', async () => {
    expect((await send({ ...receipt, status: 7 })).status).toBe(422);
    expect(guildhall.output).not.toMatch(/joan\.carter@|a-long-secret/i);
  });
  it('about somebody else’s message is none of ours', async () => {
    expect((await send({ ...receipt, reference: null })).status).toBe(204);
    expect((await send({ ...receipt, reference: 'parking-permits' })).status).toBe(204);
  });
});

describe('a customer of a Guildhall that runs', () => {
  let guildhall: Guildhall;
  beforeAll(async () => {
    guildhall = await Guildhall.start({ GUILDHALL_TELL_CUSTOMERS: '1', GUILDHALL_QUIET_HOURS: 'none' });
  });
  afterAll(() => guildhall.dispose());

  type Waiting = { id: string; carrier: string }[];
  /** The outbox, once there are so many messages in it. */
  const outboxOf = (count: number): Promise<Waiting> =>
    until(
      async () => ((await guildhall.get('/outbox')).body as { messages: Waiting }).messages,
      ({ length }) => length >= count,
    );

  it('is told at each stage, once, and reads it on the timeline', async () => {
    const reference = await guildhall.raise();
    await outboxOf(1);
    await guildhall.post(`/cases/${reference}/resolve`, { outcome: 'fixed', explanation: 'Lit again.' });
    const messages = await outboxOf(2);
    expect(messages.map(({ id, carrier }) => [id.slice(0, -17), carrier]).sort()).toEqual([
      [`${reference}-received`, 'email'],
      [`${reference}-resolved`, 'email'],
    ]);
    const resolved = messages.find(({ id }) => id.includes('resolved'));
    const { body } = await guildhall.get(`/outbox/${resolved?.id}`);
    expect(body).toMatchObject({
      to: 'joan.carter@example.org',
      subject: `Our answer to your query: ${reference}`,
      body: expect.stringContaining('We fixed it: “Lit again”.') as string,
    });
    expect(guildhall.output).not.toMatch(/joan\.carter@|Larch Close/);
  });

  it('has an outbox in which no other file is found', async () => {
    for (const id of ['nothing', '..%2Fmaster.key', '7QK-4M2-9XD3-resolved-5d0c1be3a7f90e42']) {
      const { status, body } = await guildhall.get(`/outbox/${id}`);
      expect([status, body.type]).toEqual([404, 'urn:guildhall:problem:message-not-found']);
    }
  });
});
