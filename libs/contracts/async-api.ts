import { schemaUrn, sequenceText } from './department-event';
import { departmentEventTypes } from './department-events';
import type { DepartmentEventType } from './department-event-type';
import { ENVELOPE, type JsonSchema, jsonSchemas } from './json-schemas';

/** Of the document; event types have versions of their own. */
const VERSION = '1.0.0';

const types = [...departmentEventTypes.values()];

/** The feeds as an AsyncAPI 3 document: where they are read, and every message that may come. */
export function asyncApiDocument(): JsonSchema {
  const anyMessage = (channel: string) =>
    types.map(({ type }) => ({ $ref: `#/channels/${channel}/messages/${type}` }));
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Guildhall department feeds',
      version: VERSION,
      description:
        'What a department is told of the cases it holds, as CloudEvents 1.0. The events of one case come in order, each at least once. Types and optional fields may be added at any time; a type that you do not know is to be passed over.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/cloudevents+json',
    channels: {
      stream: channel('department-{department}', {
        title: 'The feed as an EventStoreDB stream',
        description: 'For any EventStoreDB client: a catch-up or a persistent subscription.',
      }),
      live: channel('/departments/{department}/feed/live', {
        title: 'The feed over HTTP, as server-sent events',
        description:
          'Each message’s id is its position, which Last-Event-ID resumes from. Pages, and groups of consumers that share the work, are described at /docs.',
      }),
    },
    operations: {
      publishToStream: {
        action: 'send',
        channel: { $ref: '#/channels/stream' },
        messages: anyMessage('stream'),
      },
      sendLive: { action: 'send', channel: { $ref: '#/channels/live' }, messages: anyMessage('live') },
    },
    components: {
      messages: Object.fromEntries(types.map((type) => [type.type, message(type)])),
      schemas: Object.fromEntries(
        Object.entries(jsonSchemas()).map(([name, { $schema: _, $id: __, ...schema }]) => [name, schema]),
      ),
    },
  };
}

function channel(address: string, words: { title: string; description: string }): JsonSchema {
  return {
    address,
    ...words,
    parameters: { department: { description: 'Code of a department', examples: ['highways'] } },
    messages: Object.fromEntries(types.map(({ type }) => [type, { $ref: `#/components/messages/${type}` }])),
  };
}

function message(type: DepartmentEventType): JsonSchema {
  return {
    name: type.type,
    title: type.name,
    summary: type.says,
    contentType: 'application/cloudevents+json',
    payload: {
      allOf: [
        { $ref: `#/components/schemas/${ENVELOPE}` },
        {
          type: 'object',
          properties: {
            type: { const: type.type },
            dataschema: { const: schemaUrn(type.type) },
            data: { $ref: `#/components/schemas/${type.type}` },
          },
        },
      ],
    },
    examples: [{ name: type.name, payload: exampleEvent(type) }],
  };
}

/** A whole event, as it is delivered. */
function exampleEvent({ type, example }: DepartmentEventType): JsonSchema {
  return {
    specversion: '1.0',
    id: '6f9619ff-8b86-5d01-b42d-00cf4fc964ff',
    source: '/departments/highways/cases/7QK-4M2-9XD3',
    type,
    subject: '7QK-4M2-9XD3',
    time: '2026-06-01T09:30:00.000Z',
    recordedtime: '2026-06-01T09:31:00.000Z',
    datacontenttype: 'application/json',
    dataschema: schemaUrn(type),
    sequence: sequenceText(1),
    data: example,
  };
}
