import type { Moment } from '@guildhall/application/case/case-history';

/**
 * What is now for an answer, in UTC milliseconds: the moment that it looks back from, if it does. What was true at one
 * moment and known at another is judged as of the former.
 */
export function nowOf({ effectiveAt, asOf }: Moment): number {
  const moment = effectiveAt ?? asOf;
  return moment === undefined ? Date.now() : Date.parse(moment);
}
