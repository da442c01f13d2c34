import type { Keyring } from './keyring';

/** What stands in the place of what has been forgotten. */
const FORGOTTEN = { forgotten: true } as const;

/** What stands in the place of what is damaged, where it is shown all the same. */
export const UNREADABLE = { unreadable: true } as const;

/**
 * What is in a box; `{ forgotten: true }` when its key has been destroyed, and nothing when there was no box.
 */
export async function openBox(keyring: Keyring, box: string | undefined): Promise<Record<string, unknown>> {
  if (box === undefined) return {};
  return (await keyring.open(box)) ?? FORGOTTEN;
}

/** The summary in a box of a query; without one when it has been forgotten, and `unreadable` when it is damaged. */
export async function openSummary(
  keyring: Keyring,
  box: string | undefined,
): Promise<{ summary?: unknown; unreadable?: true }> {
  const { summary, unreadable } = await openBox(keyring, box);
  return { summary, ...(unreadable === true && { unreadable }) };
}

/** The same value with each `sealed` box, at any depth, replaced by what is in it. */
export async function openBoxes<Value>(keyring: Keyring, value: Value): Promise<Value> {
  if (Array.isArray(value)) return (await Promise.all(value.map((one) => openBoxes(keyring, one)))) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const { sealed, ...rest } = value as Record<string, unknown>;
  const entries = await Promise.all(
    Object.entries(rest).map(async ([field, inner]) => [field, await openBoxes(keyring, inner)] as const),
  );
  const opened = typeof sealed === 'string' ? await openBox(keyring, sealed) : {};
  return { ...Object.fromEntries(entries), ...opened } as Value;
}
