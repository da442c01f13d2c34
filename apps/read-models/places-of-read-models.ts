import { existsSync } from 'node:fs';
import type { Config } from '@guildhall/platform/config';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';
import { type DatabasesPlace, type LogPlace, logPlace, readModelsPlace } from '../installation/places';

/** Whether any of it is in a data folder, which belongs to one program at a time. */
export const isInFolder = ({ databaseUrl, esdbConnectionString }: Config): boolean =>
  !databaseUrl || !esdbConnectionString;

/** @throws RefusalToStart when there is no log where it should be */
export function placesOf(config: Config): { log: LogPlace; readModels: DatabasesPlace } {
  const places = { log: logPlace(config), readModels: readModelsPlace(config) };
  if ('file' in places.log && !existsSync(places.log.file)) {
    throw new RefusalToStart(`There is no log in ${config.dataFolder}. Name the data folder: --data FOLDER.`);
  }
  return places;
}
