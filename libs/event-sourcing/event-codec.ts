import canonicalize from 'canonicalize';
import { v5 as uuidv5 } from 'uuid';
import { z } from 'zod';
import type { EventType } from './event-type';
import { type EventMetadata, metadataSchema } from './metadata';
import type { Recorded } from './recorded-event';

/** The namespace of event ids, drawn once: UUIDv5 (RFC 9562, 5.5) of command, stream and index. */
const EVENT_IDS = '3f2c9a54-0c0f-4d0e-8a7b-6a6f3d0b7c11';

/**
 * The id of the nth event that a command appends to a stream. Derived, so that a repeated command appends the same
 * events, and so that "did my append arrive?" can be answered by looking.
 */
export function eventId(commandId: string, stream: string, index: number): string {
  return uuidv5(`${commandId}/${stream}/${index}`, EVENT_IDS);
}

/** Locks what is personal; the box opens as long as its subject's key exists. */
export interface Sealer {
  seal(stream: string, personal: Record<string, unknown>): string;
}

/** An event as the store takes it: canonical JSON text (RFC 8785), so that it can be hashed as stored. */
export interface EncodedEvent {
  id: string;
  type: string;
  data: string;
  metadata: string;
}

/** A stored event is not what its schema says. Names the event and the field: it is never guessed at. */
export class InvalidEvent extends Error {
  override readonly name = 'InvalidEvent';
}

/** A new event is not what its schema says: nothing is written. Names each field, which came with the command. */
export class UnwritableEvent extends Error {
  override readonly name = 'UnwritableEvent';
  constructor(
    type: string,
    readonly faults: readonly { field: string; message: string }[],
  ) {
    super(`${type} cannot be written: ${inWords(faults)}`);
  }
}

/**
 * Between events as the domain speaks of them and the text that is stored. Both ways are validated: a bad event is
 * never written, and a stored one that no longer fits is named instead of guessed at.
 */
export class EventCodec {
  private readonly types: ReadonlyMap<string, EventType>;

  constructor(...groups: Readonly<Record<string, unknown>>[]) {
    this.types = new Map(groups.flatMap((group) => Object.entries(group as Record<string, EventType>)));
  }

  /** @throws UnwritableEvent when the data does not fit today's schema */
  encode(
    event: { type: string; data: object },
    metadata: Omit<EventMetadata, 'schemaVersion'>,
    place: { id: string; stream: string; sealer: Sealer },
  ): EncodedEvent {
    const type = this.typeOf(event.type);
    const open: Record<string, unknown> = {};
    const personal: Record<string, unknown> = {};
    let anythingPersonal = false;
    for (const [field, value] of Object.entries(event.data)) {
      if (value === undefined) continue;
      if (type.personalFields.includes(field)) {
        personal[field] = value;
        anythingPersonal = true;
      } else open[field] = value;
    }
    const stored = checked(type.open, open, type.name);
    const inside = type.personal && checked(type.personal, personal, type.name);
    if (inside && anythingPersonal) stored['sealed'] = place.sealer.seal(place.stream, inside);
    return {
      id: place.id,
      type: type.name,
      data: canonical(stored),
      metadata: canonical(checked(metadataSchema, { ...metadata, schemaVersion: type.version }, type.name)),
    };
  }

  /** @throws InvalidEvent when the stored event is of an unknown type or version, or does not fit its schema */
  decode(stored: EncodedEvent & { stream: string; revision: number; position: string }): Recorded {
    const at = `${stored.stream}@${stored.revision}`;
    const type = this.typeOf(stored.type);
    const metadata = parse(metadataSchema, JSON.parse(stored.metadata), `metadata of ${stored.type}`, at);
    if (metadata.schemaVersion > type.version) {
      throw new InvalidEvent(
        `${stored.type} at ${at} has version ${metadata.schemaVersion}; this program knows up to ${type.version}. Install a newer one.`,
      );
    }
    let data = JSON.parse(stored.data) as Record<string, unknown>;
    for (let version = metadata.schemaVersion; version < type.version; version++) {
      data = type.upcasters[version]?.(data) ?? data;
    }
    return {
      type: type.name,
      data: parse(type.open, data, stored.type, at),
      id: stored.id,
      stream: stored.stream,
      revision: stored.revision,
      position: stored.position,
      metadata,
    };
  }

  /** Whether an event of this type may hold anything that is sealed. */
  seals(type: string): boolean {
    return this.typeOf(type).personalFields.length > 0;
  }

  private typeOf(name: string): EventType {
    const type = this.types.get(name);
    if (!type) throw new InvalidEvent(`No event type is called ${name}. Is this program older than the log?`);
    return type;
  }
}

function canonical(value: object): string {
  const text = canonicalize(value);
  if (text === undefined) throw new InvalidEvent('This value has no JSON form');
  return text;
}

function checked<Value>(schema: z.ZodType<Value>, value: unknown, type: string): Value {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new UnwritableEvent(type, faultsOf(result.error));
}

function parse<Value>(schema: z.ZodType<Value>, value: unknown, what: string, where: string): Value {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new InvalidEvent(`${what} at ${where} is not valid: ${inWords(faultsOf(result.error))}`);
}

function faultsOf(error: z.ZodError): { field: string; message: string }[] {
  return error.issues.map(({ path, message }) => ({ field: path.join('.') || 'event', message }));
}

function inWords(faults: readonly { field: string; message: string }[]): string {
  return faults.map(({ field, message }) => `${field}: ${message}`).join('; ');
}
