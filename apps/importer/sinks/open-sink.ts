import type { Config } from '@guildhall/platform/config';
import { holderOf } from '@guildhall/platform/data-folder';
import type { HistorySink } from './history-sink';
import { HttpSink } from './http-sink';
import { LocalSink } from './local-sink';

/**
 * The installation at the URL, else the one that runs on the data folder, else the data folder itself.
 */
export async function openSink(config: Config, url: string | undefined): Promise<HistorySink> {
  if (url !== undefined) return new HttpSink(url);
  const holder = holderOf(config.dataFolder);
  if (holder?.url?.startsWith('http')) return new HttpSink(holder.url);
  return LocalSink.open(config);
}
