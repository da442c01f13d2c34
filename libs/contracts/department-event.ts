import { z } from 'zod';
import { departmentEventTypes, type ToldEvent } from './department-events';

/** The feed of one department: `department-highways`. */
export const departmentStream = (code: string): string => `department-${code}`;

/** Where the schema of an event's data is found by its name. */
export const schemaUrn = (type: string): string => `urn:guildhall:schema:${type}`;

const LONGEST_SEQUENCE = 10;

/** `0000000007`: as text, so that it compares as text. */
export const sequenceText = (sequence: number): string => String(sequence).padStart(LONGEST_SEQUENCE, '0');

const attributes = {
  specversion: z.literal('1.0'),
  id: z.uuid().describe('The same whenever the event is delivered: to tell what you have seen before'),
  source: z
    .string()
    .min(1)
    .describe(
      'Whose telling of which case: /departments/highways/cases/7QK-4M2-9XD3. The sequence counts within it',
    ),
  type: z.string().min(1),
  subject: z.string().min(1).describe('Reference of the case. Events of one subject come in order'),
  time: z.iso.datetime().describe('When it happened'),
  recordedtime: z.iso.datetime().describe('When the council came to know'),
  datacontenttype: z.literal('application/json'),
  dataschema: z.string().min(1).describe('The schema of data: GET /contracts/schemas/{type}'),
  sequence: z
    .string()
    .regex(/^\d{10}$/)
    .describe(
      'Counts what you were told of this case, from 0000000001 and without gaps, also if it left you in between',
    ),
  traceparent: z.string().optional().describe('W3C Trace Context of the request that led to it'),
  data: z.unknown(),
};

/**
 * A CloudEvent (CloudEvents 1.0, JSON format) with the extensions sequence, recordedtime and distributed tracing. The
 * attributes of later versions are let through.
 */
export const envelopeSchema = z.looseObject(attributes);

/** A CloudEvent of a feed, of whichever type: types may be added at any time. */
export type FeedEvent = z.infer<z.ZodObject<typeof attributes>>;

/** A CloudEvent of a type that this version of the contract knows, told apart by `type`. */
export type DepartmentEvent = ToldEvent extends infer Told
  ? Told extends ToldEvent
    ? Omit<FeedEvent, 'type' | 'data'> & Told
    : never
  : never;

/** What came is not what the contract says. Names the field. */
export class InvalidDepartmentEvent extends Error {
  override readonly name = 'InvalidDepartmentEvent';
}

/**
 * Reads what a department's stream holds, or what a feed delivered: JSON text, or what it parsed to. One of a type
 * that this version does not know is let through ({@link isKnown} tells).
 *
 * @throws InvalidDepartmentEvent when it is no CloudEvent, or its data is not what its type says
 */
export function parseDepartmentEvent(received: unknown): FeedEvent {
  const event = checked(
    envelopeSchema,
    typeof received === 'string' ? json(received) : received,
    'The event',
  );
  const type = departmentEventTypes.get(event.type);
  return type ? { ...event, data: checked(type.data, event.data, `${event.type} ${event.id}`) } : event;
}

/** Whether this version of the contract knows the event's type, and so what its data is. */
export function isKnown(event: FeedEvent): event is FeedEvent & DepartmentEvent {
  return departmentEventTypes.has(event.type);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InvalidDepartmentEvent('The event is not JSON', { cause });
  }
}

function checked<Value>(schema: z.ZodType<Value>, value: unknown, what: string): Value {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => `${path.join('.') || 'event'}: ${message}`);
  throw new InvalidDepartmentEvent(`${what} is not valid: ${faults.join('; ')}`);
}
