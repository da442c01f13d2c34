/**
 * Milliseconds for which a projection is taken to wait still: it says so at every try, and waits five seconds for a lock and
 * five between two tries at most.
 */
const UNTIL_NEXT_TRY = 12_000;

/** Projections, and builds of them, that cannot write for now and try again: with why, as long as they say so. */
export class WaitingProjections {
  private readonly said = new Map<string, { reason: string; at: number }>();

  say(projection: string, reason: string): void {
    this.said.set(projection, { reason, at: performance.now() });
  }

  /** Undefined when it does not wait. */
  whyWaits(projection: string): string | undefined {
    const said = this.said.get(projection);
    return said && performance.now() - said.at < UNTIL_NEXT_TRY ? said.reason : undefined;
  }
}
