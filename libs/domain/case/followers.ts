import type { CaseState } from './case-state';

/**
 * What becomes of the cases that are answered with this one: they are closed with it; or, when nobody pursues it any
 * more, each is a matter of its own again. Nothing, as long as it may still be answered.
 */
export function endOfFollowers({ closure }: Pick<CaseState, 'closure'>): 'closed' | 'released' | undefined {
  switch (closure) {
    case 'resolved':
    case 'duplicate':
      return 'closed';
    case 'withdrawn':
    case 'no-answer-from-customer':
      return 'released';
    case undefined:
      return undefined;
  }
}
