import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { allProjections } from '../../libs/read-models/all-projections';
import { readCheckpoint } from '../../libs/read-models/checkpoint';
import { openProjector } from '../../libs/read-models/open-projector';
import { databaseOf } from '../../libs/read-models/projection';
import { assign, close, forward, raise, reopen, resolve } from '../../libs/testing/case-builders';
import { everyRow, LogBuilder } from '../../libs/testing/log-builder';
import { onPostgres, type PlaceUnderTest } from '../../libs/testing/on-each-engine';
import { until } from '../../libs/testing/until';
import { defaultCatalogue } from '../../libs/domain/catalogue/default-catalogue';

const SCRIPT = join(process.cwd(), 'dist/test/processes/project-in-turns.js');
const HELD_FOR = 2_500;
const PATIENCE = { within: 30_000, every: 20 };

/** A projector in a process of its own. */
class ProjectorProcess {
  readonly said: string[] = [];
  private constructor(
    readonly name: string,
    private readonly child: ChildProcess,
  ) {
    if (child.stdout) {
      createInterface(child.stdout).on('line', (line) => {
        this.said.push(line);
      });
    }
  }

  static start(name: string, log: LogBuilder, { where }: PlaceUnderTest): ProjectorProcess {
    if (!('url' in where)) throw new Error('Several projectors need PostgreSQL');
    const url = new URL(where.url);
    url.searchParams.set('application_name', name);
    const parameters = [log.logFile, url.href, where.prefix, String(HELD_FOR)];
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', SCRIPT, ...parameters], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return new ProjectorProcess(name, child);
  }

  get isWorking(): boolean {
    return this.said.at(-1) === 'working';
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  async end(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }
}

onPostgres((on) => {
  describe('several projectors on the same read models', () => {
    let log: LogBuilder;
    let place: PlaceUnderTest;
    let writing: Promise<void>;
    /** Where the read models were when the projectors began. */
    let beginning: string;
    const processes: ProjectorProcess[] = [];
    const ending = new AbortController();

    beforeEach(async () => {
      place = await on.place();
      log = await LogBuilder.open(defaultCatalogue(), place.databases);
      const projector = await openProjector(log.store, place.databases);
      await projector.catchUp();
      await projector.close();
      beginning = await log.store.head();
      await keepAccounts();
      writing = writeCases();
    });
    afterEach(async () => {
      ending.abort();
      await writing;
      for (const one of processes) await one.end();
      await log.dispose();
    });

    it('take over from each other when one dies or hangs; one at a time writes, and every row is as if one had worked alone', async () => {
      const start = (name: string): ProjectorProcess => {
        const one = ProjectorProcess.start(name, log, place);
        processes.push(one);
        return one;
      };
      const [ann, bob] = [start('ann'), start('bob')];
      await until(lastWords, () => ann.isWorking !== bob.isWorking, PATIENCE);
      const [first, second] = ann.isWorking ? [ann, bob] : [bob, ann];
      await isMoving();

      first.signal('SIGSTOP');
      // The other takes over from the one that hangs.
      await until(lastWords, () => second.isWorking, PATIENCE);
      await isMoving();
      first.signal('SIGCONT');
      // The one that hung steps back.
      await until(lastWords, () => first.said.at(-1) === 'standing by', PATIENCE);

      second.signal('SIGKILL');
      // The one that had hung takes over from the dead.
      await until(lastWords, () => first.isWorking, PATIENCE);
      const third = start('cat');
      await until(lastWords, () => third.said.includes('standing by'), PATIENCE);
      await isMoving();
      first.signal('SIGKILL');
      await until(lastWords, () => third.isWorking, PATIENCE);

      ending.abort();
      await writing;
      const head = await log.store.head();
      await until(positions, (all) => all.every((position) => position === head), PATIENCE);
      expect(await everyRow(place.databases)).toEqual(await everyRow(await log.build()));
      await everyMoveHasOneWriter(head, ['ann', 'bob', 'cat']);
    }, 120_000);

    const lastWords = (): string[] => processes.map(({ name, said }) => `${name}: ${said.at(-1)}`);

    /** Cases on and on, at some hundred events a second. */
    async function writeCases(): Promise<void> {
      while (!ending.signal.aborted) {
        const reference = await log.aCase(raise(), forward(), assign());
        await log.goesOn(reference, resolve(), close(), reopen(), forward('housing', 'repairs'));
        await sleep(10);
      }
    }

    /** Every move of a checkpoint is written down by the database itself, with who made it. */
    async function keepAccounts(): Promise<void> {
      for (const projection of allProjections) {
        const db = await place.databases.open(databaseOf(projection));
        await sql`create table moves (no serial, origin text, target text, writer text)`.execute(db);
        await sql`create function note() returns trigger language plpgsql as $$ begin
          insert into moves (origin, target, writer) values (old.position, new.position, current_setting('application_name'));
          return new; end $$`.execute(db);
        await sql`create trigger noted after update on checkpoint for each row execute function note()`.execute(
          db,
        );
      }
    }

    async function positions(): Promise<string[]> {
      const all: string[] = [];
      for (const projection of allProjections) {
        const db = await place.databases.open(databaseOf(projection), { readOnly: true });
        all.push((await readCheckpoint(db)).position);
      }
      return all;
    }

    async function isMoving(): Promise<void> {
      const before = await positions();
      const haveMoved = (now: readonly string[]): boolean =>
        now.every((position, index) => position > (before[index] ?? ''));
      await until(positions, haveMoved, PATIENCE);
    }

    /** Each move begins where the one before it ended: nothing was written twice, or by two. */
    async function everyMoveHasOneWriter(head: string, writers: string[]): Promise<void> {
      for (const projection of allProjections) {
        const db = await place.databases.open(databaseOf(projection), { readOnly: true });
        const { rows } = await sql<{ origin: string; target: string; writer: string }>`
          select origin, target, writer from moves order by no`.execute(db);
        expect(rows.map(({ origin }) => origin)).toEqual([
          beginning,
          ...rows.slice(0, -1).map(({ target }) => target),
        ]);
        expect(rows.at(-1)?.target).toBe(head);
        expect(new Set(rows.map(({ writer }) => writer))).toEqual(new Set(writers));
      }
    }
  });
});
