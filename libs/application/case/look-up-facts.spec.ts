import { defaultCatalogue } from '../../domain/catalogue/default-catalogue';
import type { CaseReference } from '../../domain/case/case-reference';
import { domainCodec } from '../../domain/events';
import { ask, at, raise, resolve } from '../../testing/case-builders';
import { LogBuilder } from '../../testing/log-builder';
import { LiveCatalogue } from '../catalogue/live-catalogue';
import { CommandRunner } from '../command-runner';
import { EventLog } from '../event-log';
import type { Outcome } from '../outcome';
import { ChangeCase, ChangeCaseHandler } from './change-case';
import type { CaseRequest } from './look-up-facts';

let log: LogBuilder;
let catalogue: LiveCatalogue;
beforeEach(async () => {
  log = await LogBuilder.open();
  catalogue = await LiveCatalogue.open(log.store);
});
afterEach(async () => {
  await catalogue.close();
  await log.dispose();
});

const acknowledge = ask('AcknowledgeQuery', { reference: 'THI-SON-E001', channel: 'phone', promised: [] });

async function request(
  reference: CaseReference,
  asked: CaseRequest,
  occurredAt = '2026-07-01T09:00:00.000Z',
): Promise<Outcome> {
  await catalogue.refresh();
  const events = new EventLog(log.store, domainCodec, log.keyring);
  const commands = new ChangeCaseHandler(new CommandRunner(events), events, catalogue);
  const context = {
    commandId: `${asked.type} ${occurredAt}`,
    correlationId: 'c',
    actor: { kind: 'system', id: 'processes' } as const,
    recordedAt: '2026-07-01T10:00:00.000Z',
    occurredAt,
  };
  return commands.execute(new ChangeCase(reference, asked, context));
}

/** The calendars that ship, with one more holiday everywhere. */
const withAHoliday = (date: string) =>
  defaultCatalogue().calendars.map((calendar) => ({
    ...calendar,
    holidays: [...calendar.holidays, { date, title: 'A royal wedding' }],
  }));

describe('a target', () => {
  it('that was met stays met when a past holiday is taken back', async () => {
    await log.publish({ calendars: withAHoliday('2026-06-04') }, '2026-06-01T00:00:00.000Z');
    // Due on the 9th, with the wedding; on the 8th without it.
    const reference = await log.aCase(raise(), acknowledge, at('2026-06-09T15:00:00.000Z', resolve()));
    await log.publish({ calendars: defaultCatalogue().calendars }, '2026-06-20T09:00:00.000Z');

    expect(await request(reference, { type: 'MissTarget', target: 'resolve' })).toMatchObject({
      kind: 'refused',
      rejection: { code: 'target-met' },
    });
  });

  it('that was missed stays missed when the day it was due on becomes a holiday', async () => {
    const reference = await log.aCase(raise(), acknowledge, at('2026-06-09T15:00:00.000Z', resolve()));
    await log.publish({ calendars: withAHoliday('2026-06-08') }, '2026-06-20T09:00:00.000Z');

    expect(await request(reference, { type: 'MissTarget', target: 'resolve' })).toMatchObject({
      kind: 'accepted',
      events: ['TargetMissed'],
    });
  });
});
