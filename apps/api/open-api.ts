import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { catalogueFileSchema } from '@guildhall/domain/catalogue/catalogue-file';
import { whatIfSchema } from '@guildhall/read-models/metrics/what-if';
import { z } from 'zod';
import { historiesSchema } from './imports/imports.controller';

type Schema = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

type PathItem = OpenAPIObject['paths'][string];

const text = { type: 'string' } as const;
const methods = ['get', 'put', 'post', 'patch', 'delete'] as const;

/** What every command answers. */
const commandAnswer: Schema = {
  type: 'object',
  required: ['revision', 'position', 'changed', 'events'],
  properties: {
    reference: { ...text, description: 'Of the case', example: '7QK-4M2-9XD3' },
    customerId: { ...text, format: 'uuid' },
    duplicateOf: { ...text, description: 'Of the original, after marking a duplicate' },
    possibleCustomers: {
      type: 'array',
      description:
        'After raising: customers we know already who may be the same, and what they have in common',
      items: {
        type: 'object',
        properties: { customerId: { ...text, format: 'uuid' }, why: { type: 'array', items: text } },
      },
    },
    revision: { type: 'integer', description: 'Where the stream stands now' },
    position: { ...text, description: 'Give it as `waitFor` to a query, and you read your own write' },
    changed: { type: 'boolean', description: 'False when it was so already' },
    events: { type: 'array', items: text, description: 'What happened' },
  },
  additionalProperties: text,
};

/** RFC 9457. */
const problem: Schema = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: { ...text, example: 'urn:guildhall:problem:case-closed' },
    title: text,
    status: { type: 'integer' },
    detail: { ...text, description: 'What happened and what to do next' },
    errors: {
      type: 'array',
      items: { type: 'object', required: ['field', 'message'], properties: { field: text, message: text } },
    },
    correlationId: text,
  },
};

const problemContent = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

/** What any route may answer instead. */
const problems = {
  503: {
    description: 'It cannot be answered now: the same may be sent again, after `Retry-After` seconds',
    content: problemContent,
  },
  default: { description: 'Refused, and why', content: problemContent },
};

/**
 * The description of every route, for people at `/docs` and for programs at `/docs-json`. It is made when it is first
 * asked for: nobody waits for it at the start.
 */
export function serveOpenApi(app: NestFastifyApplication): void {
  SwaggerModule.setup('docs', app, () => described(app));
}

function described(app: NestFastifyApplication): OpenAPIObject {
  const document = SwaggerModule.createDocument(
    app,
    new DocumentBuilder()
      .setTitle('Guildhall')
      .setDescription('Event-sourced case management for councils. Errors are RFC 9457 problem details.')
      .setVersion('0.1.0')
      .build(),
  );
  const schemas = {
    ...document.components?.schemas,
    CommandAnswer: commandAnswer,
    Problem: problem,
    CatalogueFile: z.toJSONSchema(catalogueFileSchema, { io: 'input' }) as Schema,
    WhatIf: z.toJSONSchema(whatIfSchema, { io: 'input' }) as Schema,
    Histories: z.toJSONSchema(historiesSchema, { io: 'input' }) as Schema,
  };
  return {
    ...document,
    paths: Object.fromEntries(
      Object.entries(document.paths).map(([path, item]) => [path, whole(path, item)]),
    ),
    components: { ...document.components, schemas },
  };
}

/** Adds to each operation of a path what no controller says of it: our own decorators' parameters, and its problems. */
function whole(path: string, item: PathItem): PathItem {
  const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const operations = methods.flatMap((method) => {
    const operation = item[method];
    if (!operation) return [];
    const { parameters = [], responses } = operation;
    const told = parameters.map((parameter) => ('name' in parameter ? parameter.name : undefined));
    const missing = named
      .filter((name) => !told.includes(name))
      .map((name) => ({ name, in: 'path', required: true, schema: text }));
    const all = {
      ...operation,
      parameters: [...parameters, ...missing],
      responses: { ...problems, ...responses },
    };
    return [[method, all] as const];
  });
  return { ...item, ...Object.fromEntries(operations) };
}
