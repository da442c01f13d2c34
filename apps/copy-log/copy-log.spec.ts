import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedEventStore } from '@guildhall/event-store/embedded/embedded-event-store';
import type { EventData, EventReader, StoredEvent } from '@guildhall/event-store/event-store';
import { claimDataFolder } from '@guildhall/platform/data-folder';
import { ProtocolNode } from '@guildhall/testing/protocol-node';
import { until } from '@guildhall/testing/until';

const PROGRAM = join(process.cwd(), 'dist/apps/copy-log/main.js');
const STREAMS = 60;
const EVENTS = 1_200;

describe('copy-log', () => {
  let from: string;
  let node: ProtocolNode;
  let log: StoredEvent[];

  beforeEach(async () => {
    from = mkdtempSync(join(tmpdir(), 'guildhall-copy-'));
    node = await ProtocolNode.start();
    const store = EmbeddedEventStore.open({ file: join(from, 'events.db') });
    const appends: Promise<unknown>[] = [];
    for (let count = 0; count < EVENTS;) {
      const events = Array.from({ length: 1 + (count % 4) }, () => event(count++));
      appends.push(store.append(`case-${Math.floor(Math.random() * STREAMS)}`, 'any', events));
    }
    await Promise.all(appends);
    log = await wholeLog(store);
    await store.close();
  });
  afterEach(async () => {
    await node.dispose();
    rmSync(from, { recursive: true });
  });

  it('copies every event, in the order of the log, compares both, and says what to do next', async () => {
    const { code, out, err } = await run();

    const streams = new Set(log.map(({ stream }) => stream)).size;
    expect(err).toContain(`${log.length.toLocaleString('en-GB')} events of ${streams} streams are the same`);
    expect(out).toContain('ESDB_CONNECTION_STRING');
    expect(code).toBe(0);
    expect((await wholeLog(node.store)).map(kept)).toEqual(log.map(kept));
  });

  it('killed at any moment and called again, copies nothing twice and leaves nothing out', async () => {
    for (let kill = 0; kill < 6; kill++) {
      const before = (await wholeLog(node.store)).length;
      const child = start();
      const enough = before + 1 + Math.random() * 150;
      const copied = async (): Promise<number> => (await wholeLog(node.store)).length;
      await until(copied, (count) => count >= Math.min(enough, log.length), { every: 2 });
      child.kill(kill % 2 === 0 ? 'SIGKILL' : 'SIGINT');
      await once(child, 'close');
      expect((await wholeLog(node.store)).map(kept)).toEqual(
        log.slice(0, (await wholeLog(node.store)).length).map(kept),
      );
    }

    expect(await run()).toMatchObject({ code: 0 });
    expect((await wholeLog(node.store)).map(kept)).toEqual(log.map(kept));
    expect(await run()).toMatchObject({ code: 0 });
    expect(await wholeLog(node.store)).toHaveLength(log.length);
  }, 60_000);

  it('refuses a server that holds anything else, and adds nothing to it', async () => {
    await node.store.append('case-1', 'none', [event(0)]);

    const { code, err } = await run();
    expect(code).toBe(1);
    expect(err).toMatch(/not a copy of this log: it begins with CaseNoted at case-1@0/);
    expect(await wholeLog(node.store)).toHaveLength(1);
  });

  it('refuses to go on where somebody has gone on already', async () => {
    await run();
    await node.store.append('case-new', 'none', [event(0)]);

    expect(await run()).toMatchObject({
      code: 1,
      err: expect.stringMatching(/it ends with CaseNoted at case-new@0/) as string,
    });
  });

  it('notices an event in the copy that is not the one in the log', async () => {
    const other = await ProtocolNode.start();
    const middle = log[600];
    for (const copied of log) {
      const data = copied === middle ? '{"number":-1}' : copied.data;
      await other.store.append(copied.stream, 'any', [{ ...copied, data }]);
    }

    const { code, err } = await run(['--verify-only', '--to', other.connectionString]);
    expect(code).toBe(1);
    expect(err).toContain(`CaseNoted at ${middle?.stream}@${middle?.revision} has another data`);
    await other.dispose();
  });

  it('notices that the copy has two events in another order', async () => {
    const other = await ProtocolNode.start();
    const [first, ...rest] = log.filter(({ revision }) => revision === 0);
    for (const { stream, ...copied } of [...rest, first].filter((one) => one !== undefined)) {
      await other.store.append(stream, 'none', [copied]);
    }

    const { code, err } = await run(['--verify-only', '--to', other.connectionString]);
    expect(code).toBe(1);
    expect(err).toMatch(/stands where .* should be/);
    await other.dispose();
  });

  it('leaves a folder alone that a program runs on', async () => {
    const folder = claimDataFolder(from, { program: 'guildhall' });

    expect(await run()).toMatchObject({
      code: 1,
      err: expect.stringContaining('is in use by guildhall') as string,
    });
    folder.release();
  });

  it('says what is wrong with how it was called, and never shows the password', async () => {
    expect(await run(['--from', join(from, 'nowhere')])).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no folder') as string,
    });
    const { code, err } = await run(['--to', 'esdb://admin:hunter2@host:port']);
    expect(code).toBe(1);
    expect(err).toContain('cannot be understood');
    expect(err).not.toContain('hunter2');
  });

  function start(args: string[] = []) {
    const given = ['--from', from, '--to', node.connectionString, ...args];
    return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', PROGRAM, ...given]);
  }

  async function run(args?: string[]): Promise<{ code: number | null; out: string; err: string }> {
    const child = start(args);
    const said = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, ...said };
  }
});

async function wholeLog(reader: EventReader): Promise<StoredEvent[]> {
  return (await reader.readAll({ max: 2 * EVENTS })).events;
}

const kept = ({ stream, revision, id, type, data, metadata }: StoredEvent) =>
  [stream, revision, id, type, data, metadata].join(' ');

function event(number: number): EventData {
  return {
    id: randomUUID(),
    type: 'CaseNoted',
    data: JSON.stringify({ number }),
    metadata: '{"10":1,"9":2}',
  };
}
