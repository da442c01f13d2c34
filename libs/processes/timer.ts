import type { CaseRequest } from '../application/case/look-up-facts';
import type { Notice } from '../domain/case/notice';
import type { Catalogue } from '../domain/catalogue/catalogue';
import type { RunningCase } from './running-case';

/** Something to ask of a case at an instant, unless the case has moved on by then. */
export interface Timer {
  /** Unique in its case, and made of its cause: whoever finds the same cause means the same timer. */
  readonly name: string;
  /** UTC milliseconds, made of the cause too. */
  readonly at: number;
  readonly request: CaseRequest;
  /** The reference of the case that is asked, where it is another one. */
  readonly asks?: string;
  /** It is worth asking until then; always, when left out. */
  readonly until?: number;
}

/**
 * A process: the timers that a case as it stands has running. It names them all, each time it is asked; what has to be
 * scheduled, moved or cancelled follows from comparing.
 */
export type Process = (running: RunningCase, catalogue: Catalogue) => Timer[];

/** How long after its moment something is still worth saying to anybody, in milliseconds: two days. */
export const STILL_NEWS = 2 * 86_400_000;

/**
 * A timer that raises a notice about something, at an instant. `moment`: what it is about; `until`: from when on it is
 * worth nothing. UTC milliseconds.
 */
export function noticeAt(
  at: number,
  notice: Notice,
  about: string,
  moment: number,
  until = at + STILL_NEWS,
): Timer {
  const request = { type: 'RaiseNotice', notice, about, moment: new Date(moment).toISOString() } as const;
  return { name: `${notice}.${about}`, at, request, until };
}

/** Whether a notice was raised about this. */
export function isRaised({ notices }: RunningCase, notice: Notice, about: string, moment: number): boolean {
  const instant = new Date(moment).toISOString();
  return notices.some((one) => one.notice === notice && one.about === about && one.moment === instant);
}
