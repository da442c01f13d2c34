import type { Row } from '../csv/row';
import type { Mapping } from '../mapping/mapping';
import { type TextSource, textFrom } from '../mapping/text-source';
import type { CodedNames } from './coded-names';

/** A service, department or queue by its name, and the code it stands under where it has one. */
export interface Named {
  name: string;
  code: string | undefined;
}

/** What a row is about, and where it belongs. */
export interface Classification {
  service: Named | undefined;
  group: string | undefined;
  /** As the mapping or the row says, checked by nobody yet. */
  kind: string | undefined;
  department: Named | undefined;
  /** A department without queues has one of its own name. */
  queue: Named | undefined;
}

export function classify(row: Row, mapping: Mapping, names: CodedNames): Classification {
  const named = (source: TextSource | undefined, sort: string): Named | undefined => {
    const name = source && textFrom(source, row);
    return name === undefined ? undefined : { name, code: names.code(sort, name) };
  };
  const department = named(mapping.department, 'departments');
  return {
    service: named(mapping.service, 'services'),
    group: mapping.group && textFrom(mapping.group, row),
    kind: mapping.kind && textFrom(mapping.kind, row),
    department,
    queue:
      department && (named(mapping.queue, `queues of ${department.code ?? department.name}`) ?? department),
  };
}
