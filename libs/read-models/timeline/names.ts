import type { Catalogue } from '../../domain/catalogue/catalogue';
import type { Names } from './sentences';

/** What things are called now; a code that was never published stands for itself. */
export function withNames(catalogue: Catalogue): Names {
  return {
    service: (code) => catalogue.service(code)?.definition.name.toLowerCase() ?? code.replaceAll('-', ' '),
    department: (code) => catalogue.department(code)?.definition.name ?? code.replaceAll('-', ' '),
  };
}
