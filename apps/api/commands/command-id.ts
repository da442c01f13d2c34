import type { Actor } from '@guildhall/event-sourcing/metadata';
import { v5 as uuidv5 } from 'uuid';
import { problem, ProblemError } from '../problems/problem';
import type { IdentifiedRequest } from './actor';

/** The namespace of command ids made from idempotency keys. */
const KEYS = '1c7d5e0b-93a6-4a57-8f1a-b1d0c4f6e2a9';

const KEY = 'idempotency-key';

/** The id of the command that a request with an Idempotency-Key stands for: the same key from the same actor is the same. */
export function commandIdOf({ headers, actor }: IdentifiedRequest): string | undefined {
  const key = headers[KEY];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key)) {
    const message = 'Use 1 to 200 visible ASCII characters, best a new UUID for each command.';
    throw new ProblemError(
      problem('invalid-request', 400, 'Idempotency-Key cannot be used', message, [
        { field: 'Idempotency-Key', message },
      ]),
    );
  }
  return commandIdFor(actor, key);
}

/** The id under which the log knows the command that this actor sent with this key. */
export function commandIdFor(actor: Actor, key: string): string {
  return uuidv5(`${actor.kind}/${actor.id}/${key}`, KEYS);
}
