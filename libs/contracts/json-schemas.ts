import { z } from 'zod';
import { envelopeSchema, schemaUrn } from './department-event';
import { departmentEventTypes } from './department-events';

/** JSON Schema, draft 7: the draft that AsyncAPI builds on and that validators in every language know. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** The name under which the envelope's schema stands among those of the event types. */
export const ENVELOPE = 'cloudevent';

/** The schema of every event type's data, by its CloudEvents type, and that of the envelope they come in. */
export function jsonSchemas(): Record<string, JsonSchema> {
  const ofTypes = [...departmentEventTypes.values()].map(({ type, says, data, example }) => [
    type,
    { ...named(type, says), ...toJsonSchema(data), examples: [example] },
  ]);
  const says = 'A CloudEvent in JSON, as it stands in a department’s feed. What data is, its type says.';
  return {
    [ENVELOPE]: { ...named(ENVELOPE, says), ...toJsonSchema(envelopeSchema) },
    ...(Object.fromEntries(ofTypes) as Record<string, JsonSchema>),
  };
}

function named(name: string, description: string): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: schemaUrn(name),
    title: name,
    description,
  };
}

/** As it is read: fields that are added later are let through. */
function toJsonSchema(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    override({ jsonSchema }) {
      // A date's pattern says in three lines what its format says in a word.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return rest;
}
