import { statfs } from 'node:fs/promises';

/** In bytes: what a few commits may need, each with a page or two of the log, of the keys and of their indexes. */
const NEEDED = 256 * 1_024;

/** @throws Error when the disk that holds this folder has no room for the next commits, though some may yet fit in */
export async function assertRoom(folder: string): Promise<void> {
  const { bavail, bfree, bsize } = await statfs(folder);
  const left = bsize * (process.getuid?.() === 0 ? bfree : bavail);
  if (left < NEEDED)
    throw new Error(`The disk of ${folder} is full: ${Math.floor(left / 1_024)} KiB are left.`);
}
