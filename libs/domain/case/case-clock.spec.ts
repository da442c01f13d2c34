import { Catalogue } from '../catalogue/catalogue';
import { defaultCatalogue } from '../catalogue/default-catalogue';
import { after, ask, raise, reopen, resolve } from '../../testing/case-builders';
import type { CaseCommand } from './case-commands';
import { type CaseClock, evolveSettledClock, promisedBy, targetsOf, unwoundClock } from './case-clock';
import type { CaseEvent, RecordedCaseEvent } from './case-events';

/** The default standards and calendars, with a bank holiday everywhere on the days given. */
function catalogueWith(...holidays: string[]): Catalogue {
  const { calendars, standards } = defaultCatalogue();
  const catalogue = new Catalogue();
  for (const definition of standards) {
    catalogue.apply({ type: 'StandardPublished', data: { version: 1, definition } });
  }
  for (const calendar of calendars) {
    const more = holidays.map((date) => ({ date, title: 'A royal wedding' }));
    const definition = { ...calendar, holidays: [...calendar.holidays, ...more] };
    catalogue.apply({ type: 'CalendarPublished', data: { version: 1, definition } });
  }
  return catalogue;
}

const published = catalogueWith();
const withHoliday = catalogueWith('2026-06-02', '2026-06-03');

/** The clock of a case kept by somebody who knew the first catalogue until the last event. */
function clockAfter(...commands: CaseCommand[]): CaseClock {
  return after(raise(), ...commands).reduce(
    (clock, event) => evolveSettledClock(clock, inLog(event), published),
    unwoundClock,
  );
}

const inLog = (event: CaseEvent): RecordedCaseEvent =>
  ({
    ...event,
    metadata: { occurredAt: '2026-06-01T10:30:00.000Z' },
  }) as unknown as RecordedCaseEvent;

/** The day each target is due on, by what was published afterwards. */
function dueDays(clock: CaseClock): Record<string, string | undefined> {
  return Object.fromEntries(
    targetsOf(clock, withHoliday).map(({ target, due }) => [
      target,
      due === undefined ? undefined : new Date(due).toISOString().slice(0, 10),
    ]),
  );
}

it('promises the answer to a complaint from the day on which its customer is told, not from the latest one', () => {
  const standard = { code: 'complaint-stage-1', version: 1 };
  const clock = { ...unwoundClock, startedAt: Date.parse('2026-06-01T09:30:00.000Z'), standard };
  expect(promisedBy(clock, published, '2026-06-03T10:00:00.000Z')).toEqual([
    { target: 'acknowledge', due: '2026-06-08T22:59:59.999Z' },
    { target: 'respond', due: '2026-06-17T22:59:59.999Z' },
  ]);
});

const acknowledge = ask('AcknowledgeQuery', { reference: '7QK-4M2-9XD3', channel: 'phone', promised: [] });

describe('a holiday that is published later', () => {
  it('moves the dates of what is still to be done', () =>
    expect(dueDays(clockAfter())).toEqual({ acknowledge: '2026-06-04', resolve: '2026-06-10' }));

  it('leaves the date of an acknowledgement that was made as it was', () =>
    expect(dueDays(clockAfter(acknowledge))).toEqual({ acknowledge: '2026-06-02', resolve: '2026-06-10' }));

  it.each([
    ['resolved', resolve()],
    ['withdrawn', ask('Withdraw', { by: 'customer' })],
  ])('leaves every date of a case that was %s as it was', (_, end) =>
    expect(dueDays(clockAfter(end))).toEqual({ acknowledge: '2026-06-02', resolve: '2026-06-08' }),
  );

  it('leaves the date of a resolution as that of the acknowledgement, when the case is reopened', () =>
    expect(dueDays(clockAfter(resolve(), reopen()))).toEqual({
      acknowledge: '2026-06-02',
      resolve: '2026-06-10',
    }));

  it('moves what is to be done again when the case is reopened, and not the acknowledgement', () =>
    expect(dueDays(clockAfter(acknowledge, resolve(), reopen()))).toEqual({
      acknowledge: '2026-06-02',
      resolve: '2026-06-10',
    }));
});

describe('a case that is reopened', () => {
  const reachedAt = (...commands: CaseCommand[]) =>
    targetsOf(clockAfter(...commands), published).map((target) => [target.target, target.reachedAt]);

  it('stays acknowledged by the resolution that it had, and is to be resolved again', () =>
    expect(reachedAt(resolve(), reopen())).toEqual([
      ['acknowledge', Date.parse('2026-06-01T10:30:00.000Z')],
      ['resolve', undefined],
    ]));

  it('was not acknowledged by being withdrawn', () =>
    expect(reachedAt(ask('Withdraw', { by: 'customer' }), reopen())).toEqual([
      ['acknowledge', undefined],
      ['resolve', undefined],
    ]));
});
