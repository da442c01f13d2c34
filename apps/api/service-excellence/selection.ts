import type { Catalogue } from '@guildhall/domain/catalogue/catalogue';
import { dimensions, type MetricsQuery } from '@guildhall/read-models/metrics/metrics.query';
import type { FieldFault } from '../problems/problem';
import { invalid } from '../problems/validation';
import type { FiguresRequest } from './service-excellence.requests';

/**
 * Which cases figures are asked of. An empty value (`ward=`) is the group of the cases that have none.
 * @throws ProblemError naming what nobody has published, and days that run backwards
 */
export function selectionOf(request: FiguresRequest, catalogue: Catalogue): MetricsQuery {
  const faults = faultsInSelection(request, catalogue);
  if (faults.length > 0) throw invalid(faults);
  const { basis, from, to } = request;
  const where = Object.fromEntries(
    dimensions.flatMap((dimension) =>
      request[dimension] === undefined ? [] : [[dimension, request[dimension] || null]],
    ),
  ) as MetricsQuery['where'];
  return { basis, from, to, where, now: Date.now() };
}

/** What is wrong with it: figures of a department that is misspelt would be those of nobody. */
export function faultsInSelection(
  { department, service, from, to }: Pick<FiguresRequest, 'department' | 'service' | 'from' | 'to'>,
  catalogue: Catalogue,
): FieldFault[] {
  const faults: FieldFault[] = [];
  if (department && !catalogue.department(department)) {
    const message = 'No department has this code. See GET /catalogue/departments.';
    faults.push({ field: 'department', message });
  }
  if (service && !catalogue.service(service)) {
    faults.push({ field: 'service', message: 'No service has this code. See GET /catalogue/services.' });
  }
  if (from !== undefined && to !== undefined && to < from) {
    faults.push({ field: 'to', message: 'Give a day that is not before from.' });
  }
  return faults;
}
