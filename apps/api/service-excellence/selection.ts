import { dimensions, type MetricsQuery } from '@guildhall/read-models/metrics/metrics.query';
import type { FiguresRequest } from './service-excellence.requests';

/** Which cases figures are asked of. An empty value (`ward=`) is the group of the cases that have none. */
export function selectionOf(request: FiguresRequest): MetricsQuery {
  const { basis, from, to } = request;
  const where = Object.fromEntries(
    dimensions.flatMap((dimension) =>
      request[dimension] === undefined ? [] : [[dimension, request[dimension] || null]],
    ),
  ) as MetricsQuery['where'];
  return { basis, from, to, where, now: Date.now() };
}
