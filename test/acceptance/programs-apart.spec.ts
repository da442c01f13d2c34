import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { onPostgres } from '@guildhall/testing/on-each-engine';
import { type Foundation, layCluster } from './foundation';
import { until } from '@guildhall/testing/until';
import { lampIsOut } from './guildhall';

type Program = 'api' | 'projector' | 'worker';
type Anything = any;

/** A program of its own process, and where it answers. */
class Running {
  private constructor(
    private readonly child: ChildProcessWithoutNullStreams,
    readonly url: string,
  ) {}

  static async start(program: Program, settings: Record<string, string>): Promise<Running> {
    const main = join(__dirname, `../../dist/apps/${program}/main.js`);
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], {
      env: { PATH: process.env['PATH'], PORT: '0', LOG_LEVEL: 'error', ...settings },
    });
    let said = '';
    const url = await new Promise<string>((resolve, reject) => {
      const hear = (chunk: Buffer): void => {
        said += chunk.toString();
        const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
        if (found) resolve(found);
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      child.once('exit', (code) => reject(new Error(`The ${program} ended with ${code}: ${said}`)));
    });
    return new Running(child, url);
  }

  async get(path: string): Promise<Anything> {
    return (await fetch(this.url + path)).json();
  }

  async post(path: string, body: object): Promise<Anything> {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(this.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    return answer.json();
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode;
    const ended = once(this.child, 'exit') as Promise<[number | null]>;
    this.child.kill(signal);
    return (await ended)[0];
  }
}

onPostgres(() => {
  describe('programs that run apart', () => {
    let foundation: Foundation;
    const running: Running[] = [];
    const start = async (program: Program): Promise<Running> => {
      const started = await Running.start(program, foundation.settings);
      running.push(started);
      return started;
    };
    let api: Running;
    let projector: Running;
    let worker: Running;

    beforeAll(async () => {
      foundation = await layCluster();
      [api, projector, worker] = await Promise.all([start('api'), start('projector'), start('worker')]);
    }, 60_000);
    afterAll(async () => {
      for (const program of running) await program.end('SIGKILL');
      await foundation.dispose();
    });

    /** Raises a query and gives it to highways; the answer of the last command. */
    const raise = async (through = api): Promise<Anything> => {
      const { reference } = await through.post('/cases', lampIsOut);
      const forwarded = await through.post(`/cases/${reference}/forward`, { department: 'highways' });
      return { ...forwarded, reference };
    };

    it('take a case from the counter to the department’s own system', async () => {
      const { reference, position } = await raise();
      // The projector may only just have begun to build the read models.
      const queue = await until(
        () => api.get(`/queue?department=highways&waitFor=${position}`),
        ({ cases }) => cases?.length > 0,
      );
      expect(queue.cases).toMatchObject([{ reference, summary: 'Street light out' }]);
      const feed = await until(
        () => api.get('/departments/highways/feed'),
        ({ events }) => events.length > 0,
      );
      expect(feed.events[0].event).toMatchObject({ subject: reference, type: 'guildhall.case.received.v1' });
    });

    it('say of themselves whether they are ready', async () => {
      for (const program of [api, projector, worker]) {
        expect(await program.get('/health/live')).toEqual({ status: 'alive' });
        await until(
          () => program.get('/health/ready'),
          ({ status }) => status === 'ready',
        );
      }
    });

    it('are as many APIs as there need be: each sees what another was told', async () => {
      const another = await start('api');
      const { reference, position } = await raise(another);
      expect(await api.get(`/cases/${reference}?waitFor=${position}`)).toMatchObject({ stage: 'forwarded' });
    });

    it('need one projector: a second stands by, and takes over when the first is killed', async () => {
      const second = await start('projector');
      await until(
        () => second.get('/health/ready'),
        ({ status }) => status === 'standby',
      );
      await projector.end('SIGKILL');
      const { reference } = await raise();
      await until(
        () => api.get('/queue?department=highways'),
        ({ cases }) => cases.some((item: { reference: string }) => item.reference === reference),
      );
      await until(
        () => second.get('/health/ready'),
        ({ status }) => status === 'ready',
      );
    }, 60_000);

    it('tell the department once of each case, though the worker was killed and another started', async () => {
      await worker.end('SIGKILL');
      const { reference } = await raise();
      await start('worker');
      const told = await until(
        async () => {
          const { events } = await api.get('/departments/highways/feed?limit=100');
          return events.map(({ event }: { event: { subject: string } }) => event.subject) as string[];
        },
        (subjects) => subjects.includes(reference),
      );
      expect(new Set(told).size).toBe(told.length);
    });

    it('say where their jobs are, when they are in a file of the worker', async () => {
      expect(await api.get('/operations/jobs')).toMatchObject({
        type: 'urn:guildhall:problem:jobs-out-of-reach',
        status: 404,
      });
    });

    it('end in order when they are told to', async () => {
      for (const program of running.slice(-1)) expect(await program.end('SIGTERM')).toBe(0);
      expect(await api.end('SIGTERM')).toBe(0);
    });
  });
});

describe('a program that runs apart', () => {
  it.each<Program>(['api', 'projector', 'worker'])(
    'needs to be told where the others are: %s',
    async (program) => {
      const started = Running.start(program, { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });
      await expect(started).rejects.toThrow('set ESDB_CONNECTION_STRING and DATABASE_URL');
    },
  );
});
