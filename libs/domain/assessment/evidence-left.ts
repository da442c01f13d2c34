import { type AccreditationStandard, type Element, elementsOf } from './accreditation-standard';
import { isCompliant, type Score } from './score';

/** A score, and what there was to show it when it was given. */
export interface ScoredOn {
  score: Score;
  /** What the figures suggested. */
  suggested?: Score;
  /** Pieces of evidence that were attached to the element. */
  attached: number;
}

/** Rules whose suggestion is only as good as what is attached. */
const restOnAttached: ReadonlySet<Element['rules'][number]['kind']> = new Set(['attached', 'dips']);

/**
 * The elements that are compliant by what was attached, and of which nothing attached is left: it was withdrawn. In the
 * standard's order. Where figures alone showed it, there is nothing to miss; and who scores it again without anything
 * attached has the figures asked afresh.
 */
export function leftWithoutEvidence(
  standard: AccreditationStandard,
  scores: Readonly<Record<string, ScoredOn | undefined>>,
  attachedTo: (element: string) => number,
): string[] {
  return elementsOf(standard)
    .filter((element) => {
      const scored = scores[element.number];
      return scored && restedOnAttached(element, scored) && attachedTo(element.number) === 0;
    })
    .map(({ number }) => number);
}

function restedOnAttached({ rules }: Element, { score, suggested, attached }: ScoredOn): boolean {
  if (!isCompliant(score) || attached === 0) return false;
  const figuresShowedIt = suggested !== undefined && isCompliant(suggested);
  return !figuresShowedIt || rules.some(({ kind }) => restOnAttached.has(kind));
}
