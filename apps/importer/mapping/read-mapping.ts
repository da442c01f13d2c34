import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ImportFailed } from '../import-failed';
import { columnsOf } from './columns-of-mapping';
import { type Mapping, mappingSchema } from './mapping';
import { faultInWords } from './schema-by-shape';

/** Where everything about a mapping is explained. */
const MANUAL = 'docs/importing.md explains every field.';

/** A mapping, and what tells it from every other. */
export interface MappingFile {
  mapping: Mapping;
  /** SHA-256 of the file, hexadecimal. */
  digest: string;
}

/** @throws ImportFailed naming every faulty field of the mapping, and what to write there */
export function readMapping(file: string): MappingFile {
  let text: string;
  let content: unknown;
  try {
    text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
    content = JSON.parse(text);
  } catch (cause) {
    throw new ImportFailed(`The mapping ${file} cannot be read: ${(cause as Error).message}.`, { cause });
  }
  const { data: mapping, error } = mappingSchema.safeParse(content, { error: faultInWords });
  if (!mapping) {
    const faults = error.issues.map(({ path, message }) => `${path.join('.') || 'the mapping'}: ${message}`);
    throw faultsIn(file, faults);
  }
  const faults = columnsOf(mapping)
    .filter(({ column }) => mapping.neverRead.includes(column))
    .map(({ field, column }) => `${field}: it reads the column “${column}”, which “neverRead” forbids`);
  if (faults.length > 0) throw faultsIn(file, faults);
  return { mapping, digest: createHash('sha256').update(text).digest('hex') };
}

/** @throws ImportFailed when the mapping names a column that the file does not have, or has more than once */
export function checkColumns(mapping: Mapping, header: readonly string[]): void {
  const named = [
    ...columnsOf(mapping),
    ...mapping.neverRead.map((column) => ({ field: 'neverRead', column })),
    ...Object.keys(mapping.unknown).map((column) => ({ field: 'unknown', column })),
  ];
  const faults = named.flatMap(({ field, column }) => {
    const times = header.filter((name) => name === column).length;
    if (times === 1 || column === '*') return [];
    return [`  ${field}: the file has ${times === 0 ? 'no column' : `${times} columns`} “${column}”`];
  });
  if (faults.length === 0) return;
  throw new ImportFailed(
    `The mapping and the file do not fit:\n${faults.join('\n')}\nThe columns of the file are: ${header.join(', ')}.`,
  );
}

const faultsIn = (file: string, faults: readonly string[]): ImportFailed =>
  new ImportFailed(
    `The mapping ${file} cannot be used:\n${faults.map((fault) => `  ${fault}`).join('\n')}\n${MANUAL}`,
  );
