/** Tells those who wait that the log may have grown. Editions are numbered, so that none is missed between a look and a wait. */
export class News {
  readonly #waiting = new Set<() => void>();
  #edition = 0;

  /** Take it before looking at the log, and wait for the one after it. */
  get edition(): number {
    return this.#edition;
  }

  publish(): void {
    this.#edition++;
    for (const wake of [...this.#waiting]) wake();
  }

  /** Resolves when there is a later edition than this one, or when the signal is aborted. */
  after(edition: number, signal: AbortSignal): Promise<void> {
    if (edition !== this.#edition || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }
}
