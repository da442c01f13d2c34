import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { HttpClient } from '../http-client';

/** Starts a program of this folder on a data folder; answers what it says first, and how it is ended. */
export async function started<First>(
  program: 'reading-server' | 'rebuild-process',
  folder: string,
): Promise<{ first: First; child: ChildProcess; end: () => Promise<void> }> {
  const child = fork(join(__dirname, `${program}.js`), {
    env: { ...process.env, PORT: '0', GUILDHALL_DATA: folder },
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const ended = once(child, 'exit');
  const early = ended.then(([code]) => {
    throw new Error(`The ${program} has ended with ${String(code)}`);
  });
  early.catch(() => undefined);
  const [first] = (await Promise.race([once(child, 'message'), early])) as [First];
  const end = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  return { first, child, end };
}

const client = new HttpClient();

/** The body of what a server answers. */
export async function asked<Body>(url: string, body?: object): Promise<Body> {
  const { status, body: answer } = await client.ask(url, { method: body ? 'POST' : 'GET', body });
  if (status >= 300) throw new Error(`${url} answered ${status}: ${JSON.stringify(answer)}`);
  return answer as Body;
}
