import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Installation } from '../installation/installation';
import type { CopyBackData } from './copy-back-thread';

/**
 * Has the write-ahead logs of a data folder copied back on a thread of their own. Should it fail, whoever writes them does
 * so. Answers how it is stopped.
 */
export function startCopyingBack(
  folder: string,
  { readModels }: Installation['places'],
): () => Promise<void> {
  const workerData: CopyBackData = {
    folder,
    readModels: 'folder' in readModels ? readModels.folder : undefined,
  };
  const worker = new Worker(join(__dirname, 'copy-back-thread.js'), { workerData });
  const ended = once(worker, 'exit').catch(() => undefined);
  return async () => {
    worker.postMessage('stop');
    await ended;
  };
}
