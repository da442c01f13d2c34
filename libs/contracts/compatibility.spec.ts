import fc from 'fast-check';
import { z } from 'zod';
import { faultsAgainst } from './compatibility';
import type { JsonSchema } from './json-schemas';

const TYPE = 'guildhall.case.mended.v1';

/** Why the second may not be published over the first. */
function faults(before: z.ZodRawShape, after: z.ZodRawShape): string[] {
  return faultsAgainst({ [TYPE]: schemaOf(z.object(before)) }, { [TYPE]: schemaOf(z.object(after)) });
}

const schemaOf = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, { target: 'draft-7', io: 'input' });

const advice = 'Leave it as it was published, and define guildhall.case.mended.v2 for the change.';
const what = z.enum(['lamp', 'bench']);

describe('a version that has been published', () => {
  it.each<[string, z.ZodRawShape, z.ZodRawShape]>([
    ['a field that may be missing', { what }, { what, crew: z.string().optional() }],
    ['better words', { what }, { what: what.describe('What was mended') }],
    ['fields in another order', { what, crew: z.string() }, { crew: z.string(), what }],
    [
      'a field that may be missing, further in',
      { at: z.object({ ward: z.string() }) },
      { at: z.object({ ward: z.string(), parish: z.string().optional() }) },
    ],
  ])('may get %s', (_, before, after) => expect(faults(before, after)).toEqual([]));

  it.each<[string, z.ZodRawShape, z.ZodRawShape, string]>([
    ['loses a field', { what, crew: z.string() }, { what }, 'crew is gone, and consumers read it'],
    [
      'loses a field further in',
      { at: z.array(z.object({ ward: z.string() })) },
      { at: z.array(z.object({})) },
      'at[].ward is gone, and consumers read it',
    ],
    [
      'is given a field that must be there',
      { what },
      { what, crew: z.string() },
      'crew must be there, and events in the feeds lack it',
    ],
    [
      'makes a field required',
      { crew: z.string().optional() },
      { crew: z.string() },
      'crew must be there, and events in the feeds lack it',
    ],
    [
      'makes a field optional',
      { crew: z.string() },
      { crew: z.string().optional() },
      'crew may be missing, and consumers count on it',
    ],
    [
      'loses a value',
      { what },
      { what: z.enum(['lamp']) },
      'what may not be "bench" any more, and events in the feeds have it',
    ],
    [
      'is given a value',
      { what },
      { what: z.enum(['lamp', 'bench', 'bin']) },
      'what may be "bin" now, which consumers do not know',
    ],
    [
      'fixes its values',
      { crew: z.string() },
      { crew: z.enum(['a']) },
      'crew had a list of values, or has one now',
    ],
    [
      'changes a type',
      { crew: z.string() },
      { crew: z.int() },
      'crew has another type: "integer" instead of "string"',
    ],
    [
      'narrows a limit',
      { crew: z.string().max(80) },
      { crew: z.string().max(20) },
      'crew has another maxLength: 20 instead of 80',
    ],
    [
      'widens a limit',
      { crew: z.string().max(80) },
      { crew: z.string() },
      'crew has another maxLength: none instead of 80',
    ],
    [
      'is given an alternative',
      { when: z.union([z.iso.date(), z.object({ from: z.string() })]) },
      { when: z.union([z.iso.date(), z.object({ from: z.string() }), z.int()]) },
      'when has more or fewer alternatives',
    ],
    [
      'changes in an alternative',
      { when: z.union([z.boolean(), z.object({ from: z.string() })]) },
      { when: z.union([z.boolean(), z.object({})]) },
      'when.from is gone, and consumers read it',
    ],
    [
      'closes itself',
      { at: z.object({ ward: z.string() }) },
      { at: z.strictObject({ ward: z.string() }) },
      'at has another additionalProperties: false instead of none',
    ],
  ])('is refused when it %s', (_, before, after, fault) => {
    expect(faults(before, after)).toContain(`${TYPE}: ${fault}. ${advice}`);
  });

  it('stays: its type may not be left out', () => {
    expect(faultsAgainst({ [TYPE]: schemaOf(z.object({ what })) }, {})).toEqual([
      `${TYPE}: the type is gone, and feeds hold events of it. Define it again, beside what replaces it.`,
    ]);
  });

  it('has types beside it that nobody knew before', () => {
    expect(faultsAgainst({}, { [TYPE]: schemaOf(z.object({ what })) })).toEqual([]);
  });
});

describe('whatever a version holds', () => {
  const leaf = fc.constantFrom<() => z.ZodType>(
    () => z.string(),
    () => z.int(),
    () => what,
    () => z.object({ ward: z.string() }),
    () => z.array(z.iso.date()).max(3),
  );
  const name = fc.stringMatching(/^[a-z]{1,6}$/);
  const shape = fc
    .dictionary(name, fc.record({ make: leaf, isOptional: fc.boolean() }), { minKeys: 1, maxKeys: 5 })
    .map((fields): z.ZodRawShape =>
      Object.fromEntries(
        Object.entries(fields).map(([field, { make, isOptional }]) => [
          field,
          isOptional ? make().optional() : make(),
        ]),
      ),
    );

  it('it may be published again, and with one more field that may be missing', () => {
    fc.assert(
      fc.property(shape, leaf, (fields, make) => {
        expect(faults(fields, fields)).toEqual([]);
        expect(faults(fields, { ...fields, added_later: make().optional() })).toEqual([]);
      }),
    );
  });

  it('it may not lose any of it, nor be given what must be there', () => {
    fc.assert(
      fc.property(shape, leaf, (fields, make) => {
        for (const field of Object.keys(fields)) {
          const { [field]: _, ...rest } = fields;
          expect(faults(fields, rest)).toEqual([
            `${TYPE}: ${field} is gone, and consumers read it. ${advice}`,
          ]);
        }
        expect(faults(fields, { ...fields, added_later: make() })).toHaveLength(1);
      }),
    );
  });
});
