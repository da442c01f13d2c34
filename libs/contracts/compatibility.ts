import { isDeepStrictEqual } from 'node:util';
import type { JsonSchema } from './json-schemas';

/*
 * What may change in a version that has been published. Its events stand in feeds for ever and are read again, so
 * what was valid must stay valid; its consumers check what comes by the schema they know, so nothing may come that
 * was not valid then. Left to do are new optional fields, new types and better words.
 */

/** A change that a published version does not bear. */
interface Breach {
  /** Where in the data: `location.ward`; `[]` stands for each of a list. */
  field: string;
  what: string;
}

type Rule = (before: JsonSchema, after: JsonSchema, field: string) => Breach[];

type Schemas = Readonly<Record<string, JsonSchema>>;

/** Why this contract must not be published over that one, each reason with what to do instead; none when it may. */
export function faultsAgainst(published: Schemas, contract: Schemas): string[] {
  return Object.entries(published).flatMap(([type, before]) => {
    const after = contract[type];
    if (!after)
      return [
        `${type}: the type is gone, and feeds hold events of it. Define it again, beside what replaces it.`,
      ];
    return breaches(before, after, '').map(
      ({ field, what }) =>
        `${type}: ${field || 'data'} ${what}. Leave it as it was published, and define ${nextVersion(type)} for the change.`,
    );
  });
}

const fieldsStay: Rule = (before, after, field) =>
  names(before)
    .filter((name) => !(name in propertiesOf(after)))
    .map((name) => ({ field: within(field, name), what: 'is gone, and consumers read it' }));

const nothingBecomesRequired: Rule = (before, after, field) =>
  requiredOf(after)
    .filter((name) => !requiredOf(before).includes(name))
    .map((name) => ({ field: within(field, name), what: 'must be there, and events in the feeds lack it' }));

const nothingBecomesOptional: Rule = (before, after, field) =>
  requiredOf(before)
    .filter((name) => name in propertiesOf(after) && !requiredOf(after).includes(name))
    .map((name) => ({ field: within(field, name), what: 'may be missing, and consumers count on it' }));

const valuesStay: Rule = (before, after, field) => {
  const [known, now] = [valuesOf(before), valuesOf(after)];
  if (!known || !now) return known === now ? [] : [{ field, what: 'had a list of values, or has one now' }];
  return [
    ...missingFrom(now, known).map((value) => ({
      field,
      what: `may not be ${value} any more, and events in the feeds have it`,
    })),
    ...missingFrom(known, now).map((value) => ({
      field,
      what: `may be ${value} now, which consumers do not know`,
    })),
  ];
};

/** Words, which may get better, and what the other rules look at. */
const notLimits = new Set(
  'title description examples $id $schema $comment properties required enum const items anyOf'.split(' '),
);

const limitsStay: Rule = (before, after, field) =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((keyword) => !notLimits.has(keyword) && !isDeepStrictEqual(before[keyword], after[keyword]))
    .map((keyword) => ({
      field,
      what: `has another ${keyword}: ${shown(after[keyword])} instead of ${shown(before[keyword])}`,
    }));

const rules: readonly Rule[] = [
  fieldsStay,
  nothingBecomesRequired,
  nothingBecomesOptional,
  valuesStay,
  limitsStay,
];

function breaches(before: JsonSchema, after: JsonSchema, field: string): Breach[] {
  return [...rules.flatMap((rule) => rule(before, after, field)), ...inside(before, after, field)];
}

/** What has changed in fields, items and alternatives. */
const inside: Rule = (before, after, field) => [
  ...names(before).flatMap((name) => {
    const [was, is] = [propertiesOf(before)[name], propertiesOf(after)[name]];
    return was && is ? breaches(was, is, within(field, name)) : [];
  }),
  ...inAll(listOf(before['items']), listOf(after['items']), `${field}[]`),
  ...inAll(listOf(before['anyOf']), listOf(after['anyOf']), field),
];

function inAll(before: readonly JsonSchema[], after: readonly JsonSchema[], field: string): Breach[] {
  if (before.length !== after.length) return [{ field, what: 'has more or fewer alternatives' }];
  return before.flatMap((was, index) => breaches(was, after[index] ?? {}, field));
}

function propertiesOf({ properties = {} }: JsonSchema): Schemas {
  return properties as Schemas;
}

const names = (schema: JsonSchema): string[] => Object.keys(propertiesOf(schema));
const requiredOf = ({ required = [] }: JsonSchema): string[] => required as string[];
const listOf = (schemas: unknown = []): JsonSchema[] => [schemas].flat() as JsonSchema[];

function valuesOf(schema: JsonSchema): string[] | undefined {
  const values = 'const' in schema ? [schema['const']] : (schema['enum'] as unknown[] | undefined);
  return values?.map(shown);
}

const missingFrom = (some: readonly string[], all: readonly string[]): string[] =>
  all.filter((value) => !some.includes(value));
const shown = (value: unknown): string => (value === undefined ? 'none' : JSON.stringify(value));
const within = (field: string, name: string): string => (field ? `${field}.${name}` : name);

function nextVersion(type: string): string {
  const [, name, version] = /^(.*\.v)(\d+)$/.exec(type) ?? [];
  return name ? `${name}${Number(version) + 1}` : 'another';
}
