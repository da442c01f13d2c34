/** What a program has opened, to be closed in the reverse order. */
export class Opened {
  private readonly closings: (() => Promise<void> | void)[] = [];

  /** Remembers how it is closed. */
  add(close: () => Promise<void> | void): void {
    this.closings.push(close);
  }

  /** Closes all of it; what cannot be closed does not keep the rest open. */
  async close(): Promise<void> {
    const faults: unknown[] = [];
    for (const close of this.closings.splice(0).reverse()) {
      try {
        await close();
      } catch (fault) {
        faults.push(fault);
      }
    }
    if (faults.length > 0) throw faults[0];
  }
}
