import { Random } from '../../apps/demo/random';

/** A request as it goes out: the body is text, however malformed. */
export interface AbusiveRequest {
  /** `valid POST /cases`, so that a failure names what was done. */
  what: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string | undefined;
}

type Anything = any;

/** An operation of the OpenAPI document. */
interface Operation {
  method: string;
  path: string;
  parameters: { name: string; in: string; required?: boolean; schema?: Anything }[];
  body: Anything;
}

/** Not asked for at random: what never ends, and what reads the whole log. */
const LEFT_OUT = ['/departments/{department}/feed/live', '/service-excellence/what-if'];

/** Makes requests of what a server says of itself, well-formed or with one thing wrong. The same seed is the same requests. */
export class DescribedRequests {
  readonly operations: Operation[];
  readonly random: Random;

  constructor(
    private readonly document: Anything,
    /** What a field or a parameter of this name may be, so that it is about something that is there. */
    private readonly known: Record<string, unknown[]>,
    seed: string,
  ) {
    this.random = new Random(seed);
    this.operations = Object.entries<Anything>(document.paths)
      .filter(([path]) => !LEFT_OUT.includes(path))
      .flatMap(([path, item]) =>
        Object.entries<Anything>(item).map(([method, { parameters = [], requestBody }]) => ({
          method: method.toUpperCase(),
          path,
          parameters,
          body: requestBody?.content['application/json']?.schema,
        })),
      );
  }

  /** Everything as the document says. */
  valid(operation = this.random.pick(this.operations)): AbusiveRequest {
    return this.request('valid', operation, operation.body && this.value(operation.body));
  }

  /** As the document says but for one field, or one parameter. */
  nearValid(operation = this.random.pick(this.operations)): AbusiveRequest {
    const body = operation.body && this.value(operation.body);
    if (body && this.random.chance(0.8)) {
      const spoilt = this.spoil(body);
      return this.request('near-valid', operation, spoilt);
    }
    const wrong = operation.parameters.length > 0 ? this.random.pick(operation.parameters).name : undefined;
    return this.request('near-valid', operation, body, wrong);
  }

  request(
    what: string,
    { method, path, parameters }: Operation,
    body: unknown,
    wrong?: string,
  ): AbusiveRequest {
    const of = (parameter: Operation['parameters'][number]): string =>
      parameter.name === wrong
        ? textOf(this.random.pick(wrongValues))
        : textOf(this.value(parameter.schema ?? {}, parameter.name));
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(of(parameters.find((parameter) => parameter.name === name) ?? { name, in: 'path' })),
    );
    const query = parameters
      .filter(
        (parameter) => parameter.in === 'query' && (parameter.name === wrong || this.random.chance(0.3)),
      )
      .map((parameter) => `${parameter.name}=${encodeURIComponent(of(parameter))}`);
    const headers = Object.fromEntries(
      parameters
        .filter((parameter) => parameter.in === 'header' && this.random.chance(0.2))
        .map(({ name }) => [name, this.random.pick(headerValues)]),
    );
    return {
      what: `${what} ${method} ${path}`,
      method,
      path: filled + (query.length > 0 ? `?${query.join('&')}` : ''),
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      body: body === undefined ? undefined : writtenOut(body),
    };
  }

  /** What a schema allows. */
  value(schema: Anything, name = ''): unknown {
    const named = this.known[name];
    if (named && !schema.properties && this.random.chance(0.9)) return this.random.pick(named);
    if (schema.$ref) return this.value(this.document.components.schemas[schema.$ref.split('/').at(-1)], name);
    const choices = schema.oneOf ?? schema.anyOf ?? schema.allOf;
    if (choices) return this.value(this.random.pick(choices), name);
    if (schema.const !== undefined) return schema.const;
    if (schema.enum) return this.random.pick(schema.enum);
    if (schema.example !== undefined && this.random.chance(0.7)) return schema.example;
    switch (schema.type) {
      case 'boolean':
        return this.random.chance(0.5);
      case 'integer':
      case 'number':
        return this.random.whole(schema.minimum ?? 1, Math.min(schema.maximum ?? 100, 1_000));
      case 'array': {
        const items = Array.from({ length: this.random.whole(schema.minItems ?? 0, 3) }, () =>
          this.value(schema.items ?? {}, name),
        );
        return items;
      }
      case 'object':
        return this.objectOf(schema);
      default:
        return this.textOf(schema);
    }
  }

  private objectOf({ properties = {}, required = [] }: Anything): object {
    return Object.fromEntries(
      Object.entries(properties)
        .filter(([name]) => required.includes(name) || this.random.chance(0.4))
        .map(([name, schema]) => [name, this.value(schema, name)]),
    );
  }

  private textOf({ format, pattern = '' }: Anything): string {
    if (format === 'uuid') return crypto.randomUUID();
    if (format === 'date-time') return '2026-06-01T09:30:00Z';
    if (format === 'date') return '2026-06-01';
    if (format === 'email') return 'joan@example.org';
    if (String(pattern).includes('0-5')) return '09:00';
    return this.random.pick(['street lighting', 'Joan’s lamp', 'ok', 'graffiti']);
  }

  /** One place in it, however deep, becomes something else. */
  private spoil(body: unknown): unknown {
    const places: { holder: Record<string, unknown>; key: string }[] = [];
    const walk = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const [key, inside] of Object.entries(value)) {
        places.push({ holder: value as Record<string, unknown>, key });
        walk(inside);
      }
    };
    const whole = { body: structuredClone(body) };
    walk(whole);
    const { holder, key } = this.random.pick(places);
    const wrong = this.random.pick(wrongValues);
    switch (this.random.weighted({ replace: 70, remove: 15, add: 15 })) {
      case 'remove':
        if (holder !== (whole as object)) Reflect.deleteProperty(holder, key);
        break;
      case 'add':
        holder[this.random.pick(extraNames)] = wrong;
        break;
      case 'replace':
        holder[key] = wrong;
    }
    return whole.body;
  }
}

/** Stands for what JSON cannot be made of by JSON.stringify. */
const RAW = '\uE000';
const raw = (json: string): string => `${RAW}${json}${RAW}`;
const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

/** What no field wants, mostly. */
const wrongValues: unknown[] = [
  null,
  '',
  ' ',
  0,
  -1,
  raw('-0'),
  1e308,
  raw('1e999'),
  raw('9007199254740993'),
  0.1,
  true,
  [],
  {},
  [[]],
  [null],
  'NaN',
  'Infinity',
  'null',
  'x'.repeat(11_000),
  '9'.repeat(400),
  '2026-02-30',
  '2026-13-01T00:00:00Z',
  '0000-00-00T00:00:00Z',
  '+275760-09-13T00:00:00.001Z',
  '9999-12-31T23:59:59Z',
  '-000001-01-01T00:00:00Z',
  '2026-06-01T25:00:00+99:99',
  raw('"\\ud800"'),
  raw('"\\udc00x"'),
  raw('"a\\u0000b"'),
  '\u202Etxet sdrawkcab',
  '👩‍👩‍👧‍👦'.repeat(30),
  '\u0007\u001B[31m',
  '\uFEFF',
  'é'.normalize('NFD'),
  "'; DROP TABLE events; --",
  '{{7*7}}${7*7}<script>alert(1)</script>',
  '../../../../etc/passwd',
  '%00',
  '__proto__',
  'constructor',
  { toString: 'x', valueOf: 1 },
  raw('{"__proto__":{"isAdmin":true}}'),
  raw('{"constructor":{"prototype":{"x":1}}}'),
  raw('{"a":1,"a":2}'),
  { length: 1_000_000_000 },
  { then: 'x' },
  raw(deep(200)),
  raw(deep(20_000)),
  Array.from({ length: 2_000 }, () => 'x'),
];

const extraNames = [
  'isAdmin',
  'commandId',
  'recordedAt',
  '$ref',
  '',
  'hasOwnProperty',
  'a.b',
  'x'.repeat(5_000),
  '‮',
];

/** What an Idempotency-Key and an If-Match may be, and what they may not. */
const headerValues = [
  '"0"',
  'W/"1"',
  '*',
  '"99999999999999999999"',
  '3',
  '""',
  'k1',
  'x'.repeat(201),
  '\u00e9',
  '"-1"',
];

const textOf = (value: unknown): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  // A lone surrogate has no percent-encoding.
  return text.replaceAll(RAW, '').toWellFormed().slice(0, 3_000);
};

/** As JSON; `__proto__` and its like as own names, and what is no JSON of ours to the letter. */
const writtenOut = (value: unknown): string =>
  JSON.stringify(value).replace(/"\uE000((?:[^"\\]|\\.)*)\uE000"/g, (_, json: string) =>
    JSON.parse(`"${json}"`),
  );
