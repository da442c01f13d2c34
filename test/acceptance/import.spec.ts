import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { EmbeddedEventStore } from '@guildhall/event-store/embedded/embedded-event-store';
import { START } from '@guildhall/event-store/event-store';
import { isEmbedded } from './foundation';
import { Guildhall, lampIsOut } from './guildhall';

const ROOT = join(__dirname, '../..');
const IMPORTER = join(ROOT, 'dist/apps/importer/main.js');

/** What the importer said, and its exit code: null where a signal killed it. */
interface Ended {
  code: number | null;
  out: string;
  err: string;
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'guildhall-import-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, content: string): void => writeFileSync(join(folder, name), content);

/** What the importer is started with: the installation that it goes into. */
let environment = process.env;
beforeEach(() => (environment = process.env));

/** Starts the importer in the folder. */
function start(...args: string[]): ChildProcess {
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', IMPORTER, ...args], {
    cwd: folder,
    env: environment,
  });
}

async function end(importer: ChildProcess): Promise<Ended> {
  const { stdout, stderr } = importer;
  if (!stdout || !stderr) throw new Error('The importer cannot be heard');
  const exit = once(importer, 'exit') as Promise<[number | null]>;
  const [out, err, [code]] = await Promise.all([text(stdout), text(stderr), exit]);
  return { code, out, err };
}

const run = (...args: string[]): Promise<Ended> => end(start(...args));

/** The lines of a report, by what stands in its columns. */
function report(
  name = 'reports.report.csv',
): { line: number; id: string; result: string; reference: string; code: string }[] {
  const [, ...lines] = readFileSync(join(folder, name), 'utf8').trimEnd().split('\r\n');
  return lines.map((text) => {
    const [line, id = '', result = '', reference = '', code = ''] = text.split(',');
    return { line: Number(line), id, result, reference, code };
  });
}
const results = (name?: string): string[] => report(name).map(({ id, result }) => `${id} ${result}`);

/** Looks into the log of the data folder, which nobody else holds. */
async function withLog<Seen>(look: (log: EmbeddedEventStore) => Promise<Seen>): Promise<Seen> {
  const log = EmbeddedEventStore.open({ file: join(folder, 'data/events.db') });
  try {
    return await look(log);
  } finally {
    await log.close();
  }
}

describe('The street reports of the manual', () => {
  beforeEach(() => {
    write('reports.csv', inTheManual('reports.csv'));
    write('reports.json', inTheManual('reports.json'));
  });
  const importInto = (data: string, ...more: string[]): Promise<Ended> =>
    run('--mapping', 'reports.json', '--csv', 'reports.csv', '--data', data, ...more);

  it('takes a row with the same id again for the same case', async () => {
    const again =
      'SR-1003,04/04/2023 08:00,Fly-tipping,Closed,Care for Your Area,,07/04/2023 12:00,,,,,,,,,,\n';
    write('reports.csv', inTheManual('reports.csv') + again);
    await importInto('data');

    const rows = report().filter(({ id }) => id === 'SR-1003');
    expect(rows.map(({ result }) => result)).toEqual(['taken', 'extended']);
    expect(rows[1]).toMatchObject({ code: 'same-id-again', reference: rows[0]?.reference });
  });

  it('names a malformed line and goes on', async () => {
    const [header = '', ...rows] = inTheManual('reports.csv').split('\n');
    write('reports.csv', [header, 'SR-1000,"never closed', 'one,two', ...rows].join('\n'));
    const { code } = await importInto('data');

    expect(code).toBe(0);
    expect(report().slice(0, 3)).toMatchObject([
      { line: 2, result: 'rejected', code: 'malformed' },
      { line: 3, result: 'rejected', code: 'malformed' },
      { line: 4, result: 'taken', id: 'SR-1001' },
    ]);
  });

  it('is rehearsed without importing anything', async () => {
    const { code, out } = await importInto('data', '--dry-run');
    expect([code, existsSync(join(folder, 'reports.report.csv'))]).toEqual([0, false]);
    expect(out).toContain('6 rows read = 4 ready + 2 rejected');
    expect(results('reports.dry-run.report.csv')[0]).toBe('SR-1001 ready');

    expect((await importInto('data')).out).toContain('4 taken');
  });

  describe('imported beside a running Guildhall', () => {
    let guildhall: Guildhall;
    beforeEach(async () => {
      guildhall = await Guildhall.start();
      ({ environment } = guildhall);
    });
    afterEach(() => guildhall.dispose());

    // On a cluster nobody owns the installation, and nothing says where its API is.
    const importReports = (): Promise<Ended> =>
      isEmbedded ? importInto(guildhall.folder) : run('--mapping', 'reports.json', '--csv', 'reports.csv', '--url', guildhall.url); // prettier-ignore
    /** The events of the case that a row became: what, when, and whether it was observed. */
    const eventsOf = async (id: string): Promise<string[]> => {
      const { reference = '' } = report().find((row) => row.id === id) ?? {};
      const { body } = await guildhall.get(`/cases/${reference}/history`);
      const events = body.events as { type: string; occurredAt: string; provenance: string }[];
      return events.map(({ type, occurredAt, provenance }) => `${type} ${occurredAt} ${provenance}`);
    };

    it('comes to what the manual says, and every row is accounted for', async () => {
      const { code, err, out } = await importReports();

      expect(code).toBe(0);
      expect(`${err}${out}`).toContain(`Into ${guildhall.url}`);
      for (const line of inTheManual('account.txt').split('\n')) expect(`${err}${out}`).toContain(line);
      expect(results()).toEqual([
        'SR-1001 taken',
        'SR-1002 taken',
        'SR-1003 taken',
        'SR-1004 taken',
        'TEST-1 rejected',
        'SR-1005 rejected',
      ]);
    });

    it('keeps the dates of the past, and tells what was seen from what was worked out', async () => {
      await importReports();

      expect(await eventsOf('SR-1001')).toEqual([
        'QueryRaised 2023-04-03T08:12:00.000Z observed',
        'ForwardedToDepartment 2023-04-03T10:40:00.000Z observed',
        'Resolved 2023-04-06T14:05:00.000Z observed',
        'Closed 2023-04-06T14:05:00.000Z observed',
      ]);
      expect(await eventsOf('SR-1003')).toEqual([
        'QueryRaised 2023-04-04T07:00:00.000Z observed',
        'ForwardedToDepartment 2023-04-04T07:10:00.000Z observed',
      ]);
      expect((await eventsOf('SR-1002'))[1]).toBe('ForwardedToDepartment 2023-04-03T09:30:00.000Z derived');
    });

    it('measures no time to a moment that was only worked out', async () => {
      const derived = { column: 'Closed', provenance: 'derived' };
      write('reports.json', JSON.stringify({ ...JSON.parse(inTheManual('reports.json')), closed: derived }));
      await importReports();
      expect((await eventsOf('SR-1001'))[2]).toBe('Resolved 2023-04-06T14:05:00.000Z derived');

      const { position } = (await guildhall.post('/cases', lampIsOut)).body as { position: string };
      const { body } = await guildhall.get(`/service-excellence?to=2023-12-31&waitFor=${position}`);
      expect(body.groups[0].figures).toMatchObject({
        cases: { value: 4 },
        open: { value: 1 },
        'time-to-resolve': { value: null, denominator: 0 },
      });
    });

    it('twice adds nothing, whether Guildhall is running or not', async () => {
      await importReports();
      const before = await eventsOf('SR-1001');
      await importReports();
      expect(
        results()
          .slice(0, 4)
          .map((row) => row.split(' ')[1]),
      ).toEqual(Array(4).fill('unchanged'));

      await guildhall.end();
      const { out, err } = await importInto(guildhall.folder);
      expect(err).toContain(`Into ${isEmbedded ? guildhall.folder : 'esdb://'}`);
      expect(out).toContain('6 rows read = 0 taken + 0 extended + 4 unchanged + 2 rejected');

      await guildhall.start();
      expect(await eventsOf('SR-1001')).toEqual(before);
    });

    it('adds only what is new in a newer extract: a case closed since, and a new one', async () => {
      await importReports();
      const newer = inTheManual('reports.csv')
        .replace(
          'Fly-tipping,Open,Care for Your Area,04/04/2023 08:10,',
          'Fly-tipping,Closed,Care for Your Area,04/04/2023 08:10,07/04/2023 12:00',
        )
        .concat('SR-1006,08/04/2023 09:00,Potholes,Open,Highways South,,,,Web form,Hole,,,,,,,\n');
      write('reports.csv', newer);
      const { err, out } = await importReports();

      expect(out).toContain('7 rows read = 1 taken + 1 extended + 3 unchanged + 2 rejected');
      expect(err).toContain('Published 1 department and 0 services.'); // Highways South is a queue that is new.
      expect((await eventsOf('SR-1003')).slice(2)).toEqual([
        'Resolved 2023-04-07T11:00:00.000Z observed',
        'Closed 2023-04-07T11:00:00.000Z observed',
      ]);
    });
  });
});

describe('An import that cannot be', () => {
  it.each<[string, string[], RegExp]>([
    ['without a mapping', ['--csv', 'a.csv'], /^Name a --mapping FILE/],
    ['with an option that there is not', ['--speed', '9'], /^Unknown option '--speed'/],
    [
      'of a mapping that is not there',
      ['--mapping', 'no.json', '--csv', 'a.csv'],
      /^The mapping no\.json cannot be read/,
    ],
    ['of a file that is not there', ['--mapping', 'a.json', '--csv', 'no.csv'], /^no\.csv cannot be read/],
    [
      'into two places',
      ['--mapping', 'a.json', '--csv', 'a.csv', '--url', 'http://x', '--data', 'y'],
      /^Name either/,
    ],
  ])('%s is told so in a sentence', async (_, args, message) => {
    write('a.json', inTheManual('reports.json'));
    const { code, err } = await run(...args);
    expect(code).toBe(1);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/^ {4}at /m);
  });

  it('explains itself', async () => {
    expect(await run('--help')).toMatchObject({
      code: 0,
      out: expect.stringContaining('--mapping FILE') as unknown,
    });
  });
});

describe('An import that is broken off', () => {
  const ROWS = 4_000;
  const args = ['--mapping', 'many.json', '--csv', 'many.csv', '--data', 'data'];

  beforeEach(() => {
    const rows = Array.from(
      { length: ROWS },
      (_, index) => `${index + 1},2023-04-03 09:${10 + (index % 50)},Bins,Waste`,
    );
    write('many.csv', ['id,at,what,team', ...rows].join('\n'));
    write('many.json', mappingOf('many'));
  });

  const mappingOf = (about: string): string =>
    JSON.stringify({
      about,
      source: 'many',
      dates: { timeZone: 'Europe/London' },
      id: '{id}',
      raised: { column: 'at' },
      service: '{what}',
      department: '{team}',
      catalogue: { derive: true },
    });

  /** Starts it, and lets it come so far that it has saved something and is not done. */
  async function startAndWait(): Promise<ChildProcess> {
    const importer = start(...args);
    const progress = join(folder, 'many.report.csv.progress.json');
    while (!existsSync(progress)) await wait(5);
    return importer;
  }
  const rowsDone = (): number => {
    const { rows } = JSON.parse(readFileSync(join(folder, 'many.report.csv.progress.json'), 'utf8')) as {
      rows: number;
    };
    return rows;
  };

  const raisedCases = (): Promise<number> =>
    withLog(async (log) => {
      let count = 0;
      for (let from = START, atEnd = false; !atEnd;) {
        const page = await log.readAll({ from, filter: { eventTypes: ['QueryRaised'] } });
        count += page.events.length;
        ({ next: from, atEnd } = page);
      }
      return count;
    });

  it('by a kill goes on where it was: each row is imported once and reported once', async () => {
    const importer = await startAndWait();
    const killed = end(importer);
    importer.kill('SIGKILL');
    expect((await killed).code).toBeNull();
    const done = rowsDone();
    expect(done).toBeLessThan(ROWS);

    const { code, err, out } = await run(...args);
    expect(code).toBe(0);
    expect(err).toContain(`Going on after ${done.toLocaleString('en-GB')} rows.`);
    expect(out).toContain(`${ROWS.toLocaleString('en-GB')} rows read`);
    expect(report('many.report.csv').map(({ line }) => line)).toEqual(
      Array.from({ length: ROWS }, (_, row) => row + 2),
    );
    expect(await raisedCases()).toBe(ROWS);
  });

  it('by Ctrl-C stops after the batch in hand, says how to go on, and does', async () => {
    const importer = await startAndWait();
    const stopped = end(importer);
    importer.kill('SIGINT');
    const { code, out } = await stopped;
    expect(code).toBe(130);
    expect(out).toContain('the same command goes on from here');
    expect(report('many.report.csv')).toHaveLength(rowsDone());

    const { out: account } = await run(...args);
    expect(account).toContain(
      `${ROWS.toLocaleString('en-GB')} taken + 0 extended + 0 unchanged + 0 rejected`,
    );
    expect(existsSync(join(folder, 'many.report.csv.progress.json'))).toBe(false);
  });

  it('begins anew when it is told to, or when the mapping has changed', async () => {
    const stop = async (importer: ChildProcess): Promise<void> => {
      const stopped = end(importer);
      importer.kill('SIGTERM');
      await stopped;
    };
    await stop(await startAndWait());
    const { err, out } = await run(...args, '--restart');
    expect(err).not.toContain('Going on');
    expect(out).toMatch(/4,000 rows read = [\d,]+ taken \+ 0 extended \+ [\d,]+ unchanged \+ 0 rejected/);

    await stop(await startAndWait());
    write('many.json', mappingOf('something else'));
    expect((await run(...args)).err).toContain('The mapping has changed since the import was broken off');
    expect(report('many.report.csv').map(({ result }) => result)).toEqual(Array(ROWS).fill('unchanged'));
  });
});

/** Real data that the repository does not hold: a suite of its own, or one that says why it is skipped. */
function describeOn(name: string, file: string, suite: (csv: string) => void): void {
  const csv = join(process.env['GUILDHALL_TEST_DATA'] ?? join(ROOT, '../shared/data'), file);
  if (existsSync(csv)) describe(name, () => suite(csv));
  else describe.skip(`${name} (skipped, because ${csv} is not there; GUILDHALL_TEST_DATA names its folder)`, () => suite(csv)); // prettier-ignore
}

describeOn('Ten years of street reports from Bath', 'banes-fixmystreet-2007-2017.csv.gz', (csv) => {
  const mapping = join(ROOT, 'apps/importer/mappings/banes-fixmystreet.json');

  it('are accounted for row by row, and forwarded when the council got them', async () => {
    const { err, out } = await run(
      '--mapping',
      mapping,
      '--csv',
      csv,
      '--report',
      'bath.csv',
      '--data',
      'data',
    );
    expect(err).toContain('Published 0 departments and 11 services.');
    expect(out).toContain('1,576 rows read = 1,504 taken + 0 extended + 0 unchanged + 72 rejected');

    const { reference } = report('bath.csv').find(({ id }) => id.endsWith('/969969')) ?? {};
    const events = await withLog((log) => log.readStream(`case-${reference}`));
    expect(
      events.map(({ type, metadata }) => {
        const { occurredAt, provenance } = JSON.parse(metadata) as Record<string, string>;
        return [type, occurredAt, provenance];
      }),
    ).toEqual([
      ['QueryRaised', '2017-02-01T09:13:42.000Z', 'observed'],
      ['ForwardedToDepartment', '2017-02-01T09:26:31.000Z', 'observed'],
    ]);
  });
});

describeOn('Boston’s half year', 'boston-311-2011h2.csv.gz', (boston) => {
  const mapping = join(ROOT, 'apps/importer/mappings/boston-311.json');

  it('is accounted for row by row', async () => {
    const { code, err, out } = await run('--mapping', mapping, '--csv', boston, '--dry-run');
    expect(code).toBe(0);
    expect(err).toContain('Would publish 11 departments and 141 services.');
    expect(out).toContain('58,251 rows read = 58,251 ready + 0 rejected');
    expect(out).toMatch(/ 4,775 {2}unknown-location\n +4 {2}clocks-went-back\n +3 {2}target-before-raised\n/);
  });

  it('becomes cases of departments, raised and closed when they were', async () => {
    const rows = gunzipSync(readFileSync(boston)).toString().split('\n').slice(0, 501);
    write('july.csv', rows.join('\n'));
    const { out } = await run('--mapping', mapping, '--csv', 'july.csv', '--data', 'data');
    expect(out).toContain('500 rows read = 500 taken + 0 extended + 0 unchanged + 0 rejected');

    const [{ id, reference } = { id: '', reference: '' }] = report('july.report.csv');
    const events = await withLog((log) => log.readStream(`case-${reference}`));
    expect(id).toBe('101000295613');
    expect(
      events.map(({ type, metadata }) => [type, (JSON.parse(metadata) as { occurredAt: string }).occurredAt]),
    ).toEqual([
      ['QueryRaised', '2011-07-01T05:32:33.000Z'],
      ['ForwardedToDepartment', '2011-07-01T05:32:33.000Z'],
      ['Resolved', '2011-07-01T09:06:58.000Z'],
      ['Closed', '2011-07-01T09:06:58.000Z'],
    ]);
  });
});

/** The file of this name that the manual shows. */
function inTheManual(name: string): string {
  const manual = readFileSync(join(ROOT, 'docs/importing.md'), 'utf8');
  const [, block] = new RegExp(`<!-- example: ${name} -->\\s+\`\`\`\\w+\\n([^]*?)\`\`\``).exec(manual) ?? [];
  if (block === undefined) throw new Error(`The manual shows no ${name}`);
  return block;
}
