import { setTimeout as sleep } from 'node:timers/promises';
import { mayPass } from '../platform/database/database-fault';
import type { Turn } from '../platform/postgres/lease';
import { Fenced } from './checkpoint';
import type { Projector } from './projector';

/** Milliseconds before another try when the database cannot be asked, or another projector was met. */
const PAUSE = 250;

/** Who gives the turns: a `Lease` where several programs come for them. */
export interface Turns {
  /** Waits for a turn; undefined when the signal came first. */
  take(signal: AbortSignal, standingBy?: () => void): Promise<Turn | undefined>;
}

/** For a program that has the read models to itself, as the owner of a data folder has: it is always its turn. */
export const alone: Turns = {
  take: () => Promise.resolve({ lost: new AbortController().signal, end: () => Promise.resolve() }),
};

export interface TurnsOptions {
  /** This one works. */
  working?(): void;
  /** Another works; this one takes over when it ends, dies or hangs. */
  standingBy?(): void;
  /** It works no longer, for now, and why. */
  steppedBack?(reason: Error): void;
}

/**
 * Projects whenever it is this program's turn. Several programs may do so on the same read models: one works. Should two
 * believe that they do, the fenced checkpoint lets one write, and the other steps back and looks afresh at its next turn.
 * Returns on the signal, or when no projection is left that can go on.
 * @throws Error when the database refuses for good
 */
export async function projectInTurns(
  turns: Turns,
  open: () => Promise<Projector>,
  signal: AbortSignal,
  options: TurnsOptions = {},
): Promise<void> {
  while (!signal.aborted) {
    try {
      const turn = await turns.take(signal, () => options.standingBy?.());
      if (!turn) return;
      try {
        await work(AbortSignal.any([signal, turn.lost]));
        if (!turn.lost.aborted) return;
      } finally {
        await turn.end();
      }
      options.steppedBack?.(new Error('The turn was lost: it was not renewed in time.'));
    } catch (fault) {
      if (!(fault instanceof Fenced) && !mayPass(fault)) throw fault;
      options.steppedBack?.(fault as Error);
      await sleep(PAUSE, undefined, { signal }).catch(() => undefined);
    }
  }

  async function work(until: AbortSignal): Promise<void> {
    const projector = await open();
    options.working?.();
    try {
      await projector.run(until);
    } finally {
      await projector.close();
    }
  }
}
