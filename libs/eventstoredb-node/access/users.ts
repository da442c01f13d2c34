import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { z } from 'zod';
import { RefusalToStart } from '../../platform/refusal-to-start';

/** Who is calling, and what for: membership of `$admins` opens everything. */
export interface Caller {
  name: string;
  groups: readonly string[];
  /** Streams this caller is confined to; one that ends with `*` is a prefix. */
  streams?: readonly string[] | undefined;
}

const userSchema = z.strictObject({
  password: z
    .string()
    .regex(/^scrypt:[\w+/=]+:[\w+/=]+$/, 'make it with “npx guildhall-node --hash-password”'),
  groups: z.array(z.string().min(1)).default([]),
  streams: z.array(z.string().min(1)).optional(),
});
const fileSchema = z.record(z.string().min(1), userSchema);
type User = z.infer<typeof userSchema>;

const derive = promisify<string, Buffer, number, Buffer>(scrypt);
const KEY_BYTES = 32;
/** Verified pairs that are remembered: a password is made to be slow to check, and comes with every call. */
const REMEMBERED = 1_000;

/** The people and programs that may call, each with a password of which only a hash is known. */
export class Users {
  readonly #verified = new Map<string, Caller>();

  constructor(private readonly users: Record<string, User>) {}

  /** @throws RefusalToStart when the file cannot be read, or says something else than it should */
  static fromFile(file: string): Users {
    try {
      const result = fileSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
      if (result.success) return new Users(result.data);
      const faults = result.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
      throw new Error(`\n${faults.join('\n')}`);
    } catch (error) {
      throw new RefusalToStart(`The users file ${file} cannot be used: ${(error as Error).message}`);
    }
  }

  /** The caller with this name and password, if there is one. */
  async verify(name: string, password: string): Promise<Caller | undefined> {
    const pair = createHash('sha256')
      .update(JSON.stringify([name, password]))
      .digest('base64');
    const known = this.#verified.get(pair);
    if (known) return known;
    const user = Object.hasOwn(this.users, name) ? this.users[name] : undefined;
    if (!user || !(await isPassword(password, user.password))) return undefined;
    if (this.#verified.size >= REMEMBERED) this.#verified.clear();
    const caller = { name, groups: user.groups, streams: user.streams };
    this.#verified.set(pair, caller);
    return caller;
  }
}

/** What the users file keeps of a password. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, KEY_BYTES);
  return `scrypt:${salt.toString('base64')}:${key.toString('base64')}`;
}

async function isPassword(password: string, hash: string): Promise<boolean> {
  const [, salt = '', key = ''] = hash.split(':');
  const expected = Buffer.from(key, 'base64');
  return timingSafeEqual(await derive(password, Buffer.from(salt, 'base64'), expected.length), expected);
}
