import { z } from 'zod';

/** What a type of department event is made from; see {@link departmentEventType}. */
interface Definition<Name extends string, Version extends number, Shape extends z.ZodRawShape> {
  /** Past tense in lower case, `action-planned`: for ever, and not the name of a domain event. */
  name: Name;
  /** From 1. Once published, a version only gains optional fields; anything else is the next version. */
  version: Version;
  /** One sentence for those who read the contract. */
  says: string;
  data: Shape;
  example: z.output<z.ZodObject<Shape>>;
}

/** One type of event that a department is sent: its name, version, schema and example are this one value. */
export interface DepartmentEventType<Type extends string = string, Data extends object = object> {
  readonly name: string;
  readonly version: number;
  /** The CloudEvents type: `guildhall.case.action-planned.v1`. */
  readonly type: Type;
  readonly says: string;
  /** Takes what it knows and drops the rest: nothing that is not in the contract gets out, and a reader minds no newer field. */
  readonly data: z.ZodType<Data>;
  readonly example: Data;
  /** What is to be told. Checked when it is published. */
  of(data: Data): { type: Type; data: Data };
}

/**
 * Defines an event of the published language. Its TypeScript type, the checks on both ends, its JSON Schema, its entry
 * in the AsyncAPI document and its example all come from this one value.
 */
export function departmentEventType<Name extends string, Version extends number, Shape extends z.ZodRawShape>(
  definition: Definition<Name, Version, Shape>,
): DepartmentEventType<`guildhall.case.${Name}.v${Version}`, z.output<z.ZodObject<Shape>>> {
  const { name, version, says, example } = definition;
  const type = `guildhall.case.${name}.v${version}` as const;
  const data = z.object(definition.data);
  return { name, version, type, says, data, example, of: (told) => ({ type, data: told }) };
}
