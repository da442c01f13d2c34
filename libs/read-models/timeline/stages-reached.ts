import { type Stage, stages } from '../../domain/case/vocabulary';
import type { CaseProgress } from '../case-progress';

/** The five stages that a customer is told of, each with when it was reached; the last one with both its times. */
export function stagesReached(
  reached: CaseProgress['reached'],
): { stage: Stage; at: number | undefined; closedAt?: number | undefined }[] {
  return stages.map((stage) => ({
    stage,
    at: reached[stage],
    ...(stage === 'resolved' && { closedAt: reached.closed }),
  }));
}
