import { createHmac, hkdfSync, type KeyObject } from 'node:crypto';
import type { Term } from './keyring';
import { decrypt, encrypt, keyOf, random } from './sealed-box';

/** A key that is new, and its wrap to be kept. */
export interface MadeKey {
  key: KeyObject;
  wrapped: Buffer;
}

/** Makes a key for `subject` and wraps it with its owner's: a customer's, or the master key when there is none. */
export function makeKey(subject: string, wrapping: KeyObject, owner?: string): MadeKey {
  const key = random(32);
  return { key: keyOf(key), wrapped: encrypt(wrapping, key, context(subject, owner)) };
}

/** @throws Error when it was wrapped with another key, for another subject or for another owner */
export function unwrapKey(
  wrapped: Uint8Array,
  subject: string,
  wrapping: KeyObject,
  owner?: string,
): KeyObject {
  return keyOf(decrypt(wrapping, Buffer.from(wrapped), context(subject, owner)));
}

/** Authenticated with the wrap, so that no key can be passed off as another's. */
const context = (subject: string, owner = 'master'): string => `${subject}<${owner}`;

/** Fingerprints under a master key, each useless without it (HMAC-SHA-256, hex). */
export function fingerprintsUnder(master: KeyObject): (text: string) => string {
  const key = Buffer.from(hkdfSync('sha256', master, '', 'guildhall fingerprints', 32));
  return (text) => createHmac('sha256', key).update(text).digest('hex');
}

/** Raised when terms come to be spelt otherwise: the blind index is then filled again from the log. */
export const SPELLING = 1;

/** What a term is called in the index: 128 bits of HMAC-SHA-256, so that no two terms of a council ever meet. */
export function tokensUnder(master: KeyObject): (term: Term) => string {
  const key = Buffer.from(hkdfSync('sha256', master, '', 'guildhall blind index', 32));
  return ({ kind, value }) =>
    createHmac('sha256', key).update(`${kind}\n${value}`).digest().subarray(0, 16).toString('base64url');
}

/** The key of a box is gone: nothing new can be kept under it. */
export const destroyed = (whose: string): Error =>
  new Error(`The key of ${whose} has been destroyed: nothing new can be kept under it`);
