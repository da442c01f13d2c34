import type { TargetName } from '@guildhall/domain/standards/standard';
import type { Standing, Target } from '@guildhall/domain/standards/targets-of-case';
import { instantOf } from '../queries/fresh';

/** A target of a case as every answer gives it. Instants: RFC 3339, UTC; null while there is none. */
export interface PresentedTarget {
  target: TargetName;
  due: string | null;
  reachedAt: string | null;
  standing: Standing;
}

/** @param stands how it stands at the moment of the answer */
export function presentedTarget({ target, due, reachedAt }: Target, stands: Standing): PresentedTarget {
  return { target, due: instantOf(due), reachedAt: instantOf(reachedAt), standing: stands };
}
