import type { Fresh } from '@guildhall/read-models/read-model';
import { problem, ProblemError } from '../problems/problem';

/**
 * `hint`: what may help whoever looks for it.
 * @throws ProblemError 404 when there is nothing
 */
export function found<Answer>(
  answer: Answer | undefined,
  what: string,
  hint = 'If it is only just there, give the position that the command answered with as waitFor.',
): Answer {
  if (answer !== undefined) return answer;
  const detail = `There is no such ${what}. ${hint}`;
  throw new ProblemError(problem(`${what.replaceAll(' ', '-')}-not-found`, 404, `No such ${what}`, detail));
}

/**
 * What a read model answered, unless it found nothing and has not come to what was waited for: then nobody knows yet.
 * @throws ProblemError 503
 */
export function unlessTooEarly<Answer>(fresh: Fresh<Answer>): Fresh<Answer> {
  if (fresh.answer !== undefined || !fresh.freshness.stale) return fresh;
  throw new ProblemError(
    problem(
      'not-yet-visible',
      503,
      'Not visible yet',
      'It was acknowledged and is not lost: what answers this question is behind and has not come to the position in waitFor. Ask again in a moment.',
    ),
  );
}
