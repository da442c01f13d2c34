import { setTimeout as sleep } from 'node:timers/promises';
import { forward, raise, RAISED_AT, resolve } from '../testing/case-builders';
import { defaultCatalogue } from '../domain/catalogue/default-catalogue';
import { LogBuilder } from '../testing/log-builder';
import { onEachEngine } from '../testing/on-each-engine';
import { caseViewProjection, caseViews } from './case-view/case-view.projection';
import { openProjector } from './open-projector';
import { NotBuilt } from './builds/live-build';
import { ReadModel, UnknownPosition } from './read-model';
import type { Database } from '../platform/database/databases';

onEachEngine((engine) => {
  let log: LogBuilder;
  let model: ReadModel;
  beforeEach(async () => {
    const { databases } = await engine.place();
    log = await LogBuilder.open(defaultCatalogue(), databases);
    model = waitingFor(20_000);
  });
  afterEach(async () => {
    await model.close();
    await log.dispose();
  });

  /** Of which an answer waits so many milliseconds. */
  const waitingFor = (milliseconds: number): ReadModel =>
    new ReadModel(caseViewProjection, log.readModels, log.store, milliseconds);
  const revision = (reference: string) => async (db: Database) =>
    (
      await db.selectFrom(caseViews).select('revision').where('reference', '=', reference).executeTakeFirst()
    )?.['revision'];

  async function catchUp(): Promise<void> {
    const projector = await openProjector(log.store, log.readModels, {}, [caseViewProjection]);
    await projector.catchUp();
    await projector.close();
  }

  describe('an answer of a read model', () => {
    it('says how fresh it is, and how many events it has yet to see', async () => {
      const reference = await log.aCase(raise());
      await catchUp();
      const position = await log.store.head();
      await log.goesOn(reference, forward(), resolve());
      expect(await model.ask(revision(reference), undefined)).toEqual({
        answer: 0,
        freshness: { position, upTo: RAISED_AT, behind: 2, stale: false },
      });
    });

    it('waits until it knows what the asker has written', async () => {
      const reference = await log.aCase(raise());
      await catchUp();
      await log.goesOn(reference, forward());
      const asked = model.ask(revision(reference), await log.store.head());
      await sleep(20);
      await catchUp();
      expect(await asked).toMatchObject({ answer: 1, freshness: { behind: 0, stale: false } });
    });

    it('waits for many at once, and each is told as soon as its own position is reached', async () => {
      const reference = await log.aCase(raise());
      await catchUp();
      const asked: Promise<number>[] = [];
      for (let turn = 0; turn < 5; turn++) {
        await log.goesOn(reference, turn % 2 ? forward('housing', 'repairs') : forward());
        const position = await log.store.head();
        for (let n = 0; n < 10; n++) {
          asked.push(model.ask(revision(reference), position).then(({ answer }) => Number(answer)));
        }
      }
      await catchUp();
      expect(await Promise.all(asked)).toEqual(asked.map(() => 5));
    });

    it('is given, and said to be stale, when that takes too long', async () => {
      const reference = await log.aCase(raise());
      await catchUp();
      await log.goesOn(reference, forward());
      const hasty = waitingFor(100);
      expect(await hasty.ask(revision(reference), await log.store.head())).toMatchObject({
        answer: 0,
        freshness: { behind: 1, stale: true },
      });
      await hasty.close();
    });

    it('is refused when it should wait for what the log does not hold', async () => {
      await log.aCase(raise());
      await catchUp();
      await expect(model.ask(revision('x'), '9999999999999999')).rejects.toBeInstanceOf(UnknownPosition);
    });

    it('is refused before there is anything to ask', async () => {
      await expect(model.ask(revision('7QK-4M2-9XD3'), undefined)).rejects.toBeInstanceOf(NotBuilt);
    });
  });
});
