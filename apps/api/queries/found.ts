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
