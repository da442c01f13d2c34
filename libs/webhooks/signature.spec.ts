import { array, assert, property, string, uuid } from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { newSecret, signedHeaders } from './signature';

const verified = (secret: string, body: string, headers: Record<string, string>): unknown =>
  new Webhook(secret).verify(body, headers);

describe('a signature', () => {
  it('is verified by an independent implementation of Standard Webhooks, with each of the secrets', () => {
    assert(
      property(uuid(), array(string({ unit: 'grapheme' })), (id, data) => {
        const secrets = [newSecret(), newSecret()];
        const body = JSON.stringify(data);
        const headers = signedHeaders(secrets, id, Date.now(), body);
        for (const secret of secrets) expect(verified(secret, body, headers)).toEqual(data);
      }),
    );
  });

  it('is not verified with another secret, for another body, under another id, or much later', () => {
    const [secret, body, now] = [newSecret(), '{"a":1}', Date.now()];
    const headers = signedHeaders([secret], 'one', now, body);
    expect(() => verified(newSecret(), body, headers)).toThrow('No matching signature');
    expect(() => verified(secret, '{"a":2}', headers)).toThrow('No matching signature');
    expect(() => verified(secret, body, { ...headers, 'webhook-id': 'two' })).toThrow(
      'No matching signature',
    );
    const old = signedHeaders([secret], 'one', now - 600_000, body);
    expect(() => verified(secret, body, old)).toThrow('too old');
  });

  it('is by a secret that nobody could guess', () => {
    expect(newSecret()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(newSecret()).not.toBe(newSecret());
  });
});
