/** Wakes those who wait for something, by its name. */
export class Bells {
  private readonly waiting = new Map<string, Set<() => void>>();
  private count = 0;

  /** How many wait. */
  get waiters(): number {
    return this.count;
  }

  ring(name: string): void {
    for (const wake of [...(this.waiting.get(name) ?? [])]) wake();
  }

  ringAll(): void {
    for (const name of [...this.waiting.keys()]) this.ring(name);
  }

  /** Resolves when one of these rings, when the signal is aborted, or after so many milliseconds. */
  wait(names: readonly string[], signal: AbortSignal, patience: number): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        for (const name of names) this.leave(name, wake);
        this.count--;
        resolve();
      };
      const timer = setTimeout(wake, patience);
      signal.addEventListener('abort', wake);
      for (const name of names) this.enter(name, wake);
      this.count++;
    });
  }

  private enter(name: string, wake: () => void): void {
    const others = this.waiting.get(name);
    if (others) others.add(wake);
    else this.waiting.set(name, new Set([wake]));
  }

  private leave(name: string, wake: () => void): void {
    const others = this.waiting.get(name);
    others?.delete(wake);
    if (others?.size === 0) this.waiting.delete(name);
  }
}
