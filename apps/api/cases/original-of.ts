import { endOfChain } from '@guildhall/domain/case/chain-of-duplicates';
import type { CaseView } from '@guildhall/read-models/case-view/case-view';
import { instantOf } from '../queries/fresh';

/**
 * How the case stands that a duplicate is answered with, at the end of its chain: nothing of its customer. Undefined for
 * a case that is no duplicate.
 */
export async function originalOf(
  view: CaseView,
  viewOf: (reference: string) => Promise<CaseView | undefined>,
): Promise<object | undefined> {
  if (view.duplicateOf === undefined) return undefined;
  const views = new Map<string, CaseView>();
  const reference = await endOfChain(view.duplicateOf, async (one) => {
    const found = await viewOf(one);
    if (found) views.set(one, found);
    return found?.duplicateOf;
  });
  const original = views.get(reference);
  if (!original) return undefined;
  const { status, stage, outcome, reached } = original;
  const stages = Object.fromEntries(Object.entries(reached).map(([name, at]) => [name, instantOf(at)]));
  return { reference, status, stage, outcome, stages };
}
