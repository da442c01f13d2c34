import { z } from 'zod';

/** Who acted. A person is named by an account id, never by a name: metadata is not sealed. */
const actorSchema = z.strictObject({
  kind: z.enum(['officer', 'agent', 'customer', 'operator', 'system', 'import']),
  id: z.string().min(1).max(200),
});
export type Actor = z.infer<typeof actorSchema>;

/** Seen by the council as it happened, or worked out afterwards from something that was. */
export const provenanceSchema = z.enum(['observed', 'derived']);
export type Provenance = z.infer<typeof provenanceSchema>;

/**
 * What every event carries beside its data, from the first day. Instants are RFC 3339, UTC, with milliseconds.
 * `$correlationId` and `$causationId` are EventStoreDB's names, so its own tools follow a conversation too.
 */
export const metadataSchema = z.strictObject({
  /** When the council came to know: the moment of the append. */
  recordedAt: z.iso.datetime(),
  /** When it happened: earlier than recorded for imports and for calls typed up later. */
  occurredAt: z.iso.datetime(),
  actor: actorSchema,
  commandId: z.string().min(1),
  $correlationId: z.string().min(1),
  $causationId: z.string().min(1),
  /** W3C Trace Context of the request that led here. */
  traceparent: z.string().optional(),
  schemaVersion: z.int().positive(),
  /** `invented`: it never happened, and is there for a demonstration. */
  provenance: provenanceSchema.or(z.literal('invented')).optional(),
});
export type EventMetadata = z.infer<typeof metadataSchema>;
