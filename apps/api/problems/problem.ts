import type { Rejection } from '@guildhall/event-sourcing/rejection';

/** One field that is wrong, and what would be right. */
export interface FieldFault {
  field: string;
  message: string;
}

/** What an error answer holds (RFC 9457, `application/problem+json`). */
export interface Problem {
  /** Names the sort of problem; explained under this name in docs/problems.md. */
  type: string;
  title: string;
  status: number;
  /** What happened and what to do next, for a person. */
  detail: string;
  errors?: FieldFault[];
  /** Quote it when you ask for help: it is in our log. */
  correlationId?: string;
}

/** A request that cannot be answered as asked. The one filter turns it into its problem. */
export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.title);
  }
}

export function problem(
  code: string,
  status: number,
  title: string,
  detail: string,
  errors?: FieldFault[],
): Problem {
  return { type: `urn:guildhall:problem:${code}`, title, status, detail, ...(errors && { errors }) };
}

const statusOf = { 'not-found': 404, conflict: 409, invalid: 422 } as const;

/** A refusal of the domain, as a problem. */
export function problemOf({ code, kind, reason, field }: Rejection): Problem {
  const title = code.charAt(0).toUpperCase() + code.slice(1).replaceAll('-', ' ');
  return problem(code, statusOf[kind], title, reason, field ? [{ field, message: reason }] : undefined);
}
