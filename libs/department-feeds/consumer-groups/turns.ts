/** Lets those who want the same thing have it one after the other. */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  async take<Answer>(name: string, work: () => Promise<Answer>): Promise<Answer> {
    const before = this.last.get(name) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.last.set(name, mine);
    try {
      return await mine;
    } finally {
      if (this.last.get(name) === mine) this.last.delete(name);
    }
  }
}
