import { setTimeout as sleep } from 'node:timers/promises';
import { forward, raise, RAISED_AT, resolve } from '../testing/case-builders';
import { LogBuilder } from '../testing/log-builder';
import { caseViewProjection, caseViews } from './case-view/case-view.projection';
import { openProjector } from './open-projector';
import { NotBuilt, ReadModel } from './read-model';
import type { Database } from '../platform/database/databases';

let log: LogBuilder;
let model: ReadModel;
beforeEach(async () => {
  log = await LogBuilder.open();
  model = new ReadModel(caseViewProjection, log.readModels, log.store, 200);
});
afterEach(async () => {
  await model.close();
  await log.dispose();
});

const revision = (reference: string) => async (db: Database) =>
  (await db.selectFrom(caseViews).select('revision').where('reference', '=', reference).executeTakeFirst())?.[
    'revision'
  ];

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

  it('is given, and said to be stale, when that takes too long', async () => {
    const reference = await log.aCase(raise());
    await catchUp();
    await log.goesOn(reference, forward());
    expect(await model.ask(revision(reference), await log.store.head())).toMatchObject({
      answer: 0,
      freshness: { behind: 1, stale: true },
    });
  });

  it('is refused before there is anything to ask', async () => {
    await expect(model.ask(revision('7QK-4M2-9XD3'), undefined)).rejects.toBeInstanceOf(NotBuilt);
  });
});
