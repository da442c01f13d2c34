import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { Report } from './report';
import { tallySchema } from './tally';

/** What is being imported, how, and whereto: an import only goes on when all of it is still the same. */
const orderSchema = z.strictObject({
  /** SHA-256 of the CSV file as it lies there, zipped or not. */
  file: z.string(),
  /** SHA-256 of the mapping. */
  mapping: z.string(),
  /** The data folder or the URL. */
  into: z.string(),
});
export type Order = z.infer<typeof orderSchema>;

const checkpointSchema = z.strictObject({
  order: orderSchema,
  /** Rows of the file that are done: imported, and in the report. */
  rows: z.int().nonnegative(),
  /** Length of the report with those rows in it. */
  reportBytes: z.int().nonnegative(),
  tally: tallySchema,
});

/** How far an import has come. Saved after every batch, so that a killed one goes on. */
export type Checkpoint = z.infer<typeof checkpointSchema>;

const checkpointOf = (report: string): string => `${report}.progress.json`;

/** In one step, so that a process killed meanwhile leaves the last one. */
export function saveCheckpoint(report: string, checkpoint: Checkpoint): void {
  const file = checkpointOf(report);
  writeFileSync(`${file}.new`, JSON.stringify(checkpoint), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** The import is over: the next one begins anew. */
export function removeCheckpoint(report: string): void {
  rmSync(checkpointOf(report), { force: true });
}

/** Where this import was broken off, or why it begins at the beginning; nothing when there is nothing to say. */
export function findCheckpoint(report: string, order: Order): Checkpoint | string | undefined {
  const checkpoint = readCheckpoint(checkpointOf(report));
  if (!checkpoint) return undefined;
  const { file, mapping, into } = checkpoint.order;
  if (file !== order.file) return 'The file is another than when the import was broken off';
  if (mapping !== order.mapping) return 'The mapping has changed since the import was broken off';
  if (into !== order.into) return `The import that was broken off went into ${into}`;
  return Report.has(report, checkpoint.reportBytes)
    ? checkpoint
    : 'The report of the import that was broken off is gone';
}

function readCheckpoint(file: string): Checkpoint | undefined {
  try {
    return checkpointSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch {
    return undefined; // There is none, or it is no more than something that once was one.
  }
}

/** SHA-256 of a file of any size. */
export async function digestOfFile(file: string): Promise<string> {
  const digest = createHash('sha256');
  await pipeline(createReadStream(file), digest);
  return digest.digest('hex');
}
