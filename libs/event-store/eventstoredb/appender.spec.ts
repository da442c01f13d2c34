import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb';
import { Meddler } from '../../testing/meddler';
import { ProtocolNode } from '../../testing/protocol-node';
import { TcpProxy } from '../../testing/tcp-proxy';
import { type EventData, RevisionConflict } from '../event-store';
import { StoreUnavailable } from '../store-unavailable';
import { EventStoreDb } from './event-store-db';

/** Milliseconds: short, so that tests are. */
const TIMING = { appendTimeout: 300, readTimeout: 500, patience: 20_000 };

describe('An append that is not answered', () => {
  let node: ProtocolNode;
  let meddler: Meddler;
  let store: EventStoreDb;

  beforeEach(async () => {
    node = await ProtocolNode.start();
    meddler = await Meddler.before(node.address);
    store = EventStoreDb.open({ connectionString: meddler.connectionString, ...TIMING });
  });
  afterEach(async () => {
    await store.close();
    meddler.close();
    await node.dispose();
  });

  it('but was written is found, and answered as it would have been', async () => {
    meddler.keepsAnswer = once();
    const result = await store.append('case-1', 'none', [event(), event()]);

    const standing = await node.store.readStream('case-1');
    expect(standing).toHaveLength(2);
    expect(result).toEqual({ revision: 1, position: (await store.readStream('case-1'))[1]?.position });
    expect(store.metrics).toMatchObject({ unresolvedAppends: 1 });
  });

  it('and was not written is sent again, the same events at the same revision', async () => {
    await store.append('case-1', 'none', [event()]);
    meddler.keepsRequest = once();
    const events = [event(), event()];

    expect(await store.append('case-1', 0, events)).toMatchObject({ revision: 2 });
    expect((await node.store.readStream('case-1', { from: 1 })).map(({ id }) => id)).toEqual(
      events.map(({ id }) => id),
    );
  });

  it.each(['none', 'any', 0] as const)(
    'and gets there late, after it was sent again at “%s”, is written once',
    async (expected) => {
      if (expected === 0) await store.append('case-1', 'none', [event()]);
      const late: BatchAppendReq[] = [];
      meddler.keepsRequest = (request) => late.length === 0 && late.push(request) > 0;
      const wanted = event();
      const result = await store.append('case-1', expected, [wanted]);

      // What the network had held up arrives now.
      await meddler.replay(late);

      const standing = await node.store.readStream('case-1');
      expect(standing.filter(({ id }) => id === wanted.id)).toHaveLength(1);
      expect(await store.append('case-1', expected, [wanted])).toEqual(result);
    },
  );

  it('while another got in first is a conflict that says where the stream is', async () => {
    await store.append('case-1', 'none', [event()]);
    meddler.keepsRequest = (request) => {
      meddler.keepsRequest = () => false;
      void node.store.append('case-1', 0, [event(), event()]);
      return request.getIsFinal();
    };

    await expect(store.append('case-1', 0, [event()])).rejects.toMatchObject({
      name: 'RevisionConflict',
      expected: 0,
      actual: 2,
    });
  });

  it('does not disturb the others, which are answered', async () => {
    const lost = event();
    meddler.keepsAnswer = once();
    const outcomes = await Promise.all(
      Array.from({ length: 64 }, (_, index) =>
        store.append(`case-${index}`, 'none', [index === 0 ? lost : event()]),
      ),
    );

    expect(outcomes.every(({ revision }) => revision === 0)).toBe(true);
    expect((await node.store.readAll()).events).toHaveLength(64);
  });

  it('and stays so is given up after a while, with a sentence that says what to do', async () => {
    const hasty = EventStoreDb.open({
      connectionString: meddler.connectionString,
      ...TIMING,
      patience: 700,
    });
    meddler.keepsAnswer = () => true;
    meddler.keepsRequest = () => true;

    const append = hasty.append('case-1', 'none', [event()]);
    await expect(append).rejects.toThrow(StoreUnavailable);
    await expect(append).rejects.toThrow(/case-1: no answer within 300 ms.*it is written once/);
    await hasty.close();
  });

  it('whose answer comes too late is forgotten by then, and harms nobody', async () => {
    const held: BatchAppendResp[] = [];
    meddler.keepsAnswer = (answer) => held.length === 0 && held.push(answer) > 0;
    await store.append('case-1', 'none', [event()]);
    meddler.answer(held);

    expect(await store.append('case-1', 0, [event()])).toMatchObject({ revision: 1 });
  });

  it('or is answered by a server that has forgotten where it stood, is answered as the first time', async () => {
    await store.append('case-0', 'none', [event()]);
    const events = [event(), event()];
    const first = await store.append('case-1', 'none', events);
    meddler.keepsAnswer = (answer) => {
      answer.getSuccess()?.getPosition()?.setCommitPosition('1').setPreparePosition('1');
      return false;
    };

    expect(await store.append('case-1', 'none', events)).toEqual(first);
  });

  it('is looked for by the ids of its events: what stands already is not even sent', async () => {
    const events = [event(), event()];
    const first = await store.append('case-1', 'none', events);
    const [one = event()] = events;
    let sent = 0;
    meddler.keepsRequest = () => sent++ < 0;

    const another = EventStoreDb.open({ connectionString: meddler.connectionString });
    expect(await another.append('case-1', 'any', events)).toEqual(first);
    // Servers take this one, for they only compare where the revision is an old one.
    await expect(another.append('case-1', 1, [one, event()])).rejects.toThrow(RevisionConflict);
    await another.close();
    expect(sent).toBe(0);
  });
});

describe('Appends through a network that fails', () => {
  let node: ProtocolNode;
  let proxy: TcpProxy;
  let store: EventStoreDb;

  beforeEach(async () => {
    node = await ProtocolNode.start();
    const [host = '', port] = node.address.split(':');
    proxy = await TcpProxy.to(() => ({ host, port: Number(port) }));
    // The client recommends longer than this, in a warning: nobody waits so long in a test.
    jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const keepAlive = 'keepAliveInterval=400&keepAliveTimeout=400';
    store = EventStoreDb.open({
      connectionString: `esdb://127.0.0.1:${proxy.port}?tls=false&${keepAlive}`,
      ...TIMING,
    });
  });
  afterEach(async () => {
    await store.close();
    await proxy.close();
    await node.dispose();
    jest.restoreAllMocks();
  });

  it('are each written once and acknowledged, however often the connections are cut', async () => {
    const writers = Array.from({ length: 16 }, async (_, writer) => {
      for (let revision = -1; revision < 99; revision++) {
        await store.append(`case-${writer}`, revision < 0 ? 'none' : revision, [event()]);
      }
    });
    for (let cut = 0; cut < 6; cut++) {
      await sleep(100 + Math.random() * 200);
      proxy.cut();
    }
    await Promise.all(writers);

    const { events } = await node.store.readAll({ max: 2_000 });
    expect(events).toHaveLength(16 * 100);
    expect(new Set(events.map(({ id }) => id)).size).toBe(16 * 100);
    expect(store.metrics.unresolvedAppends).toBeGreaterThan(0);
  });

  it('are acknowledged late when it is a black hole for a while', async () => {
    await store.append('case-0', 'none', [event()]);
    proxy.swallow();
    const appends = Array.from({ length: 32 }, (_, index) =>
      store.append(`case-${index + 1}`, 'none', [event()]),
    );
    await sleep(1_000);
    proxy.heal();

    await Promise.all(appends);
    expect((await node.store.readAll()).events).toHaveLength(33);
  });
});

/** True the first time. */
function once(): () => boolean {
  let asked = 0;
  return () => asked++ === 0;
}

function event(): EventData {
  return { id: randomUUID(), type: 'LampNoted', data: '{"note":"out"}', metadata: '{"commandId":"c-1"}' };
}
