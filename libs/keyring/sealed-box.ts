import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE = 12;
const TAG = 16;

/** Encrypts and authenticates; `context` is authenticated with it. Answers nonce, ciphertext and tag, in this order. */
export function encrypt(key: Buffer, plain: Buffer, context: string): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG }).setAAD(Buffer.from(context));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** @throws Error when the key, the context or a single bit is not the one it was encrypted with */
export function decrypt(key: Buffer, box: Buffer, context: string): Buffer {
  const decipher = createDecipheriv(ALGORITHM, key, box.subarray(0, NONCE), { authTagLength: TAG })
    .setAAD(Buffer.from(context))
    .setAuthTag(box.subarray(-TAG));
  return Buffer.concat([decipher.update(box.subarray(NONCE, -TAG)), decipher.final()]);
}

/** `s1.<stream>.<base64url>`: the format's version, whose key opens it, and the rest. */
export function writeBox(stream: string, key: Buffer, personal: Record<string, unknown>): string {
  const context = `s1.${stream}`;
  return `${context}.${encrypt(key, Buffer.from(JSON.stringify(personal)), context).toString('base64url')}`;
}

export function streamOfBox(box: string): string {
  const [format, stream] = box.split('.');
  if (format !== 's1' || !stream) throw new Error('This is not a sealed box, or one of a newer format');
  return stream;
}

export function readBox(box: string, key: Buffer): Record<string, unknown> {
  const end = box.lastIndexOf('.');
  const context = box.slice(0, end);
  try {
    const plain = decrypt(key, Buffer.from(box.slice(end + 1), 'base64url'), context);
    return JSON.parse(plain.toString()) as Record<string, unknown>;
  } catch (cause) {
    throw new Error(`The sealed data of ${streamOfBox(box)} is damaged and does not open`, { cause });
  }
}
