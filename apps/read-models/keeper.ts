import type { ReadModelReport } from '@guildhall/read-models/builds/read-model-operations';

/** Whoever does what is asked of read models: a Guildhall that runs, or this program where none does. */
export interface Keeper extends Watched {
  /** In words. */
  readonly place: string;
  /** Whether it goes on when this program ends. */
  readonly goesOn: boolean;
  ask(name: string, what: 'rebuild' | 'discard' | 'verification'): Promise<void>;
  close(): Promise<void>;
}

/** What can be watched while it is at work. */
export interface Watched {
  all(): Promise<ReadModelReport[]>;
  /** Why it cannot go on, if it cannot. */
  fault(): Error | undefined;
}
