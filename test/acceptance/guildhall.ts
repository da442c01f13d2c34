import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Foundation, layFoundation } from './foundation';

const MAIN = join(__dirname, '../../dist/apps/standalone/main.js');

/** An answer with its status and headers. */
export interface Answer<Body = Record<string, never>> {
  status: number;
  headers: Headers;
  body: Body;
}

type Anything = any;

/** A real Guildhall, in a process and a folder of its own, asked over HTTP. */
export class Guildhall {
  output = '';
  url = '';
  private child: ChildProcess | undefined;

  private constructor(
    readonly folder: string,
    private readonly foundation: Foundation,
    /** Environment variables; undefined: not set, whatever they are here. */
    readonly settings: Record<string, string | undefined>,
  ) {}

  static async start(settings: Record<string, string | undefined> = {}): Promise<Guildhall> {
    const folder = mkdtempSync(join(tmpdir(), 'guildhall-acceptance-'));
    const guildhall = new Guildhall(folder, await layFoundation(), settings);
    try {
      await guildhall.start();
      return guildhall;
    } catch (error) {
      await guildhall.dispose();
      throw error;
    }
  }

  /** What every program of this installation is started with, and nothing of the machine's own settings. */
  get environment(): NodeJS.ProcessEnv {
    const { ESDB_CONNECTION_STRING: _, DATABASE_URL: __, ...machine } = process.env;
    // A crowded machine takes its time: how long is for benchmarks to say.
    const patient = { GUILDHALL_WAIT_MS: '20000' };
    return {
      ...machine,
      ...patient,
      ...this.foundation.settings,
      GUILDHALL_DATA: this.folder,
      ...this.settings,
    };
  }

  /** Starts it on its folder, also again after a stop or a kill. Resolves when it takes requests. */
  async start(): Promise<void> {
    if (!existsSync(MAIN)) throw new Error('Build it first: npm run build (npm test does)');
    this.output = '';
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN], {
      env: { PORT: '0', LOG_LEVEL: 'debug', ...this.environment },
    });
    this.child = child;
    await new Promise<void>((resolve, reject) => {
      const hear = (chunk: Buffer): void => {
        this.output += chunk.toString();
        const url = /API +(http:\S+)/.exec(this.output)?.[1];
        if (url && this.output.includes('Ctrl-C')) {
          this.url = url;
          resolve();
        }
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      child.once('exit', (code) => reject(new Error(`Guildhall ended with ${code}: ${this.output}`)));
    });
  }

  /** Ends it with a signal; answers the exit code, null where the signal killed it. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return null;
    const ended = once(child, 'exit') as Promise<[number | null]>;
    child.kill(signal);
    return (await ended)[0];
  }

  async dispose(): Promise<void> {
    await this.end('SIGKILL');
    await this.foundation.dispose();
    rmSync(this.folder, { recursive: true, force: true });
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer<Anything>> {
    return this.send('GET', path, undefined, headers);
  }

  post(path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<Answer<Anything>> {
    return this.send('POST', path, JSON.stringify(body), headers);
  }

  /** The body goes out as it is, however malformed. */
  async send(
    method: string,
    path: string,
    body?: string,
    headers: Record<string, string> = {},
  ): Promise<Answer<Anything>> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      body,
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: response.status,
      headers: response.headers,
      body: isJson ? JSON.parse(text) : text,
    };
  }

  /** Raises a query and answers its reference. */
  async raise(changes: object = {}): Promise<string> {
    const { status, body } = await this.post('/cases', { ...lampIsOut, ...changes });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return (body as { reference: string }).reference;
  }
}

export const lampIsOut = {
  service: 'street-lighting-fault',
  channel: 'phone',
  summary: 'Street light out',
  description: 'Dark for a week outside the surgery.',
  customer: {
    name: 'Joan Carter',
    email: 'joan.carter@example.org',
    phone: '01642 555123',
    address: '12 Larch Close',
  },
  location: { lat: 54.5705, lon: -1.3188, ward: 'Hartburn' },
};
