import type { CaseCommand } from '../../domain/case/case-commands';
import type { CaseReference } from '../../domain/case/case-reference';
import { ask, inquire, raise } from '../../testing/case-builders';
import { LogBuilder } from '../../testing/log-builder';
import { onEachEngine } from '../../testing/on-each-engine';
import { CROWD } from './crowds';
import { nearbyProjection } from './nearby.projection';
import { caseAtPlace, possibleDuplicates, type QueryAtPlace } from './nearby.query';

const on = (day: number): string => new Date(Date.UTC(2026, 5, day, 9)).toISOString();
const HIGH_STREET = { lat: 54.5705, lon: -1.3188 };
/** So many metres to the north of it. */
const north = (metres: number) => ({ ...HIGH_STREET, lat: HIGH_STREET.lat + metres / 111_195 });

const lamp = (day: number, metres = 0, service = 'street-lighting-fault'): CaseCommand =>
  raise({ service: { code: service, version: 1 }, location: north(metres) }, on(day));
const mark = (of: string, day: number): CaseCommand =>
  ask('MarkDuplicate', { reference: 'A', of, facts: { original: 'a-case' } }, on(day));
const resolveOn = (day: number): CaseCommand => ask('Resolve', { outcome: 'fixed' }, on(day));

onEachEngine(({ place }) => {
  let log: LogBuilder;
  beforeEach(async () => {
    log = await LogBuilder.open(undefined, (await place()).databases);
  });
  afterEach(() => log.dispose());

  /** What is suggested for a street light at the High Street on the 10th, unless it says otherwise. */
  const suggested = (changes: Partial<QueryAtPlace> = {}) =>
    log.ask(nearbyProjection, (db) =>
      possibleDuplicates(db, {
        place: HIGH_STREET,
        at: Date.parse(on(10)),
        service: 'street-lighting-fault',
        group: ['street-lighting-fault', 'pothole'],
        ...changes,
      }),
    );
  const references = async (changes: Partial<QueryAtPlace> = {}) =>
    (await suggested(changes))?.map(({ reference }) => reference);

  describe('for a query that is about to be raised', () => {
    it('an open case of the same service nearby is suggested, with why', async () => {
      const reference = await log.aCase(lamp(8, 40));
      expect(await suggested()).toEqual([
        {
          reference,
          score: 54,
          why: 'the same service, 40 m away, raised 2 days before, still open',
          service: 'street-lighting-fault',
          status: 'open',
          metres: 40,
          raisedAt: Date.parse(on(8)),
          endedAt: null,
        },
      ]);
    });

    it('the likeliest comes first: by place, time and service', async () => {
      const far = await log.aCase(lamp(9, 60));
      const near = await log.aCase(lamp(9, 5));
      const hole = await log.aCase(lamp(9, 5, 'pothole'));
      const mended = await log.aCase(lamp(2, 5), resolveOn(7));
      expect(await references()).toEqual([near, mended, hole, far]);
    });

    it.each<[string, CaseCommand[]]>([
      ['lies further away', [lamp(9, 160)]],
      ['is about something else', [lamp(9, 0, 'missed-bin')]],
      ['says no place', [raise({}, on(9))]],
      ['says half a place', [raise({ location: { lat: HIGH_STREET.lat } }, on(9))]],
      ['was resolved three weeks before', [lamp(-20), resolveOn(-11)]],
      ['was raised more than a year before', [raise({ location: HIGH_STREET }, '2025-06-01T09:00:00.000Z')]],
      ['was withdrawn', [lamp(9), ask('Withdraw', { by: 'customer' }, on(9))]],
      [
        'was closed for want of an answer',
        [lamp(1), inquire('q', {}, on(2)), ask('Close', { reason: 'no-answer-from-customer' }, on(9))],
      ],
    ])('a case that %s is not', async (_, commands) => {
      await log.aCase(...commands);
      expect(await references()).toEqual([]);
    });

    it('a case that was opened again is open', async () => {
      const reopened = ask('Reopen', { by: 'customer', reason: 'Dark again.' }, on(9));
      const reference = await log.aCase(lamp(1), resolveOn(2), reopened);
      expect(await suggested()).toMatchObject([{ reference, status: 'open', endedAt: null }]);
    });

    it('a case that is treated as another matter is found there', async () => {
      const to = { kind: 'service-request', service: { code: 'pothole', version: 1 } } as const;
      const reference = await log.aCase(lamp(8), ask('Reclassify', { to, reason: 'A hole.' }, on(9)));
      expect(await references({ group: [] })).toEqual([]);
      expect(await references({ group: [], service: 'pothole' })).toEqual([reference]);
    });

    it('five at most are', async () => {
      for (let metres = 0; metres < 8; metres++) await log.aCase(lamp(9, metres));
      expect(await suggested()).toHaveLength(5);
    });
  });

  describe('a duplicate', () => {
    it('stands for its original, however far that one is and however long the chain', async () => {
      const original = await log.aCase(lamp(1, 5_000));
      const middle = await log.aCase(lamp(2, 5_000), mark(original, 3));
      await log.aCase(lamp(3, 10), mark(middle, 4));
      expect(await suggested()).toMatchObject([
        {
          reference: original,
          why: expect.stringContaining('with another report of it 10 m away') as string,
        },
      ]);
    });

    it('is a case of its own again when that is undone', async () => {
      const original = await log.aCase(lamp(1, 5_000));
      const one = await log.aCase(lamp(3, 10), mark(original, 4), ask('UndoDuplicate', {}, on(5)));
      expect(await references()).toEqual([one]);
    });

    it('closed with its original stands for it as long as that is news', async () => {
      const original = await log.aCase(lamp(1), resolveOn(8));
      await log.aCase(lamp(2), mark(original, 3), ask('Close', { reason: 'duplicate' }, on(8)));
      expect(await suggested()).toMatchObject([{ reference: original, status: 'resolved' }]);
    });
  });

  describe('for a case', () => {
    const of = (reference: CaseReference) =>
      log.ask(nearbyProjection, async (db) => {
        const known = await caseAtPlace(db, reference);
        if (!known?.place) return undefined;
        const { place: where, ...query } = known;
        return possibleDuplicates(db, { ...query, place: where, group: [], reference });
      });

    it('neither itself is suggested nor what is linked with it', async () => {
      const one = await log.aCase(lamp(1));
      await log.aCase(lamp(2), mark(one, 3));
      const other = await log.aCase(lamp(3));
      expect((await of(one))?.map(({ reference }) => reference)).toEqual([other]);
    });

    it('that was resolved, one that was raised long after is not', async () => {
      const one = await log.aCase(lamp(1), resolveOn(2));
      await log.aCase(lamp(25, 10));
      expect(await of(one)).toEqual([]);
    });
  });

  describe('a crowd on one point', () => {
    it('is no evidence, neither for who stands there nor for who is near', async () => {
      for (let n = 0; n < CROWD + 5; n++) await log.aCase(lamp(5));
      const near = await log.aCase(lamp(5, 20));
      expect(await suggested()).toBeUndefined();
      expect(await suggested({ at: Date.parse(on(5)) })).toBeUndefined();
      expect(await references({ place: north(30) })).toEqual([near]);
    });

    it('may have been there at another time', async () => {
      for (let n = 0; n < CROWD; n++)
        await log.aCase(raise({ location: HIGH_STREET }, '2026-03-01T09:00:00.000Z'));
      const one = await log.aCase(lamp(9));
      expect(await references()).toEqual([one]);
    });

    it('is the same crowd when the read model is built again, in whatever pieces', async () => {
      for (let n = 0; n < CROWD + 3; n++) {
        await log.aCase(lamp(5));
        await suggested();
      }
      const found = (): Promise<string[]> =>
        log.ask(nearbyProjection, async (db) => {
          const rows = await db
            .selectFrom('nearby')
            .select(['reference'])
            .where('cell', 'is not', null)
            .execute();
          return rows.map((row) => String(row['reference'])).toSorted();
        });
      const before = await found();
      expect(before).toHaveLength(CROWD);
      await log.readModels.drop('nearby.v1');
      expect(await found()).toEqual(before);
    });
  });

  it('holds nothing that anybody wrote', async () => {
    await log.aCase(
      raise({ location: HIGH_STREET, summary: 'Dark outside Joan’s', customer: { name: 'Joan Carter' } }),
    );
    const rows = await log.ask(nearbyProjection, (db) => db.selectFrom('nearby').selectAll().execute());
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toMatch(/Joan|s1\.case/);
  });
});
