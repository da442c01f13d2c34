import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Actor } from '@guildhall/event-sourcing/metadata';

const MAIN = join(__dirname, '../../apps/standalone/main.js');

/** Whoever sends the load, as the log names them. */
export const SOAKER: Actor = { kind: 'operator', id: 'soak' };

/** A Guildhall as `npm start` runs it, in a process of its own that may be killed and started again. */
export class ServedProgram {
  url = '';
  /** Milliseconds from each start to where it takes requests. */
  readonly starts: number[] = [];
  kills = 0;
  /** What it wrote to its log at `warn` or above, the last lines of it. */
  readonly complaints: string[] = [];
  private child: ChildProcess | undefined;
  private upAgain: Promise<void> = Promise.resolve();

  constructor(private readonly folder: string) {}

  /** Resolves when it takes requests, now or after the start that is under way. */
  up(): Promise<void> {
    return this.upAgain;
  }

  start(): Promise<void> {
    this.upAgain = this.launch();
    return this.upAgain;
  }

  /** As a power cut would: no warning, and nothing is finished. */
  async kill(): Promise<void> {
    this.kills++;
    const child = this.child;
    if (!child) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    const [code, signal] = (await ended) as [number | null, string | null];
    if (signal !== 'SIGKILL') throw new Error(`Guildhall had ended by itself, with ${code}: ${this.said()}`);
  }

  /** Asks it to stop. @returns its exit code */
  async stop(): Promise<number | null> {
    const child = this.child;
    if (!child) return null;
    const ended = once(child, 'exit') as Promise<[number | null]>;
    child.kill('SIGTERM');
    return (await ended)[0];
  }

  /** Leaves nothing behind when there is nothing more to be found out. */
  abandon(): void {
    this.child?.kill('SIGKILL');
  }

  /** The process is gone although nobody has killed it. */
  get hasDied(): boolean {
    return this.child !== undefined && (this.child.exitCode !== null || this.child.signalCode !== null);
  }

  said(): string {
    return this.complaints.slice(-20).join('\n');
  }

  private async launch(): Promise<void> {
    const began = performance.now();
    const { ESDB_CONNECTION_STRING: _, DATABASE_URL: __, REDIS_URL: ___, ...machine } = process.env;
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN], {
      // A group of its own: the Ctrl-C that ends the soak is not for it.
      detached: true,
      env: {
        ...machine,
        PORT: '0',
        HOST: '127.0.0.1',
        LOG_LEVEL: 'warn',
        GUILDHALL_DATA: this.folder,
        GUILDHALL_OPERATOR: SOAKER.id,
        GUILDHALL_WAIT_MS: '20000',
      },
    });
    this.child = child;
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.complaints.push(...text.split('\n').filter((line) => line !== ''));
      if (this.complaints.length > 1_000) this.complaints.splice(0, 500);
    });
    let said = '';
    await new Promise<void>((resolve, reject) => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        const url = /API +(http:\S+)/.exec(said)?.[1];
        if (url === undefined || !said.includes('Ctrl-C')) return;
        this.url = url;
        resolve();
      });
      child.once('exit', (code) => reject(new Error(`Guildhall ended with ${code}: ${this.said()}`)));
    });
    this.starts.push(performance.now() - began);
  }
}
