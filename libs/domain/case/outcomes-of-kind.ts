import type { Rejection } from '../../event-sourcing/rejection';
import { refuse } from './case-refusals';
import type { Kind, Outcome } from './vocabulary';

const ofAComplaint: readonly Outcome[] = [
  'upheld',
  'partly-upheld',
  'not-upheld',
  'answered',
  'fixed',
  'not-responsible',
];
const ofOtherKinds: readonly Outcome[] = [
  'fixed',
  'answered',
  'no-action-needed',
  'not-responsible',
  'could-not-complete',
];

/** How a case of a kind may end. */
export const outcomesOf = (kind: Kind): readonly Outcome[] =>
  kind === 'complaint' ? ofAComplaint : ofOtherKinds;

/** Refuses an outcome with which no case of the kind ends. `field`: where the outcome stands in the request. */
export function unfitOutcome(outcome: Outcome, kind: Kind, field?: string): Rejection | undefined {
  const fitting = outcomesOf(kind);
  return fitting.includes(outcome) ? undefined : refuse.outcomeNotForKind(outcome, kind, fitting, field);
}
