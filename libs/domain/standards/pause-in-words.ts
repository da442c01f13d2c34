import { londonDay } from './london-time';
import type { Pause } from './pauses';
import { dateInWords } from './time-in-words';

/** What we wait for while the clock stands still, by the reason for it. Other reasons speak for themselves. */
const awaited: Readonly<Record<string, string>> = {
  'information-requested': 'your answer',
  clarification: 'your clarification',
  identity: 'proof of who you are',
  fee: 'your payment',
  'fees-notice': 'your payment',
  'department-asked': 'an answer from another department',
  'third-party-asked': 'an answer from somebody else',
};

/** Why a day in a pause that has ended did not count. */
export function pausedInWords({ from, to, reason }: Pause): string {
  const restarted = to === undefined ? '' : ` and started again on ${dateInWords(londonDay(to))}`;
  const stopped = `the clock stopped on ${dateInWords(londonDay(from))}${restarted}`;
  if (reason === undefined) return `paused: ${stopped}`;
  const waiting = awaited[reason];
  return waiting
    ? `paused while we waited for ${waiting}: ${stopped}`
    : `paused (${reason.replaceAll('-', ' ')}): ${stopped}`;
}

/** Why a day before a pause counts no more: the count starts again after it. */
export function setAsideInWords({ to, reason }: Pause): string {
  return to === undefined
    ? `set aside: the count starts again once we have ${awaitedFor(reason)}`
    : `set aside: the count started again once we had ${awaitedFor(reason)}`;
}

/** Why the count starts again on the day a pause ended. */
export function startsAgainInWords({ reason }: Pause): string {
  return `the day we received ${awaitedFor(reason)}: the count starts again`;
}

/** What a pause waits for, in words that follow "we have". */
export function awaitedFor(reason: string | undefined): string {
  return (reason !== undefined && awaited[reason]) || 'what we needed';
}
