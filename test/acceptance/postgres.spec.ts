import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { onPostgres } from '../../libs/testing/on-each-engine';
import { createOwnDatabase, type OwnDatabase } from '../../libs/testing/own-database';
import { type Answer, Guildhall, lampIsOut } from './guildhall';

// Each starts the program, some of them three times.
jest.setTimeout(120_000);

onPostgres(({ server }) => {
  let database: OwnDatabase;
  let guildhall: Guildhall;
  beforeEach(async () => {
    database = await createOwnDatabase(server);
    guildhall = await Guildhall.start({ DATABASE_URL: database.url });
  });
  afterEach(async () => {
    await guildhall.dispose();
    await database.drop();
  });

  it('npm start with DATABASE_URL keeps read models, keys and answers there, and carries on after a kill', async () => {
    const key = { 'idempotency-key': 'lamp-1' };
    const raised = await guildhall.post('/cases', lampIsOut, key);
    expect(raised.status).toBe(201);
    const { reference, customerId, position } = raised.body;

    await guildhall.end('SIGKILL');
    await guildhall.start();

    const timeline = await guildhall.get(`/customers/${customerId}/timeline?waitFor=${position}`);
    expect(timeline.body).toMatchObject({ customer: { name: 'Joan Carter' }, freshness: { stale: false } });
    const again = await guildhall.post('/cases', lampIsOut, key);
    expect([again.status, again.body.reference]).toEqual([201, reference]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    const queue = await guildhall.get('/queue');
    expect(queue.body.cases.map((item: { reference: string }) => item.reference)).toEqual([reference]);
    const figures = await guildhall.get('/service-excellence?by=channel');
    expect(figures.body.groups).toMatchObject([{ group: 'phone', figures: { cases: { value: 1 } } }]);

    const inFolder = readdirSync(guildhall.folder);
    expect(inFolder).toContain('events.db');
    expect(inFolder).toContain('master.key');
    expect(inFolder.filter((name) => /^(keys|answers|read-models)/.test(name))).toEqual([]);
  });

  it('and every connection broken, as by a restart of the server, goes on as soon as it can', async () => {
    const first = await guildhall.raise();
    await endConnections(database.url);
    const second = await eventually(() => guildhall.post('/cases', lampIsOut));
    const queue = await eventually(() => guildhall.get(`/queue?waitFor=${second.body.position}`));
    expect(queue.body.freshness.stale).toBe(false);
    expect(queue.body.cases.map((item: { reference: string }) => item.reference).sort()).toEqual(
      [first, second.body.reference].sort(),
    );
  });

  it('in a folder that had none takes its past along', async () => {
    const own = await createOwnDatabase(server);
    const laptop = await Guildhall.start({ DATABASE_URL: undefined });
    try {
      const { body } = await laptop.post('/cases', lampIsOut);
      await laptop.end();
      laptop.settings['DATABASE_URL'] = own.url;
      await laptop.start();
      const timeline = await laptop.get(`/customers/${body.customerId}/timeline?waitFor=${body.position}`);
      expect(timeline.body.customer.name).toBe('Joan Carter');
      await laptop.end();
      laptop.settings['DATABASE_URL'] = undefined;
      await expect(laptop.start()).rejects.toThrow('have moved to PostgreSQL: set DATABASE_URL');
    } finally {
      await laptop.dispose();
      await own.drop();
    }
  });

  it('and another master key than the keys were made with, it says so and does not start', async () => {
    const other = Guildhall.start({ DATABASE_URL: database.url });
    await expect(other).rejects.toThrow(/The master key .* is missing.*GUILDHALL_MASTER_KEY_FILE/s);
  });
});

describe('npm start with a DATABASE_URL where nobody answers', () => {
  it('says where it looked and what to do, never the password', async () => {
    const start = Guildhall.start({ DATABASE_URL: 'postgres://guildhall:secret@127.0.0.1:1/council' });
    const { message } = (await start.catch((error: unknown) => error)) as Error;
    expect(message).toContain('PostgreSQL at 127.0.0.1:1/council (DATABASE_URL) cannot be used');
    expect(message).not.toContain('secret');
  });
});

/** Asks until it is not told that the database cannot be asked for now. */
async function eventually(ask: () => Promise<Answer<any>>): Promise<Answer<any>> {
  for (;;) {
    const answer = await ask();
    if (answer.status !== 503) return answer;
    expect(answer.body.type).toContain('database-unavailable');
    await sleep(Number(answer.headers.get('retry-after')) * 100);
  }
}

async function endConnections(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rowCount } = await client.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`);
  expect(rowCount).toBeGreaterThan(1);
  await client.end();
}
