import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  type KeyObject,
  randomFillSync,
} from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE = 12;
const TAG = 16;

const POOL = Buffer.alloc(8_192);
let taken = POOL.length;

/** Random bytes from the system's generator, fetched in bulk: a call for each nonce costs more than encrypting. */
export function random(bytes: number): Buffer {
  if (taken + bytes > POOL.length) {
    randomFillSync(POOL);
    taken = 0;
  }
  const drawn = Buffer.from(POOL.subarray(taken, taken + bytes));
  POOL.fill(0, taken, taken + bytes);
  taken += bytes;
  return drawn;
}

/** A key of 32 bytes, in the form that ciphers take without looking at it twice. */
export function keyOf(bytes: Buffer): KeyObject {
  return createSecretKey(bytes);
}

/** Encrypts and authenticates; `context` is authenticated with it. Answers nonce, ciphertext and tag, in this order. */
export function encrypt(key: KeyObject, plain: Buffer, context: string): Buffer {
  const nonce = random(NONCE);
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG }).setAAD(Buffer.from(context));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** @throws Error when the key, the context or a single bit is not the one it was encrypted with */
export function decrypt(key: KeyObject, box: Buffer, context: string): Buffer {
  const decipher = createDecipheriv(ALGORITHM, key, box.subarray(0, NONCE), { authTagLength: TAG })
    .setAAD(Buffer.from(context))
    .setAuthTag(box.subarray(-TAG));
  const plain = decipher.update(box.subarray(NONCE, -TAG));
  decipher.final(); // In this mode nothing is left to come: it only says whether it is what was encrypted.
  return plain;
}

/** A box is not what was sealed: it does not open, though its key is there. */
export class DamagedBox extends Error {
  override readonly name = 'DamagedBox';
  constructor(
    /** Whose it is, as far as it says. */
    readonly stream: string,
    options?: ErrorOptions,
  ) {
    super(`The sealed data of ${stream} is damaged and does not open`, options);
  }
}

/** Whose box it is, and the number of the key that opens it. */
export interface BoxLabel {
  stream: string;
  key: number;
}

/** `s1.<stream>.<key>.<base64url>`: the format's version, whose it is, which key opens it, and the rest. */
export function writeBox({ stream, key: number }: BoxLabel, key: KeyObject, personal: object): string {
  const context = `s1.${stream}.${number}`;
  return `${context}.${encrypt(key, Buffer.from(JSON.stringify(personal)), context).toString('base64url')}`;
}

/** @throws DamagedBox when it is none, or one of a newer format */
export function labelOf(box: string): BoxLabel {
  const [format, stream, number] = box.split('.', 3);
  if (format !== 's1' || !stream || !number || !/^\d+$/.test(number)) {
    throw new DamagedBox(stream || 'nobody');
  }
  return { stream, key: Number(number) };
}

/** @throws DamagedBox when the key, the label or a single bit is not the one it was sealed with */
export function readBox(box: string, key: KeyObject): Record<string, unknown> {
  const end = box.lastIndexOf('.');
  const context = box.slice(0, end);
  try {
    const plain = decrypt(key, Buffer.from(box.slice(end + 1), 'base64url'), context);
    return JSON.parse(plain.toString()) as Record<string, unknown>;
  } catch (cause) {
    throw new DamagedBox(labelOf(box).stream, { cause });
  }
}
