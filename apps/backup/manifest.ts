import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';
import { z } from 'zod';

const digestSchema = z.strictObject({
  bytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type Digest = z.infer<typeof digestSchema>;

/** What a backup says of itself: the same in the folder of the log and in that of the keys. */
const manifestSchema = z.strictObject({
  format: z.literal(1),
  /** When the copy of the log was begun: what was acknowledged before is in it. */
  takenAt: z.iso.datetime(),
  /** What is in the log. */
  events: z.int().nonnegative(),
  position: z.string(),
  /** Every file but this one, by its path in the folder of the log. */
  files: z.record(z.string(), digestSchema),
  keys: digestSchema,
});
export type Manifest = z.infer<typeof manifestSchema>;

export const MANIFEST = 'manifest.json';
export const LOG = 'events.db';
export const KEYS = 'keys.db';

/** @throws RefusalToStart when the folder holds no backup */
export function readManifest(folder: string): Manifest {
  const file = join(folder, MANIFEST);
  if (!existsSync(file)) {
    throw new RefusalToStart(
      `${folder} holds no whole backup: ${MANIFEST} is written last. Choose another, or the folder in it.`,
    );
  }
  const result = manifestSchema.safeParse(parsed(readFileSync(file, 'utf8')));
  if (result.success) return result.data;
  const [fault] = result.error.issues;
  throw new RefusalToStart(`${file} is damaged: ${fault?.path.join('.') ?? ''} ${fault?.message ?? ''}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export async function digestOf(file: string): Promise<Digest> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return { bytes: statSync(file).size, sha256: hash.digest('hex') };
}
