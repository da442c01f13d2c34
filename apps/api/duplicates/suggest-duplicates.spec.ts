import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LiveCatalogue } from '@guildhall/application/catalogue/live-catalogue';
import { SqliteDatabases } from '@guildhall/platform/sqlite/sqlite-databases';
import { nearbyProjection } from '@guildhall/read-models/nearby/nearby.projection';
import { raise } from '@guildhall/testing/case-builders';
import { LogBuilder } from '@guildhall/testing/log-builder';
import { ReadModels } from '../queries/read-models';
import { DuplicateFinder } from './suggest-duplicates';

const place = { lat: 54.5705, lon: -1.3188 };
const query = { place, at: Date.parse('2026-06-01T10:00:00.000Z'), service: 'street-lighting-fault' };

describe('while a query is raised', () => {
  let log: LogBuilder;
  let catalogue: LiveCatalogue;
  let folder: string;
  beforeEach(async () => {
    log = await LogBuilder.open();
    catalogue = await LiveCatalogue.open(log.store);
    folder = mkdtempSync(join(tmpdir(), 'guildhall-nearby-'));
  });
  afterEach(async () => {
    await catalogue.close();
    await log.dispose();
    rmSync(folder, { recursive: true });
  });

  it('what is known of its place comes with the answer', async () => {
    const reference = await log.aCase(raise({ location: place }));
    await log.ask(nearbyProjection, () => Promise.resolve());
    const readModels = new ReadModels(log.readModels, log.store, 0);
    const found = await new DuplicateFinder(readModels, catalogue).whileRaising(query);
    expect(found).toMatchObject([{ reference, serviceName: 'Street lighting fault' }]);
    await readModels.close();
  });

  it('nothing comes, and nothing fails, where there is no read model yet', async () => {
    const readModels = new ReadModels(new SqliteDatabases(folder), log.store, 0);
    expect(await new DuplicateFinder(readModels, catalogue).whileRaising(query)).toBeUndefined();
    await readModels.close();
  });
});
