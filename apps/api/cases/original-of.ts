import type { CaseView } from '@guildhall/read-models/case-view/case-view';
import { instantOf } from '../queries/fresh';

/** No chain of duplicates is longer; a longer one is walked no further. */
const LONGEST_CHAIN = 20;

/**
 * How the case stands that a duplicate is answered with, at the end of its chain: nothing of its customer. Undefined for
 * a case that is no duplicate.
 */
export async function originalOf(
  view: CaseView,
  viewOf: (reference: string) => Promise<CaseView | undefined>,
): Promise<object | undefined> {
  let reference: string | undefined;
  let original: CaseView | undefined = view;
  for (let depth = 0; original?.duplicateOf !== undefined && depth < LONGEST_CHAIN; depth++) {
    reference = original.duplicateOf;
    original = await viewOf(reference);
  }
  if (reference === undefined || !original) return undefined;
  const { status, stage, outcome, reached } = original;
  const stages = Object.fromEntries(Object.entries(reached).map(([name, at]) => [name, instantOf(at)]));
  return { reference, status, stage, outcome, stages };
}
