import type { EventData } from './event-store';

/** Characters: what fits any index, path and log line. */
const LONGEST_NAME = 250;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** NUL and halves of a surrogate pair: what UTF-8 text cannot carry to the letter through every store. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;

/**
 * Refuses what no store may take, alike in every adapter and before anything is written.
 * @throws TypeError naming the field and what is wrong with it: a bug in the caller, never a resident's doing
 */
export function checkAppend(stream: string, events: readonly EventData[]): void {
  checkName('stream', stream);
  if (events.length === 0) throw new TypeError('events must hold at least one event');
  const ids = new Set<string>();
  events.forEach(({ id, type, data, metadata }, index) => {
    const field = `events[${index}]`;
    if (!UUID.test(id)) throw new TypeError(`${field}.id must be a UUID in lower case, not ${quote(id)}`);
    if (ids.has(id))
      throw new TypeError(`${field}.id repeats ${id}, which an earlier event of this append has`);
    ids.add(id);
    checkName(`${field}.type`, type);
    checkJson(`${field}.data`, data);
    checkJson(`${field}.metadata`, metadata);
  });
}

/** Names that start with `$` are a store's own: `readAll` leaves them out, so an event under one would be lost. */
function checkName(field: string, name: string): void {
  if (name === '') throw new TypeError(`${field} must not be empty`);
  if (name.length > LONGEST_NAME) {
    throw new TypeError(
      `${field} must not be longer than ${LONGEST_NAME} characters, and has ${name.length}`,
    );
  }
  if (name.startsWith('$')) {
    throw new TypeError(
      `${field} must not start with $, which marks what belongs to the store: ${quote(name)}`,
    );
  }
  if (UNSTORABLE.test(name)) {
    throw new TypeError(`${field} must be whole Unicode text without NUL, not ${quote(name)}`);
  }
}

function checkJson(field: string, text: string): void {
  try {
    JSON.parse(text);
  } catch {
    // The text is left out of the message: it may be personal.
    throw new TypeError(`${field} must be JSON text`);
  }
  if (UNSTORABLE.test(text))
    throw new TypeError(`${field} must be whole Unicode text, without lone surrogates`);
}

function quote(text: string): string {
  return JSON.stringify(text);
}
