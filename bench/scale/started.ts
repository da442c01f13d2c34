import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

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

/** Connections are kept, as a browser and a gateway keep theirs. */
const agent = new Agent({ keepAlive: true });

/** The body of what a server answers. Asked plainly: what `fetch` does beside it takes longer than many an answer. */
export async function asked<Body>(url: string, body?: object): Promise<Body> {
  const asking = request(url, {
    agent,
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json' },
  });
  asking.end(body && JSON.stringify(body));
  const [response] = (await once(asking, 'response')) as [IncomingMessage];
  const answer = await text(response);
  if (!/^2/.test(String(response.statusCode)))
    throw new Error(`${url} answered ${response.statusCode}: ${answer}`);
  return JSON.parse(answer) as Body;
}
