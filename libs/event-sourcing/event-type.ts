import { z } from 'zod';

/** What an event type is made from; see {@link eventType}. */
export interface EventTypeDefinition<
  Name extends string,
  Open extends z.ZodObject,
  Personal extends z.ZodObject | undefined,
> {
  /** Past tense, and for ever: a stored event is found by this name. */
  name: Name;
  /** The schema version written today, from 1. A change of shape is version + 1 with an upcaster. */
  version: number;
  /** What anyone who may read the log may read. */
  data: Open;
  /** What is about a person, free text included: sealed before it is stored (UK GDPR art. 25). */
  personal?: Personal;
  /** From version n to n + 1, over the stored (open) data. One for each version before today's. */
  upcasters?: Record<number, (stored: Record<string, unknown>) => Record<string, unknown>>;
  /** A whole, valid event of today's version: documentation, golden file and test datum in one. */
  example: Inside<Open> & Inside<Personal>;
}

/** One event type: its name, version, schemas and example are this one value. */
export interface EventType<
  Name extends string = string,
  Open extends object = Record<string, unknown>,
  Personal extends object = Record<string, unknown>,
> {
  readonly name: Name;
  readonly version: number;
  readonly open: z.ZodType<Open>;
  readonly personal: z.ZodType<Personal> | undefined;
  readonly personalFields: readonly string[];
  readonly upcasters: Readonly<Record<number, (stored: Record<string, unknown>) => Record<string, unknown>>>;
  readonly example: Open & Personal;
  /** A new event of this type, as a decider answers it. Validated when it is appended. */
  of(data: Open & Personal): { type: Name; data: Open & Personal };
}

/** The event as a decider emits it: everything, in the clear. */
export type EventOf<T> =
  T extends EventType<infer Name, infer Open, infer Personal> ? { type: Name; data: Open & Personal } : never;

/** The event as the log holds it and as `evolve` and projections see it: open data, the rest in a sealed box. */
export type StoredEventOf<T> =
  T extends EventType<infer Name, infer Open, infer _Personal>
    ? { type: Name; data: Open & { sealed?: string } }
    : never;

/** What a schema holds; an empty or absent one holds nothing (and does not forbid, as `Record<string, never>` would). */
type Inside<Schema> = Schema extends z.ZodObject
  ? z.output<Schema> extends Record<string, never>
    ? object
    : z.output<Schema>
  : object;

/**
 * Defines an event. The TypeScript types, the checks on write and on read, what is encrypted and the golden file
 * all come from this one value.
 *
 * @throws Error when an upcaster is missing for a version before today's: old events would become unreadable.
 */
export function eventType<
  Name extends string,
  Open extends z.ZodObject,
  Personal extends z.ZodObject | undefined = undefined,
>(definition: EventTypeDefinition<Name, Open, Personal>): EventType<Name, Inside<Open>, Inside<Personal>> {
  const { name, version, data, personal, upcasters = {} } = definition;
  for (let older = 1; older < version; older++) {
    if (!upcasters[older])
      throw new Error(`${name} is at version ${version} but has no upcaster from version ${older}`);
  }
  return {
    name,
    version,
    open: data.extend({ sealed: z.string().optional() }) as unknown as z.ZodType<Inside<Open>>,
    personal: personal as unknown as z.ZodType<Inside<Personal>> | undefined,
    personalFields: personal ? Object.keys(personal.shape) : [],
    upcasters,
    example: definition.example,
    of: (value) => ({ type: name, data: value }),
  };
}
