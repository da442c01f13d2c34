import { holderOf } from '@guildhall/platform/data-folder';
import type { Place } from './arguments';
import { HttpKeeper } from './http-keeper';
import type { Keeper } from './keeper';
import { LocalKeeper } from './local-keeper';
import { isInFolder } from './places-of-read-models';

/** The installation at the URL, else the one that runs on the data folder, else this program itself. */
export async function openKeeper({ url, config }: Place): Promise<Keeper> {
  if (url !== undefined) return new HttpKeeper(url);
  const running = isInFolder(config) ? holderOf(config.dataFolder)?.url : undefined;
  return running?.startsWith('http') ? new HttpKeeper(running) : LocalKeeper.open(config);
}
