import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';
/** Bytes of a secret: the Standard Webhooks specification asks for 24 to 64. */
const SECRET_BYTES = 32;

/** A new secret, as its receiver is given it: `whsec_` and 32 random bytes as base64. */
export function newSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString('base64');
}

/**
 * The headers that prove where a delivery comes from (Standard Webhooks 1.0): a signature by each secret, since a
 * receiver knows one of them while they are being changed.
 * @param id the same at every attempt
 * @param now UTC milliseconds of this attempt
 */
export function signedHeaders(
  secrets: readonly string[],
  id: string,
  now: number,
  body: string,
): Record<string, string> {
  const timestamp = Math.floor(now / 1_000);
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  };
}
