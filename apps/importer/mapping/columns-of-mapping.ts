import type { Mapping } from './mapping';
import { columnsOfText } from './text-source';

/** A column that the mapping reads, and the field of the mapping that does. */
export interface ColumnUse {
  field: string;
  column: string;
}

const texts = [
  'id',
  'service',
  'group',
  'department',
  'queue',
  'kind',
  'channel',
  'status',
  'outcome',
  'explanation',
  'summary',
  'description',
  'address',
  'ward',
] as const;
const moments = ['raised', 'acknowledged', 'forwarded', 'acted', 'resolved', 'closed'] as const;

/** Every column that the mapping reads. No other is ever looked at. */
export function columnsOf(mapping: Mapping): ColumnUse[] {
  const { acted, customer = {}, location, rejects, targets } = mapping;
  const textsOfParts = [
    ...Object.entries(customer).map(([field, source]) => [`customer.${field}`, source] as const),
    ...(['lat', 'lon'] as const).map((field) => [`location.${field}`, location?.[field]] as const),
    ...(['outcome', 'note'] as const).map((field) => [`acted.${field}`, acted?.[field]] as const),
  ];
  const columns = [
    ...[...texts.map((field) => [field, mapping[field]] as const), ...textsOfParts].flatMap(
      ([field, source]) => columnsOfText(source).map((column) => ({ field, column })),
    ),
    ...moments.map((field) => ({ field, column: mapping[field]?.column })),
    ...Object.entries(targets).map(([target, { column }]) => ({ field: `targets.${target}`, column })),
    ...rejects.map(({ column }, index) => ({ field: `rejects.${index}`, column })),
  ];
  return columns.filter((use): use is ColumnUse => use.column !== undefined);
}
