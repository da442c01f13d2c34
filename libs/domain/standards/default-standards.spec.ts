import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type CalendarDefinition, calendarFrom, calendarSchema } from './calendar';
import { fromLondon, toLondon } from './london-time';
import { type StandardDefinition, standardSchema, type TargetName } from './standard';
import { dueAt } from './target';

function shipped(file: string): unknown {
  return JSON.parse(readFileSync(join(__dirname, '../catalogue/default', file), 'utf8'));
}

const standards = z.array(standardSchema).parse(shipped('standards.json'));
const calendars = z.array(calendarSchema).parse(shipped('calendars.json'));

function standard(code: string): StandardDefinition {
  const found = standards.find((candidate) => candidate.code === code);
  if (!found) throw new Error(`${code} is not among the default standards`);
  return found;
}

/** The date on which something received at noon is due, by the default standards. */
function dueDate(code: string, target: TargetName, received: string, published = calendars): string {
  const definition = standard(code);
  const policy = definition.targets.find((candidate) => candidate.target === target);
  if (!policy) throw new Error(`${code} sets no time to ${target}`);
  const startedAt = fromLondon(received, 12 * 60);
  const calendar = calendarFrom(published, definition.calendar);
  const result = dueAt(policy, definition, calendar, { startedAt, pauses: [] });
  return result.state === 'due' ? toLondon(result.due).date : result.state;
}

function alsoIn(division: CalendarDefinition['division'], date: string, title: string): CalendarDefinition[] {
  return calendars.map((calendar) =>
    calendar.division === division
      ? { ...calendar, holidays: [...calendar.holidays, { date, title }] }
      : calendar,
  );
}

describe('the default standards', () => {
  it('each cite their source', () => {
    expect(standards.filter(({ source }) => source === undefined)).toEqual([]);
  });

  it('have different codes', () => {
    expect(new Set(standards.map(({ code }) => code)).size).toBe(standards.length);
  });

  it('never let two of them apply to the same stage, kind or channel', () => {
    const applied = standards.flatMap(({ appliesTo }) => [
      ...(appliesTo?.complaintStage ? [appliesTo.complaintStage] : []),
      ...(appliesTo?.kinds ?? []),
      ...(appliesTo?.channels ?? []),
    ]);
    expect(new Set(applied).size).toBe(applied.length);
  });
});

describe('the default calendars', () => {
  it('cover the three parts of the United Kingdom from 2012 to 2028', () => {
    expect(
      calendars.map(({ division, holidays }) => [division, holidays[0]?.date, holidays.at(-1)?.date]),
    ).toEqual([
      ['england-and-wales', '2012-01-02', '2028-12-26'],
      ['scotland', '2012-01-02', '2028-12-26'],
      ['northern-ireland', '2012-01-02', '2028-12-26'],
    ]);
  });

  it('credit their source and its licence', () => {
    for (const { source } of calendars) expect(source).toContain('Open Government Licence');
  });
});

describe('a freedom of information request received in England', () => {
  it('on 1 June 2026 is due on 29 June', () => {
    expect(dueDate('foi', 'respond', '2026-06-01')).toBe('2026-06-29');
  });

  it('is due a day later once Scotland proclaims a holiday on 15 June 2026', () => {
    expect(
      dueDate('foi', 'respond', '2026-06-01', alsoIn('scotland', '2026-06-15', 'World Cup bank holiday')),
    ).toBe('2026-06-30');
  });

  it('on St Andrew’s Day is due sooner than one received the day after: the day need not be a working day', () => {
    expect(dueDate('foi', 'respond', '2014-12-01')).toBe('2014-12-31');
    expect(dueDate('foi', 'respond', '2014-12-02')).toBe('2015-01-05');
  });
});

describe('other things a council promises by default', () => {
  it('a complaint made just before Christmas is acknowledged in the new year', () => {
    expect(dueDate('complaint-stage-1', 'acknowledge', '2026-12-23')).toBe('2027-01-04');
  });

  it('a caller is called back on the next working day, also after Easter', () => {
    expect(dueDate('calls', 'respond', '2026-04-02')).toBe('2026-04-07');
  });
});
