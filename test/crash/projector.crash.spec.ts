import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { defaultCatalogue } from '../../libs/domain/catalogue/default-catalogue';
import { SqliteDatabases } from '../../libs/platform/sqlite/sqlite-databases';
import {
  ask,
  assign,
  close,
  forward,
  raise,
  reopen,
  resolve,
  schedule,
  take,
} from '../../libs/testing/case-builders';
import { everyRow, LogBuilder } from '../../libs/testing/log-builder';
import { projectedUntilKilled } from '../processes/projected-until-killed';

const SCRIPT = join(process.cwd(), 'dist/test/processes/project-until-killed.js');
const CASES = 64;
const BATCH = 25;

describe('A projector that is killed', () => {
  let log: LogBuilder;
  beforeEach(async () => {
    log = await LogBuilder.open(smallCatalogue());
    await writeCases(log);
  });
  afterEach(() => log.dispose());

  it('instead of its 1st statement, then of its 2nd, its 3rd and so on, until nothing is left to do, leaves every row as if it had never been', async () => {
    const folder = mkdtempSync(join(log.folder, 'killed-'));
    let kills = 0;
    while ((await project(log, folder, kills + 1)) === 'killed') kills++;

    // From the first statement that opens the files to the last that makes a build go live.
    expect(kills).toBeGreaterThan(75);
    const built = await everyRow(await log.build(), projectedUntilKilled);
    expect(await everyRow(new SqliteDatabases(folder), projectedUntilKilled)).toEqual(built);
  }, 300_000);
});

/** Starts the process on what the last one left, and answers how it ended. */
async function project(log: LogBuilder, folder: string, deadlyStatement: number): Promise<'killed' | 'done'> {
  const parameters = [log.logFile, folder, BATCH, deadlyStatement].map(String);
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', SCRIPT, ...parameters], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  if (signal !== 'SIGKILL') expect(code).toBe(0);
  return signal === 'SIGKILL' ? 'killed' : 'done';
}

/** What these cases need, and no more: each publication is a statement of its own. */
function smallCatalogue(): ReturnType<typeof defaultCatalogue> {
  const { calendars, standards, departments, services } = defaultCatalogue();
  return {
    calendars,
    standards: standards.filter(({ code }) => code === 'service-request-5-days'),
    departments: departments.filter(({ code }) => code === 'highways'),
    services: services.filter(({ code }) => code === 'street-lighting-fault'),
    accreditationStandards: [],
  };
}

/** Cases whose every event counts, so that one applied twice or not at all would be seen; a calendar among them. */
async function writeCases(log: LogBuilder): Promise<void> {
  for (let index = 0; index < CASES; index++) {
    const called = ask('RecordContact', {
      contactId: 'call',
      direction: 'inbound',
      channel: 'phone',
      purpose: 'chasing-progress',
    });
    const reference = await log.aCase(raise(), forward(), assign(), called);
    if (index === CASES / 2) await proclaimHoliday(log);
    if (index % 2 === 0) await log.goesOn(reference, schedule(), take(), resolve(), close());
    if (index % 4 === 0) await log.goesOn(reference, reopen(), forward('housing', 'repairs'));
  }
}

function proclaimHoliday(log: LogBuilder): Promise<void> {
  const england = defaultCatalogue().calendars.find(({ division }) => division === 'england-and-wales');
  const holidays = [...(england?.holidays ?? []), { date: '2026-06-05', title: 'A royal wedding' }];
  return log.publish(
    { calendars: [{ division: 'england-and-wales', holidays }] },
    '2026-06-01T12:00:00.000Z',
  );
}
