import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '@guildhall/platform/config';
import type { Database } from '@guildhall/platform/database/databases';
import { measureCalled, type Measure } from '@guildhall/read-models/metrics/measures';
import { metricsProjection } from '@guildhall/read-models/metrics/metrics.projection';
import { casesBehind, type Figure, metrics } from '@guildhall/read-models/metrics/metrics.query';
import { openProjector } from '@guildhall/read-models/open-projector';
import { databaseOf } from '@guildhall/read-models/projection';
import { fill } from '../../apps/demo/fill';
import { halfYear } from '../../apps/demo/half-year';
import { type Installation, openInstallation } from '../../apps/installation/installation';

/*
 * The figures are those that anyone can count from the log: with SQL over the file of events, as an auditor would who has
 * read DOMAIN's definitions and none of our code. Dates are those that customers were told.
 */

const UNTIL = Date.parse('2026-11-02T00:00:00.000Z');

/** What happened to a case, as the file of events has it. `last` of several is the one that stands. */
const CASES = `
  create temp view happened as
    select substr(s.name, 6) as reference, e.revision, e.type, e.data,
      json_extract(e.metadata, '$.occurredAt') as at
    from events e join streams s on s.no = e.stream where s.name like 'case-%';

  create temp view counted as
    select reference,
      (select json_extract(data, '$.channel') from happened h where h.reference = c.reference and type = 'QueryRaised') as channel,
      (select json_extract(data, '$.raisedAt') from happened h where h.reference = c.reference and type = 'QueryRaised') as raised_at,
      (select json_extract(data, '$.kind') from happened h where h.reference = c.reference and type = 'QueryRaised') as kind,
      (select json_extract(data, '$.department') from happened h where h.reference = c.reference
        and type = 'ForwardedToDepartment' order by revision desc limit 1) as department,
      (select type from happened h where h.reference = c.reference
        and type in ('MarkedDuplicate', 'DuplicateUndone') order by revision desc limit 1) as duplicate,
      (select type from happened h where h.reference = c.reference
        and type in ('QueryRaised', 'Resolved', 'Closed', 'Withdrawn', 'Reopened', 'ComplaintEscalated')
        order by revision desc limit 1) as stands,
      (select type from happened h where h.reference = c.reference
        and type in ('Resolved', 'Reopened', 'ComplaintEscalated') order by revision desc limit 1) as answer,
      (select json_extract(data, '$.outcome') from happened h where h.reference = c.reference
        and type = 'Resolved' order by revision desc limit 1) as outcome,
      (select json_extract(data, '$.resolvedAt') from happened h where h.reference = c.reference
        and type = 'Resolved' order by revision desc limit 1) as resolved_at,
      (select json_extract(data, '$.overall') from happened h where h.reference = c.reference
        and type = 'FeedbackGiven' order by revision desc limit 1) as overall,
      (select due.value ->> '$.due' from happened h, json_each(h.data, '$.promised') due where h.reference = c.reference
        and h.type = 'QueryAcknowledged' and due.value ->> '$.target' = 'resolve' order by revision limit 1) as promised,
      sum(type = 'ForwardedToDepartment') as forwards,
      sum(type = 'ReturnedByDepartment') as returns,
      sum(type = 'Resolved') as resolutions,
      sum(type = 'Reopened') as reopenings,
      sum(type in ('ClockPaused', 'Reopened', 'Reclassified', 'ComplaintEscalated')) as complications,
      sum(type = 'ContactRecorded' and json_extract(data, '$.direction') = 'inbound') as contacts,
      sum(type = 'ContactRecorded' and json_extract(data, '$.direction') = 'inbound'
        and json_extract(data, '$.avoidable')) as avoidable
    from happened c group by reference;

  create temp table cases as
    select *, stands in ('QueryRaised', 'Reopened', 'ComplaintEscalated') as open, answer = 'Resolved' as resolved
    from counted where duplicate is not 'MarkedDuplicate';`;

/** The day in London of an instant of 2026. */
const londonDay = (instant: string): string =>
  `date(${instant}, case when ${instant} between '2026-03-29T01' and '2026-10-25T01' then '+1 hour' else '+0 hours' end)`;

/** Measures with what is counted, of what: over the table above. */
const counts: Readonly<Record<string, [numerator: string, denominator?: string]>> = {
  cases: ['count(*)'],
  open: ['sum(open)'],
  'resolved-at-first-contact': [
    `sum(resolved and ${londonDay('resolved_at')} = ${londonDay('raised_at')} and forwards = 0 and contacts = 0 and reopenings = 0)`,
    'coalesce(sum(resolved), 0)',
  ],
  reopened: ['sum(resolutions > 0 and reopenings > 0)', 'sum(resolutions > 0)'],
  'complaints-upheld': [
    "sum(resolved and kind = 'complaint' and outcome in ('upheld', 'partly-upheld'))",
    "coalesce(sum(resolved and kind = 'complaint' and outcome in ('upheld', 'partly-upheld', 'not-upheld')), 0)",
  ],
  'avoidable-contact': ['sum(avoidable)', "sum(contacts + (channel not in ('staff', 'system')))"],
  'satisfied-overall': ['coalesce(sum(overall >= 4), 0)', 'count(overall)'],
  'response-rate': ['sum(resolved and overall is not null)', 'coalesce(sum(resolved), 0)'],
  'hand-offs': ['sum(max(forwards - 1, 0))', 'sum(forwards > 0)'],
  misrouted: ['sum(forwards > 0 and returns > 0)', 'sum(forwards > 0)'],
  'raised-online': [
    "sum(channel in ('online', 'app'))",
    "sum(channel not in ('staff', 'system', 'unknown'))",
  ],
};

describe('the figures of half a year', () => {
  let folder: string;
  let installation: Installation;
  let log: DatabaseSync;
  let db: Database;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'guildhall-recount-'));
    installation = await openInstallation(readConfig({ GUILDHALL_DATA: folder }), 'recount');
    const lives = halfYear(installation.catalogue.current, { seed: 'recount', until: UNTIL, size: 0.08 });
    await fill(lives, installation, () => undefined);
    const projector = await openProjector(installation.store, installation.readModels, {}, [
      metricsProjection,
    ]);
    await projector.catchUp();
    await projector.close();
    db = await installation.readModels.open(databaseOf(metricsProjection), { readOnly: true });
    log = new DatabaseSync(join(folder, 'events.db'), { readOnly: true });
    log.exec(CASES);
  }, 120_000);

  afterAll(async () => {
    log.close();
    await installation.close();
    rmSync(folder, { recursive: true });
  });

  it.each(Object.entries(counts))(
    '%s: as anyone counts them from the log',
    async (name, [numerator, denominator]) => {
      for (const by of ['department', 'channel'] as const) {
        const groups = await metrics(db, { by, measures: [name], now: UNTIL });
        const ours = groups.map(({ group, figures }) => [group, ...countsOf(figures[name])]);
        const theirs = log
          .prepare(
            `select ${by} as grp, ${numerator} as n, ${denominator ?? 'null'} as d from cases group by 1 order by grp is null, grp`,
          )
          .all();
        expect(ours).toEqual(theirs.map(({ grp, n, d }) => [grp, n, d]));
        expect(ours.length).toBeGreaterThan(3);
      }
    },
  );

  it('are late where the date that the customer was told had passed', async () => {
    const simple = 'promised is not null and complications = 0';
    const asTold = (late: boolean) =>
      log
        .prepare(`select reference from cases where ${simple} and resolved and (resolved_at > promised) = ?`)
        .all(late ? 1 : 0)
        .map(({ reference }) => reference);
    const measure = measureCalled('resolved-within-standard') as Measure;
    const ours = async (counted: boolean) =>
      new Set(await casesBehind(db, { now: UNTIL, measure, counted, limit: 100_000 }));
    const [inTime, late] = [await ours(true), await ours(false)];
    expect(asTold(false).filter((reference) => !inTime.has(String(reference)))).toEqual([]);
    expect(asTold(true).filter((reference) => !late.has(String(reference)))).toEqual([]);
    expect(asTold(true).length).toBeGreaterThan(10);
  });

  const countsOf = ({ value, numerator, denominator }: Figure = { value: null }) => [
    numerator ?? value,
    denominator ?? null,
  ];
});
