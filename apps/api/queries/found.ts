import { problem, ProblemError } from '../problems/problem';

/** @throws ProblemError 404 when there is nothing */
export function found<Answer>(answer: Answer | undefined, what: string): Answer {
  if (answer !== undefined) return answer;
  const detail = `There is no ${what} here, or it has not arrived yet: after a command, give its position as waitFor.`;
  throw new ProblemError(problem(`${what.replaceAll(' ', '-')}-not-found`, 404, `No such ${what}`, detail));
}
