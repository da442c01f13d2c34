import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { DepartmentClient, type Placed } from '@guildhall/contracts/client/department-client';
import { ParkThis } from '@guildhall/contracts/client/consumer-group';
import { isKnown } from '@guildhall/contracts/department-event';
import { ActionPlanned, CaseLeft, CaseReceived } from '@guildhall/contracts/department-events';
import { Guildhall } from './guildhall';

const EXAMPLE = join(__dirname, '../../dist/libs/contracts/client/example.js');

describe('a department’s own system', () => {
  let guildhall: Guildhall;
  let department: DepartmentClient;
  const ending: AbortController[] = [];
  beforeEach(async () => {
    guildhall = await Guildhall.start();
    department = new DepartmentClient({ url: guildhall.url, department: 'housing' });
  });
  afterEach(async () => {
    for (const one of ending.splice(0)) one.abort();
    await guildhall.dispose();
  });

  /** Until the test is over, or sooner. */
  function forNow(): AbortController {
    const one = new AbortController();
    ending.push(one);
    return one;
  }

  const forward = (reference: string, to: string, by = guildhall) =>
    by.post(`/cases/${reference}/forward`, { department: to });
  async function aCaseOfOurs(by = guildhall): Promise<string> {
    const reference = await by.raise();
    expect((await forward(reference, 'housing', by)).status).toBe(200);
    return reference;
  }
  const inShort = ({ event }: Placed): string => `${event.subject} ${event.type}`;

  /** The next so many events of a feed that is followed. */
  async function next(feed: AsyncGenerator<Placed, void>, count: number): Promise<Placed[]> {
    const placed: Placed[] = [];
    while (placed.length < count) {
      const { value } = await feed.next();
      placed.push(value ?? fail());
    }
    return placed;
  }

  it('reads what it was told page by page, and nothing of another department’s cases', async () => {
    const ours = await aCaseOfOurs();
    await forward(await guildhall.raise(), 'highways');
    await forward(ours, 'highways');
    const feed = department.follow({ signal: forNow().signal });
    await next(feed, 2);

    const { events, atEnd } = await department.page();
    expect(events.map(inShort)).toEqual([`${ours} ${CaseReceived.type}`, `${ours} ${CaseLeft.type}`]);
    expect(atEnd).toBe(true);
    const first = await department.page({ limit: 1 });
    expect(await department.page({ after: first.next })).toMatchObject({ events: events.slice(1) });
    expect(JSON.stringify(events)).not.toMatch(/Joan|Carter|Larch|01642|surgery/);
  });

  it('follows its cases live, typed, and goes on when Guildhall was killed and is back', async () => {
    const settled = await Guildhall.start({ PORT: String(await freePort()) });
    const feed = new DepartmentClient({ url: settled.url, department: 'housing' }).follow({
      signal: forNow().signal,
    });
    const coming = next(feed, 1);
    const first = await aCaseOfOurs(settled);
    const [{ event } = fail()] = await coming;
    if (!isKnown(event) || event.type !== CaseReceived.type) throw new Error(event.type);
    expect([event.subject, event.data.location?.ward]).toEqual([first, 'Hartburn']);

    await settled.end('SIGKILL');
    await settled.start();
    const second = await aCaseOfOurs(settled);
    expect((await next(feed, 1)).map(inShort)).toEqual([`${second} ${CaseReceived.type}`]);
    await settled.dispose();
  });

  it('is told when it asks for what there is not', async () => {
    const nowhere = new DepartmentClient({ url: guildhall.url, department: 'nowhere' });
    const refused = { name: 'FeedProblem', status: 404, type: 'urn:guildhall:problem:department-not-found' };
    await expect(nowhere.page()).rejects.toMatchObject(refused);
    await expect(next(nowhere.follow({ signal: forNow().signal }), 1)).rejects.toMatchObject(refused);
    await expect(
      nowhere.group('g').work({ member: 'm', on: {}, signal: forNow().signal }),
    ).rejects.toMatchObject(refused);
  });

  it('shares the work, tries again what failed, and parks what will not do', async () => {
    const [good, flaky, bad] = [await aCaseOfOurs(), await aCaseOfOurs(), await aCaseOfOurs()];
    await guildhall.post(`/cases/${flaky}/actions`, {
      actionId: 'repair',
      what: 'Mend it',
      when: { day: '2030-06-04' },
    });
    const group = department.group('works-orders');
    await group.open();
    const done: string[] = [];
    const tried: string[] = [];
    const over = forNow();
    const work = (member: string) =>
      group.work({
        member,
        signal: over.signal,
        on: {
          [CaseReceived.type]: ({ subject }) => {
            tried.push(subject);
            if (subject === bad) throw new ParkThis('no such asset');
            if (subject === flaky && tried.filter((one) => one === flaky).length === 1)
              throw new RangeError('x');
            done.push(`${subject} received`);
          },
          [ActionPlanned.type]: ({ subject, data }) => {
            done.push(`${subject} ${data.actionId}`);
            over.abort();
          },
        },
      });
    await Promise.all([work('one'), work('two')]);
    expect(done.filter((one) => one.startsWith(flaky))).toEqual([`${flaky} received`, `${flaky} repair`]);
    expect(done.filter((one) => one.startsWith(good))).toEqual([`${good} received`]);

    expect(await group.parked()).toMatchObject([{ subject: bad, reason: 'no such asset', attempts: 1 }]);
    await group.replay();
    const [again] = await group.claim('three', { waitSeconds: 10 });
    expect(again).toMatchObject({ attempt: 1, event: { subject: bad, type: CaseReceived.type } });
    await group.acknowledge('three', [again?.delivery ?? '']);
    expect(await group.parked()).toEqual([]);
  });

  it('is as short as the example', async () => {
    const child = spawn(process.execPath, [EXAMPLE, guildhall.url, 'housing'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    const reference = await aCaseOfOurs();
    await forward(reference, 'highways');
    while (!said.includes('went to highways')) await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(said.split('\n')).toEqual([
      `${reference} is ours, in repairs`,
      `${reference} went to highways`,
      '',
    ]);
  });
});

/** A port that the same Guildhall may have again when it is back. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function fail(): never {
  throw new Error('The feed has ended');
}
